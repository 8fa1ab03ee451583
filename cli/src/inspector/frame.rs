//! Reads frames of the wire: what a message asks for, what an answer does to the page.
//!
//! Pure and forgiving: a frame that cannot be read is shown as it is, never dropped.

use serde_json::{Map, Value};

use super::row::Outcome;

/// One thing that a frame does to the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// `morph outer append prepend before after remove text`, or empty without a target.
    pub(crate) swap: String,
    /// The selector that it is applied to.
    pub(crate) target: String,
    /// Bytes of markup.
    pub(crate) bytes: usize,
    /// Everything else it does: `url /search`, `title Results`.
    pub(crate) effects: Vec<(String, String)>,
}

/// A client's message, decoded.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Message {
    /// The function that it names.
    pub(crate) function: String,
    /// Its number in the page.
    pub(crate) reference_number: Option<u64>,
    /// The form's values.
    pub(crate) form: Value,
    /// The element's data.
    pub(crate) data: Value,
    /// Where the visitor is.
    pub(crate) url: String,
}

/// A server's frame, decoded.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Frame {
    /// `push`, `answer`, `part`, `hello`, `refresh`, `resume` or `error`.
    pub(crate) word: &'static str,
    /// The message that it answers.
    pub(crate) reference_number: Option<u64>,
    /// Whether more of the same answer follows.
    pub(crate) part: bool,
    /// What it does to the page.
    pub(crate) operations: Vec<Operation>,
    /// The error's code and text.
    pub(crate) error: Option<(String, String)>,
}

/// Most operations remembered of one frame.
const OPERATIONS: usize = 64;

/// Reads a message of the browser; `None` when it is not a JSON object.
pub(crate) fn message(value: &Value) -> Option<Message> {
    let object = value.as_object()?;
    Some(Message {
        function: text(object, "function"),
        reference_number: object.get("ref").and_then(Value::as_u64),
        form: object.get("form").cloned().unwrap_or_default(),
        data: object.get("data").cloned().unwrap_or_default(),
        url: text(object, "url"),
    })
}

/// Reads a frame of the application; `None` when it is not a JSON object.
pub(crate) fn frame(value: &Value) -> Option<Frame> {
    let object = value.as_object()?;
    let reference_number = object.get("ref").and_then(Value::as_u64);
    let error = object
        .get("error")
        .and_then(Value::as_object)
        .map(|error| (text(error, "code"), text(error, "message")));
    let part = object.get("part").and_then(Value::as_bool).unwrap_or(false);
    let word = if object.contains_key("hello") {
        "hello"
    } else if object.contains_key("dev") {
        "refresh"
    } else if error.is_some() {
        "error"
    } else if part {
        "part"
    } else if reference_number.is_some() {
        "answer"
    } else if object.contains_key("resume") && object.len() == 1 {
        "resume"
    } else {
        "push"
    };
    let operations = match object.get("ops").and_then(Value::as_array) {
        Some(list) => list
            .iter()
            .filter_map(Value::as_object)
            .filter_map(operation)
            .take(OPERATIONS)
            .collect(),
        None => operation(object).into_iter().collect(),
    };
    Some(Frame {
        word,
        reference_number,
        part,
        operations,
        error,
    })
}

/// Whether an entry of `ops` is one that [`frame`] keeps.
pub(crate) fn is_operation(value: &Value) -> bool {
    value.as_object().and_then(operation).is_some()
}

impl Frame {
    /// How the interaction that this frame answers ended.
    pub(crate) fn outcome(&self) -> Outcome {
        self.error
            .as_ref()
            .map_or(Outcome::Ok, |(code, _)| Outcome::parse(code))
    }
}

fn operation(object: &Map<String, Value>) -> Option<Operation> {
    let target = text(object, "target");
    let flag = |name: &str| object.get(name).and_then(Value::as_bool).unwrap_or(false);
    let swap = match object.get("swap").and_then(Value::as_str) {
        Some(swap) => swap.to_owned(),
        None if flag("append") => "append".to_owned(),
        None if flag("remove") => "remove".to_owned(),
        None if target.is_empty() => String::new(),
        None => "morph".to_owned(),
    };
    let effects: Vec<_> = EFFECTS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), shown(object.get(*name)?))))
        .collect();
    if target.is_empty() && effects.is_empty() {
        return None;
    }
    let bytes = object
        .get("html")
        .and_then(Value::as_str)
        .map_or(0, str::len);
    Some(Operation {
        swap,
        target,
        bytes,
        effects,
    })
}

