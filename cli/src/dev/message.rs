//! What the dev server and the app say to each other on the inherited pipe: one JSON object a line, one key each. The
//! other end of it is `runtime/src/dev`. A message that this version does not know is left alone.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::problem::Problem;
use crate::inspector;

/// To the app.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ToApp {
    /// The first line: what pages need to reach the dev server.
    Welcome { page_token: String, url: String },
    /// Read these again, and show them in the pages that use them.
    Templates { id: u64, changed: Vec<String> },
    /// Finish, let the pages go, and tell what is on screen.
    HandOver { id: u64 },
    /// This is what was on screen in the app before, and the sessions that it kept in memory.
    Adopt {
        id: u64,
        #[serde(flatten)]
        handed: Option<Handed>,
    },
}

/// From the app.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FromApp {
    /// It listens.
    Ready {},
    /// A message was handled.
    Trace(inspector::Trace),
    /// Something is wrong, until it is resolved.
    Problem(Problem),
    /// It no longer is.
    Resolved { id: String },
    /// A page connected.
    Opened {
        page: String,
        #[serde(default)]
        path: Option<String>,
        #[serde(default)]
        topics: Vec<String>,
    },
    /// A page hears other topics now.
    Topics { page: String, topics: Vec<String> },
    /// A page has left.
    Closed {},
    /// The answer to `Templates`.
    Refreshed {
        id: u64,
        pages: u64,
        #[serde(default)]
        problem: Option<Problem>,
    },
    /// The answer to `HandOver`.
    Handed(Handed),
    /// The answer to `Adopt`.
    Adopted {},
}

/// What goes from one app to the next, which alone understands it.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct Handed {
    pages: Box<RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sessions: Option<Box<RawValue>>,
}

/// Reads a line of the app; `None` when it is none that is known here.
pub(crate) fn read(line: &str) -> Option<FromApp> {
    serde_json::from_str(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_app_says_is_understood() {
        let lines = [
            r#"{"ready":{"pid":7,"handlers":[{"name":"search","file":"src/handlers/search.rs","line":9}]}}"#,
            r#"{"trace":{"page":"p","room":"r","ref":1,"function":"f","handler_us":1,"render_us":2,"bytes":3,"outcome":"ok","patches":[]}}"#,
            r#"{"problem":{"id":"x","kind":"panic","message":"m","file":"src/a.rs","line":3,"event":{},"frames":["a"]}}"#,
            r#"{"resolved":{"id":"x"}}"#,
            r#"{"opened":{"page":"p","room":"r","path":"/","topics":[]}}"#,
            r#"{"topics":{"page":"p","topics":["chat"]}}"#,
            r#"{"closed":{"page":"p"}}"#,
            r#"{"refreshed":{"id":7,"pages":2,"micros":5,"problem":null}}"#,
            r#"{"handed":{"id":1,"pages":[{"page":"p","log":[]}]}}"#,
            r#"{"handed":{"id":1,"pages":[],"sessions":[{"name":"k0"}]}}"#,
            r#"{"adopted":{"id":2,"pages":1}}"#,
        ];
        for line in lines {
            assert!(read(line).is_some(), "{line}");
        }
        for line in ["", "{", "[]", r#"{"later":{}}"#, r#"{"handed":{}}"#] {
            assert!(read(line).is_none(), "{line}");
        }
    }

    #[test]
    fn what_the_app_is_told() {
        let handed = |text: &str| match read(text) {
            Some(FromApp::Handed(handed)) => Some(handed),
            _ => panic!("{text}"),
        };
        let table = [
            (
                ToApp::Welcome {
                    page_token: "t".into(),
                    url: "u".into(),
                },
                r#"{"welcome":{"page_token":"t","url":"u"}}"#,
            ),
            (
                ToApp::Templates {
                    id: 1,
                    changed: vec!["a.html".into()],
                },
                r#"{"templates":{"id":1,"changed":["a.html"]}}"#,
            ),
            (ToApp::HandOver { id: 2 }, r#"{"handover":{"id":2}}"#),
            (
                ToApp::Adopt {
                    id: 3,
                    handed: handed(r#"{"handed":{"id":2,"pages":[1]}}"#),
                },
                r#"{"adopt":{"id":3,"pages":[1]}}"#,
            ),
            (
                ToApp::Adopt {
                    id: 3,
                    handed: handed(r#"{"handed":{"id":2,"pages":[1],"sessions":[{"a": 2}]}}"#),
                },
                r#"{"adopt":{"id":3,"pages":[1],"sessions":[{"a": 2}]}}"#,
            ),
            (
                ToApp::Adopt {
                    id: 3,
                    handed: None,
                },
                r#"{"adopt":{"id":3}}"#,
            ),
        ];
        for (message, expected) in table {
            assert_eq!(serde_json::to_string(&message).unwrap(), expected);
        }
    }
}
