//! What a visitor sent, in the log of the server: nothing in it speaks to a terminal.

use std::io::BufRead;

use liveview::prelude::*;
use serde_json::json;

use crate::browser::Visit;
use crate::child::Process;

#[derive(Deserialize)]
pub struct Reason {
    reason: String,
}

/// Fails with what the visitor said.
#[handler]
pub async fn fails_with(Form(form): Form<Reason>) -> Result<Patch> {
    Err(Error::internal(format!(
        "the mail server said: {}",
        form.reason
    )))
}

#[tokio::test]
async fn nothing_in_the_log_speaks_to_the_terminal() {
    let (_process, address, log) = Process::serve(0);
    let mut page = Visit::of(address).await.connect().await.unwrap();
    page.next().await;
    let reason = "a\u{1b}[2Jb\u{1b}]0;pwn\u{7}c\u{1b}]8;;http://x\u{1b}\\d\u{1b}]52;c;eA==\u{7}e\rf\u{9b}31mg\u{8}h\u{7f}i\u{85}j";
    let answer = page.call("fails_with", json!({ "reason": reason })).await;
    let reference = answer["error"]["reference"].as_str().unwrap();
    let line = log
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains(reference))
        .unwrap();
    assert!(
        line.contains("the mail server said: a\\u{1b}[2Jb"),
        "{line}"
    );
    assert!(line.ends_with("i\\u{85}j"), "{line}");
    assert!(!line.chars().any(char::is_control), "{line:?}");
}
