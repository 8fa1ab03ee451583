//! What a page shows: the template and data it was rendered from, and the patches since. From
//! these it can be shown again with other templates, and no handler is run for it.

use std::collections::VecDeque;

use minijinja::Value;

use crate::extract::Room;
use crate::patch::{Content, Effects, Patch, Swap};

/// Patches that are kept; then the page's own URL has to be asked again.
const LONGEST: usize = 256;

/// How a page was rendered.
#[derive(Clone)]
pub(super) struct Shown {
    pub(super) room: Room,
    pub(super) session: String,
    pub(super) path: String,
    pub(super) template: String,
    pub(super) data: Value,
}

/// What is on the screen of one page.
#[derive(Default)]
pub(crate) struct Screen {
    pub(super) shown: Option<Shown>,
    pub(super) session: String,
    path: String,
    log: VecDeque<Patch>,
    cut: bool,
}

impl Screen {
    pub(super) fn new(shown: Option<Shown>) -> Self {
        let (session, path) = match &shown {
            Some(shown) => (shown.session.clone(), shown.path.clone()),
            None => Default::default(),
        };
        Self {
            shown,
            session,
            path,
            log: VecDeque::new(),
            cut: false,
        }
    }

    /// A screen as another process left it.
    pub(super) fn resumed(session: String, path: String, log: Vec<Patch>, cut: bool) -> Self {
        Self {
            shown: None,
            session,
            path,
            log: log.into(),
            cut,
        }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn log(&self) -> impl Iterator<Item = &Patch> {
        self.log.iter()
    }

    /// Whether something that is on screen is missing from the log.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// Notes what a page is sent: its content and its title. The rest has happened, and is not to
    /// happen again.
    pub(crate) fn record(&mut self, patches: &[Patch]) {
        for patch in patches {
            let title = patch
                .effects
                .as_ref()
                .and_then(|effects| effects.title.clone());
            if patch.target.is_none() && title.is_none() {
                continue;
            }
            if patch.target.is_none() {
                self.log
                    .retain(|earlier| earlier.target.is_some() || earlier.effects.is_none());
            } else if matches!(patch.swap, Swap::Inner | Swap::Text) {
                // What was put inside of it before is gone. An `outer` before it has made the
                // element that this one fills.
                let inside = |swap| {
                    matches!(
                        swap,
                        Swap::Inner | Swap::Text | Swap::Append | Swap::Prepend
                    )
                };
                self.log
                    .retain(|earlier| earlier.target != patch.target || !inside(earlier.swap));
            }
            let effects = title.map(|title| {
                Box::new(Effects {
                    title: Some(title),
                    ..Effects::default()
                })
            });
            self.log.push_back(Patch {
                effects,
                ..patch.clone()
            });
        }
        while self.log.len() > LONGEST {
            self.log.pop_front();
            self.cut = true;
        }
    }

    /// The templates that the screen was made from.
    pub(super) fn templates(&self) -> impl Iterator<Item = &str> {
        let page = self.shown.as_ref().map(|shown| shown.template.as_str());
        page.into_iter()
            .chain(self.log.iter().filter_map(|patch| match &patch.content {
                Content::Template { name, .. } => Some(name.as_ref()),
                _ => None,
            }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::Effect;

    fn targets(screen: &Screen) -> Vec<String> {
        screen
            .log()
            .map(|patch| {
                format!(
                    "{} {}",
                    patch.swap.name(),
                    patch.target.as_deref().unwrap_or("-")
                )
            })
            .collect()
    }

    #[test]
    fn what_was_inside_is_dropped_when_it_is_replaced() {
        let mut screen = Screen::default();
        screen.record(&[
            Patch::append("#a").html("1"),
            Patch::append("#b").html("1"),
            Patch::outer("#a").html("2"),
            Patch::append("#a").html("3"),
            Patch::inner("#a").html("4"),
        ]);
        assert_eq!(targets(&screen), ["append #b", "outer #a", "inner #a"]);
    }

    #[test]
    fn effects_are_not_repeated_except_the_last_title() {
        let mut screen = Screen::default();
        screen.record(&[
            Patch::title("one"),
            Patch::url("/x"),
            Patch::title("two").url("/y"),
        ]);
        assert_eq!(targets(&screen), ["inner -"]);
        let effects = screen
            .log()
            .next()
            .and_then(|patch| patch.effects.clone())
            .unwrap();
        assert_eq!((effects.title.as_deref(), effects.url), (Some("two"), None));
    }

    #[test]
    fn a_long_log_is_cut() {
        let mut screen = Screen::default();
        for _ in 0..LONGEST {
            screen.record(&[Patch::append("#a").html("1")]);
        }
        assert!(!screen.is_cut());
        screen.record(&[Patch::append("#a").html("1")]);
        assert!(screen.is_cut() && screen.log().count() == LONGEST);
    }
}