/// Keys of a patch that act on more than its target, in the order in which they are shown.
const EFFECTS: [&str; 13] = [
    "url",
    "replace",
    "title",
    "scroll",
    "scrollTop",
    "focus",
    "announce",
    "redirect",
    "event",
    "script",
    "js",
    "reload",
    "all",
];

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => String::new(),
        other => other.to_string(),
    }
}

fn text(object: &Map<String, Value>, name: &str) -> String {
    object
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_operation_is_named_for_what_it_does() {
        for (frame, swap, target, bytes, effects) in [
            (
                json!({"target": "#a", "html": "<b>x</b>"}),
                "morph",
                "#a",
                8,
                vec![],
            ),
            (
                json!({"target": "#a", "html": "x", "swap": "outer"}),
                "outer",
                "#a",
                1,
                vec![],
            ),
            (
                json!({"target": "#a", "html": "x", "append": true}),
                "append",
                "#a",
                1,
                vec![],
            ),
            (
                json!({"target": ".gone", "remove": true, "all": true}),
                "remove",
                ".gone",
                0,
                vec![("all", "")],
            ),
            (
                json!({"url": "/x", "title": "X", "scrollTop": true}),
                "",
                "",
                0,
                vec![("url", "/x"), ("title", "X"), ("scrollTop", "")],
            ),
            (
                json!({"event": {"name": "saved", "detail": 1}}),
                "",
                "",
                0,
                vec![("event", r#"{"detail":1,"name":"saved"}"#)],
            ),
        ] {
            let read = super::frame(&frame).unwrap();
            let operation = &read.operations[0];
            assert_eq!(
                (
                    operation.swap.as_str(),
                    operation.target.as_str(),
                    operation.bytes
                ),
                (swap, target, bytes),
                "{frame}"
            );
            let expected: Vec<(String, String)> = effects
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
                .collect();
            assert_eq!(operation.effects, expected, "{frame}");
        }
    }

    #[test]
    fn a_frame_is_told_apart_by_its_keys() {
        for (frame, word, reference, operations, outcome) in [
            (
                json!({"hello": {"version": 1}}),
                "hello",
                None,
                0,
                Outcome::Ok,
            ),
            (json!({"ref": 4}), "answer", Some(4), 0, Outcome::Ok),
            (
                json!({"ref": 4, "ops": [{"target": "#a", "html": ""}, {"title": "x"}]}),
                "answer",
                Some(4),
                2,
                Outcome::Ok,
            ),
            (
                json!({"target": "#a", "html": ""}),
                "push",
                None,
                1,
                Outcome::Ok,
            ),
            (
                json!({"ref": 4, "part": true, "target": "#a", "html": ""}),
                "part",
                Some(4),
                1,
                Outcome::Ok,
            ),
            (json!({"resume": "token"}), "resume", None, 0, Outcome::Ok),
            (
                json!({"dev": {"refresh": {}}}),
                "refresh",
                None,
                0,
                Outcome::Ok,
            ),
            (
                json!({"ref": 5, "error": {"code": "invalid", "message": "no"}}),
                "error",
                Some(5),
                0,
                Outcome::Invalid,
            ),
            (
                json!({"error": {"code": "bad_message", "message": "no"}}),
                "error",
                None,
                0,
                Outcome::Bad,
            ),
        ] {
            let read = super::frame(&frame).unwrap();
            assert_eq!(
                (read.word, read.reference_number, read.operations.len()),
                (word, reference, operations),
                "{frame}"
            );
            assert_eq!(read.outcome(), outcome, "{frame}");
        }
        assert_eq!(super::frame(&json!([1])), None);
        assert_eq!(super::message(&json!("text")), None);
    }
}
