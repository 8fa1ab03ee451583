//! One connected page: it sends messages, and takes what is pushed to it.
//! Its messages go through the pipeline that sockets use, on a connection with a queue of its own.

use std::future::{Future, IntoFuture};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::{Answer, TestPatch};
use crate::live::Connection;
use crate::outbox::Outgoing;
use crate::pipeline;

/// How long a push is waited for before the test fails.
const PATIENCE: Duration = Duration::from_secs(5);

/// A page that is connected.
pub struct TestClient {
    connection: Arc<Connection>,
    next_ref: u64,
    /// Frames that came and were not asked for yet.
    frames: Vec<Value>,
    lang: String,
}

impl TestClient {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        let mut client = Self {
            connection,
            next_ref: 1,
            frames: Vec::new(),
            lang: "en".to_owned(),
        };
        client.collect();
        client.frames.retain(|frame| frame.get("hello").is_none());
        client
    }

    /// Sends a message; add its fields, then `.await` the answer.
    pub fn send(&mut self, function: &str) -> Send<'_> {
        let function = function.to_owned();
        Send {
            client: self,
            function,
            form: Map::new(),
            data: Map::new(),
        }
    }

    /// Sets the language that the page's messages name.
    pub fn set_lang(&mut self, lang: &str) {
        lang.clone_into(&mut self.lang);
    }

    /// The next patch that the server pushed, waiting for it.
    pub async fn next_patch(&mut self) -> TestPatch {
        let waiting = async {
            loop {
                self.collect();
                let pushed = self
                    .frames
                    .iter()
                    .position(|frame| frame.get("ref").is_none());
                if let Some(patch) = pushed.and_then(|index| self.take_patch(index)) {
                    return patch;
                }
                self.connection.outbox.ready().await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(patch) => patch,
            Err(_) => panic!("no patch was pushed within {} s", PATIENCE.as_secs()),
        }
    }

    /// The patches that were pushed so far, without waiting.
    pub fn pushed(&mut self) -> Vec<TestPatch> {
        self.collect();
        let mut patches = Vec::new();
        while let Some(index) = self
            .frames
            .iter()
            .position(|frame| frame.get("ref").is_none())
        {
            patches.extend(self.take_patch(index));
        }
        patches
    }

    /// Takes the first patch of a frame, and leaves the others.
    fn take_patch(&mut self, index: usize) -> Option<TestPatch> {
        let frame = self.frames.get_mut(index)?;
        if let Some(ops) = frame.get_mut("ops").and_then(Value::as_array_mut) {
            let patch = (!ops.is_empty()).then(|| ops.remove(0));
            if ops.is_empty() {
                self.frames.remove(index);
            }
            return patch.map(TestPatch);
        }
        Some(TestPatch(self.frames.remove(index)))
    }

    fn collect(&mut self) {
        while let Some(Outgoing::Frame(frame)) = self.connection.outbox.take() {
            self.frames
                .extend(serde_json::from_str::<Value>(frame.as_str()));
        }
    }

    async fn answer(
        &mut self,
        function: String,
        form: Map<String, Value>,
        data: Map<String, Value>,
    ) -> Answer {
        let reference = self.next_ref;
        self.next_ref += 1;
        let message = json!({
            "function": function, "form": form, "data": data, "lang": self.lang, "ref": reference, "url": "/",
        });
        let (connection, text) = (Arc::clone(&self.connection), message.to_string());
        let mut answering = pin!(pipeline::answer(&connection, &text));
        loop {
            // A streamed answer goes no faster than it is read.
            tokio::select! {
                () = &mut answering => break,
                () = connection.outbox.ready() => self.collect(),
            }
        }
        self.collect();
        let (mut answers, others) = std::mem::take(&mut self.frames)
            .into_iter()
            .partition::<Vec<_>, _>(|frame| frame.get("ref") == Some(&json!(reference)));
        self.frames = others;
        match answers.pop() {
            Some(last) => Answer::new(function, answers, last),
            None => panic!(
                "`{function}` was not answered; the connection is closed, or its queue is full"
            ),
        }
    }
}

impl Drop for TestClient {
    fn drop(&mut self) {
        self.connection.shared.topics.exit(&self.connection);
        self.connection.end();
    }
}

/// A message that is being put together.
#[must_use = "a message is sent when it is awaited"]
pub struct Send<'a> {
    client: &'a mut TestClient,
    function: String,
    form: Map<String, Value>,
    data: Map<String, Value>,
}

impl Send<'_> {
    /// Fields of the form.
    pub fn form<N: Into<String>, V: Into<Value>>(
        mut self,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.form.extend(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        self
    }

    /// Attributes of the element, as `data-` attributes: `("comment_id", 9)`.
    pub fn data<N: Into<String>, V: Into<Value>>(
        mut self,
        fields: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.data.extend(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        self
    }
}

impl<'a> IntoFuture for Send<'a> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + std::marker::Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let Send {
            client,
            function,
            form,
            data,
        } = self;
        Box::pin(client.answer(function, form, data))
    }
}
