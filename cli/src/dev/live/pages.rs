//! What goes to open pages without a build: stylesheets, assets, templates; and when they have painted it.
//! The part of the loop that compiles nothing; it speaks to the app and to the pages' own sockets.

use std::time::{Duration, Instant};

use super::{Loop, Painting};
use crate::dev::action::Actions;
use crate::dev::event::Event;
use crate::dev::message::ToApp;
use crate::dev::notify::Notice;
use crate::dev::problem::Problem;
use crate::inspector::{BuildKind, BuildRecord};

/// A page in the background does not paint; the terminal says so after this long.
const PAINTED_WITHIN: Duration = Duration::from_secs(1);

impl Loop {
    /// Tells pages to load stylesheets and other assets again.
    pub(super) fn push_assets(&mut self, actions: &Actions, at: Instant) {
        for path in &actions.styles {
            let id = self.next_id();
            let pages = self.notifier.notice(Notice::Css {
                path: path.clone(),
                id,
            });
            self.sent(
                id,
                path.trim_start_matches('/').to_owned(),
                BuildKind::Css,
                at,
                pages as u64,
            );
        }
        for path in &actions.assets {
            let id = self.next_id();
            let pages = self.notifier.notice(Notice::Asset {
                path: path.clone(),
                id,
            });
            self.sent(
                id,
                path.trim_start_matches('/').to_owned(),
                BuildKind::Asset,
                at,
                pages as u64,
            );
        }
        if !actions.scripts.is_empty() {
            let pages = self.notifier.notice(Notice::Reload);
            let what = actions
                .scripts
                .iter()
                .map(|path| path.trim_start_matches('/'))
                .collect::<Vec<_>>()
                .join(", ");
            self.screen.live(
                &what,
                None,
                at.elapsed(),
                &format!("{} loaded again", plural(pages as u64, "page")),
            );
        }
    }

    /// Has the app read templates again, and show them.
    pub(super) fn push_templates(&mut self, changed: Vec<String>, at: Instant) {
        let id = self.next_id();
        let what = changed
            .iter()
            .map(|name| format!("templates/{name}"))
            .collect::<Vec<_>>()
            .join(", ");
        if self.swap.serving().is_some() {
            self.painting.insert(
                id,
                Painting {
                    what,
                    kind: BuildKind::Template,
                    at,
                    pages: 0,
                },
            );
        }
        // A run that is on its way has read some of them, perhaps.
        for app in self.apps.values() {
            app.send(ToApp::Templates {
                id,
                changed: changed.clone(),
            });
        }
    }

    /// The app has sent its pages what changed, or says why it could not.
    pub(super) fn refreshed(&mut self, id: u64, pages: u64, problem: Option<Problem>) {
        let Some(painting) = self.painting.remove(&id) else {
            return;
        };
        match problem {
            Some(problem) => self.raise(problem),
            None => {
                self.notifier
                    .change(|state| state.problems.retain(|problem| problem.kind != "template"));
                self.sent(id, painting.what, painting.kind, painting.at, pages);
            }
        }
    }

    /// Waits for pages to paint what they were sent; with no page open it is live at once.
    fn sent(&mut self, id: u64, what: String, kind: BuildKind, at: Instant, pages: u64) {
        let painting = Painting {
            what,
            kind,
            at,
            pages,
        };
        if pages == 0 {
            return self.shown(painting, "no page shows it");
        }
        self.painting.insert(id, painting);
        self.after(PAINTED_WITHIN, Event::Unpainted { id });
    }

    /// The first page has painted it.
    pub(super) fn painted(&mut self, id: u64) {
        if let Some(painting) = self.painting.remove(&id) {
            self.shown(painting, "");
        }
    }

    /// No page has painted it for a while.
    pub(super) fn unpainted(&mut self, id: u64) {
        if let Some(painting) = self.painting.remove(&id) {
            self.screen.note(&format!(
                "{} → sent to {} in the background",
                painting.what,
                plural(painting.pages, "page")
            ));
        }
    }

    fn shown(&self, painting: Painting, note: &str) {
        let live = painting.at.elapsed();
        self.screen.live(&painting.what, None, live, note);
        self.recorder.build(BuildRecord {
            kind: painting.kind,
            changed: vec![painting.what],
            live,
            pages: painting.pages,
            ..BuildRecord::default()
        });
    }

    /// Something is wrong: in the terminal once, in pages until it is resolved.
    pub(super) fn raise(&mut self, problem: Problem) {
        let mut new = false;
        self.notifier
            .change(|state| new = state.raise(problem.clone()));
        self.recorder.problem(problem.for_inspector());
        if new {
            self.screen.problem(&problem);
        }
    }
}

pub(super) fn plural(count: u64, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
