//! One connected page: it sends messages, and takes what is pushed to it.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::door::Door;
use super::link::{Inbox, Link};
use super::patch::patches_of;
use super::{Answer, Send, TestPage, TestPatch, shown};

/// How long a push is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long an answer is waited for; handlers have a deadline of their own.
const ANSWER: Duration = Duration::from_secs(60);

/// A page that is connected.
pub struct TestClient {
    door: Door,
    link: Link,
    inbox: Inbox,
    next_ref: u64,
    path: String,
    lang: String,
    /// Patches that were pushed and not asked for yet.
    pushed: VecDeque<TestPatch>,
}

impl TestClient {
    pub(super) async fn of(page: &TestPage) -> Self {
        let door = Door::of(page);
        let mut client = Self {
            link: door.open(None).await,
            door,
            inbox: Inbox::default(),
            next_ref: 1,
            path: page.path.clone(),
            lang: page.root("lang").unwrap_or("en").to_owned(),
            pushed: VecDeque::new(),
        };
        client.greeted().await;
        client
    }

    /// Sends a message; add its fields, then `.await` the answer.
    pub fn send(&mut self, function: &str) -> Send<'_> {
        Send::new(self, function)
    }

    /// Sets the language that the page's messages name, in place of the `lang` of its `<html>`.
    pub fn set_lang(&mut self, lang: &str) {
        lang.clone_into(&mut self.lang);
    }

    /// The next patch that the server pushed, waiting for it up to 5 s. Fails when none comes.
    pub async fn next_patch(&mut self) -> TestPatch {
        let found = self.pushed_within(|pushed| pushed.pop_front()).await;
        found.unwrap_or_else(|| panic!("no patch was pushed{}", self.why()))
    }

    /// The next pushed patch of that target, waiting for it up to 5 s; those of other targets stay
    /// for later. Fails when none comes.
    pub async fn expect_push(&mut self, target: &str) -> TestPatch {
        let of_target = |pushed: &mut VecDeque<TestPatch>| {
            let index = pushed
                .iter()
                .position(|patch| patch.target() == Some(target))?;
            pushed.remove(index)
        };
        if let Some(patch) = self.pushed_within(of_target).await {
            return patch;
        }
        let others = self.pushed.make_contiguous();
        let targets = others.iter().filter_map(TestPatch::target);
        let meant = shown::nearest(target, targets)
            .map(|near| format!(" (did you mean `{near}`?)"))
            .unwrap_or_default();
        let others = shown::patches(others, None);
        panic!(
            "no patch for `{target}` was pushed{meant}{}; these were:\n\n{others}",
            self.why()
        )
    }

    /// The patches that were pushed so far, without waiting.
    pub fn pushed(&mut self) -> Vec<TestPatch> {
        self.collect();
        self.pushed.drain(..).collect()
    }

    /// Waits up to 5 s until the server closes the connection, and gives back the code, such as
    /// 1008. Fails when it stays open.
    pub async fn closed(&mut self) -> u16 {
        let waiting = async {
            loop {
                self.collect();
                if let Some((code, _)) = self.inbox.closed {
                    return code;
                }
                self.link.wait(&mut self.inbox).await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(code) => code,
            Err(_) => panic!(
                "the connection is still open after {} s",
                PATIENCE.as_secs()
            ),
        }
    }

    /// Loses the connection, as a network does: the server is not told, and expects the page back
    /// for [`Limits::replay_age`](crate::Limits::replay_age).
    pub fn disconnect(&mut self) {
        self.collect();
        self.link.cut();
        self.inbox.closed = Some((1006, "the test has cut it".to_owned()));
    }

    /// Comes back after [`disconnect`](Self::disconnect), and says whether it was resumed: what the
    /// page was sent meanwhile is then pushed. Otherwise a browser loads the page anew in place
    /// and runs its `data-liveview-init`s again; a test does of this what it is about.
    pub async fn reconnect(&mut self) -> bool {
        let Link::Lost(absence) = &mut self.link else {
            panic!("the page is still connected: cut it with `disconnect`");
        };
        let seen = self.inbox.seq;
        self.link = match absence.take().and_then(|absence| absence.end(seen)) {
            Some(connection) => Link::Direct(connection),
            None => self.door.open(Some(seen)).await,
        };
        self.inbox.closed = None;
        self.inbox.resumed = None;
        self.greeted().await
    }

    /// Waits for the server's first frame, and says whether it resumes.
    async fn greeted(&mut self) -> bool {
        self.collect();
        while self.inbox.resumed.is_none() && self.inbox.closed.is_none() {
            self.link.wait(&mut self.inbox).await;
        }
        self.sort();
        self.inbox.resumed.unwrap_or_default()
    }

    async fn pushed_within(
        &mut self,
        mut take: impl FnMut(&mut VecDeque<TestPatch>) -> Option<TestPatch>,
    ) -> Option<TestPatch> {
        let waiting = async {
            loop {
                self.collect();
                let taken = take(&mut self.pushed);
                if taken.is_some() || self.inbox.closed.is_some() {
                    return taken;
                }
                self.link.wait(&mut self.inbox).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.ok().flatten()
    }

    /// Takes in what has come, and tells what was pushed from answers.
    fn collect(&mut self) {
        if self.inbox.closed.is_none() {
            self.link.collect(&mut self.inbox);
        }
        self.sort();
    }

    fn sort(&mut self) {
        let pushed = |frame: &mut Value| frame.get("ref").is_none();
        for frame in self.inbox.frames.extract_if(.., pushed) {
            self.pushed.extend(patches_of(frame));
        }
    }

    pub(super) async fn answer(
        &mut self,
        function: String,
        form: Map<String, Value>,
        data: Map<String, Value>,
    ) -> Answer {
        let reference = self.next_ref;
        self.next_ref += 1;
        let message = json!({
            "function": function, "form": form, "data": data, "lang": self.lang, "ref": reference, "url": self.path,
        });
        self.collect();
        let finished = async {
            self.link.send(message.to_string(), &mut self.inbox).await;
            while !self.is_answered(reference) && self.inbox.closed.is_none() {
                self.link.wait(&mut self.inbox).await;
            }
        };
        let in_time = tokio::time::timeout(ANSWER, finished).await.is_ok();
        self.sort();
        if !in_time || !self.is_answered(reference) {
            panic!("`{function}` was not answered{}", self.why());
        }
        let own = |frame: &mut Value| frame.get("ref") == Some(&json!(reference));
        let frames = self.inbox.frames.extract_if(.., own).collect();
        Answer::new(function, frames)
    }

    /// Whether the final answer has come.
    fn is_answered(&self, reference: u64) -> bool {
        let is_final = |frame: &Value| {
            frame.get("ref") == Some(&json!(reference)) && frame.get("part").is_none()
        };
        self.inbox.frames.iter().any(is_final)
    }

    /// What a failure adds about the connection.
    fn why(&self) -> String {
        match &self.inbox.closed {
            Some((code, reason)) if reason.is_empty() => {
                format!("; the connection was closed with {code}")
            }
            Some((code, reason)) => format!("; the connection was closed with {code} ({reason})"),
            None => String::new(),
        }
    }
}

impl Drop for TestClient {
    fn drop(&mut self) {
        self.link.end();
    }
}
