//! What the log says: quiet from the start, one line a record, and a span around each message for
//! whoever turns it up.

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::Level;
use tracing::subscriber::DefaultGuard;

use crate::browser::Server;

/// What was logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn at(level: Level) -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .without_time()
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

#[tokio::test]
async fn every_message_has_a_span() {
    let (log, _guard) = Log::at(Level::DEBUG);
    let server = Server::start().await;
    let mut page = server.open().await;
    page.call("echo", json!({ "name": "x" })).await;
    page.call("panics", json!({})).await;
    page.call("nobody", json!({})).await;
    let lines = log.lines();
    let of = |part: &str| {
        let found = lines.iter().find(|line| line.contains(part));
        found.unwrap_or_else(|| panic!("no line has `{part}`:\n{}", lines.join("\n")))
    };
    let handled = of("ref=1 handler=\"echo\"}");
    for part in [
        "connection{id=",
        ":message{room=",
        "handled outcome=\"ok\" handler_us=",
    ] {
        assert!(handled.contains(part), "{handled}");
    }
    let failed = of("handler panics (");
    assert!(failed.contains("ref=2 handler=\"panics\"}"), "{failed}");
    let unknown = of("outcome=\"unknown\"");
    assert!(
        unknown.contains("ref=3}") && !unknown.contains("nobody"),
        "{unknown}"
    );
}

#[tokio::test]
async fn the_usual_log_is_silent_until_something_fails() {
    let (log, _guard) = Log::at(Level::INFO);
    let server = Server::start().await;
    let mut page = server.open().await;
    page.call("echo", json!({ "name": "x" })).await;
    page.call("user_error", json!({})).await;
    page.call("nobody", json!({})).await;
    page.send_text("{").await;
    page.call("nothing", json!({})).await;
    assert_eq!(log.lines(), Vec::<String>::new());
    let answer = page.call("internal_error", json!({})).await;
    let lines = log.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    let reference = answer["error"]["reference"].as_str().unwrap();
    let line = &lines[0];
    assert!(
        line.contains("ERROR")
            && line.contains("handler internal_error (tests/runtime/handlers.rs:"),
        "{line}"
    );
    assert!(
        line.contains(&format!("reference {reference}: invalid digit")),
        "{line}"
    );
}

#[tokio::test]
async fn what_a_visitor_typed_stays_on_one_line() {
    let (log, _guard) = Log::at(Level::INFO);
    let server = Server::start().await;
    let mut page = server.open().await;
    let typed = "\u{1b}[2J\u{1b}]0;pwn\u{7}\r\u{9b}31m//evil";
    page.call("lead", json!({ "name": typed })).await;
    let lines = log.lines();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(!lines[0].contains(|c: char| c.is_control()), "{lines:?}");
    assert!(lines[0].contains("\\u{1b}[2J"), "{lines:?}");
}
