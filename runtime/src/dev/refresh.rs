//! An edited template: everything is read again, and each page that shows it is sent what its
//! screen looks like now.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::ws::Utf8Bytes;

use super::message::{ToDev, micros};
use super::problem::Problem;
use super::{Dev, lock};
use crate::app::Shared;
use crate::connection::Connection;
use crate::error::Result;
use crate::page::{PageContext, with_page};
use crate::pipeline;

impl Dev {
    /// Reads the templates again, and shows them.
    pub(super) fn refresh(&self, shared: &Shared, id: u64, changed: &[String]) {
        let started = Instant::now();
        if let Err(error) = shared.templates.reload() {
            let name = error.name().unwrap_or_default();
            let problem = Problem::of_template(name, &error, shared.templates.file_of(name));
            self.raise(&problem);
            let micros = micros(started.elapsed());
            return self.tell(&ToDev::Refreshed {
                id,
                pages: 0,
                micros,
                problem: Some(&problem),
            });
        }
        self.resolve("template:");
        let users = Users::read(shared);
        let mut pages = 0;
        for connection in shared.topics.all() {
            if self.uses(&connection, changed, &users) && self.show(&connection, id) {
                pages += 1;
            }
        }
        self.tell(&ToDev::Refreshed {
            id,
            pages,
            micros: micros(started.elapsed()),
            problem: None,
        });
    }

    fn uses(&self, connection: &Connection, changed: &[String], users: &Users) -> bool {
        let Some(screen) = &connection.screen else {
            return false;
        };
        let mut screen = lock(screen);
        if screen.shown.is_none() {
            // After a swap the page fetched itself; what it was rendered from then is known.
            screen.shown = self.last_shown(&screen.session, screen.path());
        }
        // Of a page that is not known nothing can be excluded.
        screen.shown.is_none() || screen.templates().any(|name| users.reaches(name, changed))
    }

    /// Sends a page what its screen is now. A template that fails is told, and the page stays.
    fn show(&self, connection: &Arc<Connection>, id: u64) -> bool {
        match self.rendered_again(connection) {
            Ok((html, ops)) => {
                push(connection, html.as_deref(), &ops, id);
                true
            }
            Err(_) => false,
        }
    }

    fn rendered_again(&self, connection: &Connection) -> Result<(Option<String>, Vec<String>)> {
        let Some(screen) = &connection.screen else {
            return Ok((None, Vec::new()));
        };
        let (shown, log) = {
            let screen = lock(screen);
            if screen.is_cut() {
                return Ok((None, Vec::new()));
            }
            (
                screen.shown.clone(),
                screen.log().cloned().collect::<Vec<_>>(),
            )
        };
        let shared = &connection.shared;
        let html = shown.map(|shown| {
            let page = Arc::new(PageContext::new(shared, shown.session, None));
            shared
                .templates
                .render(&shown.template, &with_page(&shown.data, &page))
        });
        let ops = log
            .iter()
            .map(|patch| pipeline::encode_one(&shared.templates, patch));
        Ok((html.transpose()?, ops.collect::<Result<_>>()?))
    }

    /// Has a page fetch itself, with what its log has put there: after a swap.
    pub(super) fn show_fetched(&self, connection: &Arc<Connection>) {
        let ops = self
            .rendered_again(connection)
            .map(|(_, ops)| ops)
            .unwrap_or_default();
        push(connection, None, &ops, 0);
    }
}

fn push(connection: &Connection, html: Option<&str>, ops: &[String], id: u64) {
    let html = serde_json::to_string(&html).unwrap_or_default();
    let ops = ops.join(",");
    let frame =
        format!("{{\"dev\":{{\"refresh\":{{\"html\":{html},\"ops\":[{ops}],\"id\":{id}}}}}}}");
    connection.push(Utf8Bytes::from(frame));
}

/// Which templates name which: by the names in quotes in their sources, which is every template
/// that they extend, include or import, and now and then one more. One that takes a name from its
/// data may lead to any of them.
struct Users(HashMap<String, Vec<String>>);

impl Users {
    fn read(shared: &Shared) -> Self {
        let sources = shared.templates.sources();
        let names: Vec<_> = sources.iter().map(|(name, _)| name.clone()).collect();
        let named = |source: &str| {
            let quoted = |name: &&String| {
                source.contains(&format!("\"{name}\"")) || source.contains(&format!("'{name}'"))
            };
            let all = takes_names(source);
            names
                .iter()
                .filter(|name| all || quoted(name))
                .cloned()
                .collect()
        };
        Self(
            sources
                .iter()
                .map(|(name, source)| (name.clone(), named(source)))
                .collect(),
        )
    }

    /// Whether a template is one of these, or leads to one.
    fn reaches(&self, name: &str, changed: &[String]) -> bool {
        let mut seen = HashSet::new();
        let mut next = vec![name];
        while let Some(name) = next.pop() {
            if changed.iter().any(|changed| changed == name) {
                return true;
            }
            if seen.insert(name) {
                next.extend(self.0.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        false
    }
}

/// Whether a tag of the source names a template by more than a literal.
fn takes_names(source: &str) -> bool {
    let tags = source.split("{%").skip(1);
    tags.filter_map(|tag| tag.split("%}").next()).any(|tag| {
        let tag = tag.trim_start_matches(['-', '+']).trim_start();
        let name = ["include", "extends", "import", "from"]
            .iter()
            .find_map(|keyword| tag.strip_prefix(keyword))
            .filter(|name| name.starts_with(char::is_whitespace))
            .map(str::trim_start);
        name.is_some_and(|name| !name.starts_with(['"', '\'', '[']) || name.contains('~'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_reached_through_others() {
        let names = |list: &[&str]| {
            list.iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let users = Users(HashMap::from([
            ("home.html".to_owned(), names(&["base.html"])),
            ("base.html".to_owned(), names(&["nav.html", "home.html"])),
            ("nav.html".to_owned(), names(&[])),
        ]));
        assert!(users.reaches("home.html", &names(&["nav.html"])));
        assert!(users.reaches("nav.html", &names(&["nav.html"])));
        assert!(!users.reaches("nav.html", &names(&["home.html"])));
        assert!(!users.reaches("unknown.html", &names(&["home.html"])));
    }

    #[test]
    fn a_name_that_is_in_the_data_may_be_any() {
        for (source, taken) in [
            (r#"{% include "nav.html" %}{{ view }}"#, false),
            (r#"{% include ["a.html", "b.html"] %}"#, false),
            ("{% if includes %}{% endif %}", false),
            ("{% include view %}", true),
            ("{%- extends layout -%}", true),
            (r#"{% include "views/" ~ view ~ ".html" %}"#, true),
        ] {
            assert_eq!(takes_names(source), taken, "{source}");
        }
    }
}
