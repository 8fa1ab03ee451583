//! What open pages are told. The state (phase, build, problems) is kept in a `watch` channel, so that a page opened
//! after a failure shows it like the others; what happens once (a stylesheet to load again) goes out as a notice.
//! The dev loop holds the senders, each page's socket a receiver.

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

use super::problem::Problem;

/// Where the project stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Phase {
    /// Cargo runs; the last good build serves on, if there is one.
    #[default]
    Building,
    /// The app runs and says that it is not ready yet.
    Starting,
    /// The newest source serves.
    Serving,
    /// The newest source does not build or start; the last good build serves on, if there is one.
    Failed,
    /// The app died and is being started again.
    Crashed,
}

/// How far a build is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Done {
    pub(crate) done: u64,
    pub(crate) of: u64,
}

/// What every page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct State {
    pub(crate) phase: Phase,
    pub(crate) build: Option<Done>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) generation: u64,
}

/// What a page is told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Load this stylesheet again, and report when it is painted.
    Css { path: String, id: u64 },
    /// Load this image, font or other asset again.
    Asset { path: String, id: u64 },
    /// Load the page again.
    Reload,
}

impl State {
    /// The frame that carries it.
    pub(crate) fn frame(&self) -> String {
        json!({ "state": self }).to_string()
    }

    /// Adds a problem, or brings the one with its id up to date; says whether it is new.
    pub(crate) fn raise(&mut self, problem: Problem) -> bool {
        match self
            .problems
            .iter_mut()
            .find(|known| known.id == problem.id)
        {
            Some(known) => {
                *known = problem;
                false
            }
            None => {
                self.problems.push(problem);
                true
            }
        }
    }
}

impl Notice {
    /// The frame that carries it.
    pub(crate) fn frame(&self) -> String {
        let value: Value = match self {
            Notice::Css { path, id } => json!({ "css": { "path": path, "id": id } }),
            Notice::Asset { path, id } => json!({ "asset": { "path": path, "id": id } }),
            Notice::Reload => json!({ "reload": {} }),
        };
        value.to_string()
    }
}

/// The dev loop's end.
#[derive(Debug, Clone)]
pub(crate) struct Notifier {
    state: watch::Sender<State>,
    notices: broadcast::Sender<Notice>,
}

/// One page's end.
#[derive(Debug)]
pub(crate) struct Subscription {
    pub(crate) state: watch::Receiver<State>,
    pub(crate) notices: broadcast::Receiver<Notice>,
}

impl Notifier {
    /// Nobody listens yet, and the first build is about to begin.
    pub(crate) fn new() -> Self {
        // A page that is 256 notices behind is loaded anew, which shows them all.
        Self {
            state: watch::Sender::new(State::default()),
            notices: broadcast::Sender::new(256),
        }
    }

    /// Changes the state; pages hear of it when it is another one.
    pub(crate) fn change(&self, change: impl FnOnce(&mut State)) {
        self.state.send_if_modified(|state| {
            let before = state.clone();
            change(state);
            *state != before
        });
    }

    /// The state as it is.
    pub(crate) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Tells the pages that are open; returns how many there are.
    pub(crate) fn notice(&self, notice: Notice) -> usize {
        self.notices.send(notice).unwrap_or(0)
    }

    /// A new page's end.
    pub(crate) fn subscribe(&self) -> Subscription {
        Subscription {
            state: self.state.subscribe(),
            notices: self.notices.subscribe(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_is_what_pages_expect() {
        let mut state = State {
            build: Some(Done { done: 1, of: 2 }),
            ..State::default()
        };
        state.raise(Problem::new("a", "rustc", "wrong"));
        let expected = json!({ "state": { "phase": "building", "build": { "done": 1, "of": 2 }, "generation": 0,
            "problems": [{ "id": "a", "kind": "rustc", "message": "wrong" }] } });
        assert_eq!(
            serde_json::from_str::<Value>(&state.frame()).unwrap(),
            expected
        );
    }

    #[test]
    fn a_problem_is_raised_once() {
        let mut state = State::default();
        assert!(state.raise(Problem::new("a", "rustc", "one")));
        assert!(!state.raise(Problem::new("a", "rustc", "two")));
        assert_eq!(state.problems, [Problem::new("a", "rustc", "two")]);
    }

    #[tokio::test]
    async fn a_page_opened_later_hears_the_state_and_no_old_notice() {
        let notifier = Notifier::new();
        notifier.change(|state| state.phase = Phase::Failed);
        notifier.notice(Notice::Reload);
        let mut page = notifier.subscribe();
        assert_eq!(page.state.borrow_and_update().phase, Phase::Failed);
        assert!(page.notices.try_recv().is_err());
        notifier.change(|state| state.phase = Phase::Failed);
        assert!(!page.state.has_changed().unwrap());
        notifier.change(|state| state.phase = Phase::Serving);
        assert!(page.state.has_changed().unwrap());
    }
}
