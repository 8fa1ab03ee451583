//! What a message was answered with, and what a test expects of it.
//! Every expectation that fails shows the patches that did come.

use serde_json::Value;

use super::patch::patches_of;
use super::{TestPatch, shown};

/// The answer to one message: patches, or an error. A streamed answer has come to its end.
#[derive(Debug)]
pub struct Answer {
    function: String,
    /// The parts of a streamed answer, and the final frame.
    frames: Vec<Value>,
}

impl Answer {
    pub(super) fn new(function: String, frames: Vec<Value>) -> Self {
        Self { function, frames }
    }

    /// The patches, in order; those of a streamed answer's parts too.
    #[must_use]
    pub fn patches(&self) -> Vec<TestPatch> {
        self.frames.iter().cloned().flat_map(patches_of).collect()
    }

    /// The parts of a streamed answer, each with the patches that came together; the last frame
    /// of the answer is not among them.
    #[must_use]
    pub fn parts(&self) -> Vec<Vec<TestPatch>> {
        let is_part = |frame: &&Value| frame.get("part").is_some();
        let parts = self.frames.iter().filter(is_part).cloned();
        parts.map(patches_of).collect()
    }

    /// The error, as the page gets it: `code`, `message`, and perhaps `field` or `reference`.
    #[must_use]
    pub fn error(&self) -> Option<&Value> {
        self.frames.iter().find_map(|frame| frame.get("error"))
    }

    /// The first patch of that target. Fails when there is none.
    #[track_caller]
    #[must_use]
    pub fn expect_patch(&self, target: &str) -> TestPatch {
        let patches = self.patches();
        let found = patches
            .iter()
            .find(|patch| patch.target() == Some(target))
            .cloned();
        match found {
            Some(patch) => patch,
            None => {
                let targets = patches.iter().filter_map(TestPatch::target);
                let meant = shown::nearest(target, targets)
                    .map(|near| format!(" (did you mean `{near}`?)"))
                    .unwrap_or_default();
                panic!(
                    "`{}` sent no patch for `{target}`{meant}; it answered:\n\n{}",
                    self.function,
                    self.shown()
                )
            }
        }
    }

    /// Fails unless the answer is an error of that code: `user`, `invalid`, `refused`,
    /// `internal`, `timeout`, `unknown_function`.
    #[track_caller]
    pub fn expect_error(&self, code: &str) -> &Value {
        match self
            .error()
            .filter(|error| error.get("code").and_then(Value::as_str) == Some(code))
        {
            Some(error) => error,
            None => panic!(
                "`{}` did not fail with `{code}`; it answered:\n\n{}",
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
            "`{}` was to answer nothing; it answered:\n\n{}",
            self.function,
            self.shown()
        );
    }

    fn shown(&self) -> String {
        shown::patches(&self.patches(), self.error())
    }
}
