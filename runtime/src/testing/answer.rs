//! What a message was answered with, and what a test expects of it.
//! Every expectation that fails shows the patches that did come.

use serde_json::Value;

/// The answer to one message: patches, or an error.
#[derive(Debug)]
pub struct Answer {
    function: String,
    /// The parts of a streamed answer, without the last.
    parts: Vec<Value>,
    frame: Value,
}

/// One patch, as the page gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct TestPatch(pub(super) Value);

impl Answer {
    pub(super) fn new(function: String, parts: Vec<Value>, frame: Value) -> Self {
        Self {
            function,
            parts,
            frame,
        }
    }

    /// The patches, in order; those of a streamed answer's parts are among them.
    #[must_use]
    pub fn patches(&self) -> Vec<TestPatch> {
        let frames = self.parts.iter().chain([&self.frame]);
        frames.flat_map(patches_of).collect()
    }

    /// The parts of a streamed answer, each with the patches that came together; the last frame
    /// of the answer is not among them.
    #[must_use]
    pub fn parts(&self) -> Vec<Vec<TestPatch>> {
        self.parts.iter().map(patches_of).collect()
    }

    /// The error, as the page gets it.
    #[must_use]
    pub fn error(&self) -> Option<&Value> {
        self.frame.get("error")
    }

    /// The patch of that target. Fails when there is none.
    #[track_caller]
    #[must_use]
    pub fn expect_patch(&self, target: &str) -> TestPatch {
        match self
            .patches()
            .into_iter()
            .find(|patch| patch.target() == Some(target))
        {
            Some(patch) => patch,
            None => panic!(
                "`{}` sent no patch for `{target}`; it answered:\n{}",
                self.function,
                self.shown()
            ),
        }
    }

    /// Fails unless the answer is an error of that code.
    #[track_caller]
    pub fn expect_error(&self, code: &str) -> &Value {
        match self
            .error()
            .filter(|error| error.get("code").and_then(Value::as_str) == Some(code))
        {
            Some(error) => error,
            None => panic!(
                "`{}` did not fail with `{code}`; it answered:\n{}",
                self.function,
                self.shown()
            ),
        }
    }

    /// Fails if there are patches, or an error.
    #[track_caller]
    pub fn expect_nothing(&self) {
        let nothing = self.error().is_none() && self.patches().is_empty();
        assert!(
            nothing,
            "`{}` was to answer nothing; it answered:\n{}",
            self.function,
            self.shown()
        );
    }

    fn shown(&self) -> String {
        let frames = self.parts.iter().chain([&self.frame]);
        let shown = frames.map(serde_json::to_string_pretty);
        shown.filter_map(Result::ok).collect::<Vec<_>>().join("\n")
    }
}

fn patches_of(frame: &Value) -> Vec<TestPatch> {
    if let Some(ops) = frame.get("ops").and_then(Value::as_array) {
        return ops.iter().cloned().map(TestPatch).collect();
    }
    let mut patch = frame.clone();
    if let Some(keys) = patch.as_object_mut() {
        keys.retain(|key, _| !matches!(key.as_str(), "ref" | "part" | "error"));
    }
    match patch.as_object() {
        Some(keys) if !keys.is_empty() => vec![TestPatch(patch)],
        _ => Vec::new(),
    }
}

impl TestPatch {
    /// The selector of the target.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.0.get("target").and_then(Value::as_str)
    }

    /// The markup, or the text of a `text` patch.
    #[must_use]
    pub fn html(&self) -> &str {
        self.0
            .get("html")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Any key of the patch, such as `url` or `title`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Fails unless the markup contains the text.
    #[track_caller]
    pub fn contains(&self, text: &str) -> &Self {
        assert!(
            self.html().contains(text),
            "the patch does not contain `{text}`:\n{}",
            self.0
        );
        self
    }

    /// Fails if the markup contains the text.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(
            !self.html().contains(text),
            "the patch contains `{text}`:\n{}",
            self.0
        );
        self
    }
}
