//! One patch, as the page gets it, and what a test expects of it.

use serde_json::Value;

use super::shown;

/// Keys of a frame that belong to the message or to the connection, and not to a patch.
const NOT_OF_A_PATCH: [&str; 6] = ["ref", "part", "error", "hello", "resume", "dev"];

/// One patch, as the page gets it.
#[derive(Clone, Debug, PartialEq)]
pub struct TestPatch(Value);

/// The patches of a frame, in order.
pub(super) fn patches_of(mut frame: Value) -> Vec<TestPatch> {
    if let Some(Value::Array(ops)) = frame.get_mut("ops").map(Value::take) {
        return ops.into_iter().map(TestPatch).collect();
    }
    let Value::Object(keys) = &mut frame else {
        return Vec::new();
    };
    keys.retain(|key, _| !NOT_OF_A_PATCH.contains(&key.as_str()));
    if keys.is_empty() {
        return Vec::new();
    }
    vec![TestPatch(frame)]
}

impl TestPatch {
    /// The selector of the target.
    #[must_use]
    pub fn target(&self) -> Option<&str> {
        self.0.get("target").and_then(Value::as_str)
    }

    /// How the content meets its target, by the name of the constructor of
    /// [`Patch`](crate::Patch): `inner`, `outer`, `append`, `text`, `remove` and so on. Nothing
    /// where there is no target.
    #[must_use]
    pub fn swap(&self) -> Option<&str> {
        self.target()?;
        let is = |key| self.0.get(key) == Some(&Value::Bool(true));
        let word = self.0.get("swap").and_then(Value::as_str);
        Some(match word {
            _ if is("remove") => "remove",
            _ if is("append") => "append",
            word => word.unwrap_or("inner"),
        })
    }

    /// The markup, or the text of a `text` patch.
    #[must_use]
    pub fn html(&self) -> &str {
        self.0
            .get("html")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Any key of the patch as it is on the wire, such as `url`, `title` or `focus`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// The keys beside the target and its content.
    pub(super) fn effects(&self) -> impl Iterator<Item = (&String, &Value)> {
        const CONTENT: [&str; 5] = ["target", "html", "swap", "append", "remove"];
        let keys = self.0.as_object().into_iter().flatten();
        keys.filter(|(key, _)| !CONTENT.contains(&key.as_str()))
    }

    /// Fails unless the markup contains the text. Text in markup is escaped: a visitor's `<b>` is
    /// found as `&lt;b&gt;`.
    #[track_caller]
    pub fn contains(&self, text: &str) -> &Self {
        assert!(
            self.html().contains(text),
            "the patch of {} does not contain `{text}`{}:\n\n{}",
            self.place(),
            shown::hint(self.html(), text),
            shown::whole(self.html())
        );
        self
    }

    /// Fails if the markup contains the text.
    #[track_caller]
    pub fn lacks(&self, text: &str) -> &Self {
        assert!(
            !self.html().contains(text),
            "the patch of {} contains `{text}`:\n\n{}",
            self.place(),
            shown::whole(self.html())
        );
        self
    }

    fn place(&self) -> String {
        self.target()
            .map_or_else(|| "no target".to_owned(), |target| format!("`{target}`"))
    }
}
