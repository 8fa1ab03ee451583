//! From text to a message. Whatever arrives, the answer is a message or one error frame: the
//! wire never chooses a type, and never ends the process.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A message of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Message {
    pub(crate) function: String,
    pub(crate) form: Map<String, Value>,
    pub(crate) data: Map<String, Value>,
    pub(crate) lang: Option<String>,
    pub(crate) reference: Option<u64>,
    pub(crate) url: Option<String>,
}

/// Why a text is not a message, with the `ref` to answer it under when that much was readable.
#[derive(Debug, PartialEq)]
pub(crate) struct BadMessage {
    pub(crate) reference: Option<u64>,
    pub(crate) message: &'static str,
}

/// Largest integer that JavaScript counts exactly.
const LARGEST_REF: u64 = (1 << 53) - 1;

/// What stands under each key; of a key that comes twice, the last counts.
#[derive(Default)]
struct Fields([Option<Value>; 6]);

#[derive(Clone, Copy, Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Function,
    Form,
    Data,
    Lang,
    Ref,
    Url,
    #[serde(other)]
    Unknown,
}

impl Fields {
    fn take(&mut self, key: Key) -> Option<Value> {
        self.0.get_mut(key as usize).and_then(Option::take)
    }
}

impl<'de> Visitor<'de> for Fields {
    type Value = Self;

    fn expecting(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        text.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(key) = map.next_key::<Key>()? {
            match self.0.get_mut(key as usize) {
                Some(field) => *field = map.next_value()?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(self)
    }
}

/// The fields of the one object that the text is. serde_json stops at 128 levels by itself.
fn fields(text: &str) -> serde_json::Result<Fields> {
    let mut json = serde_json::Deserializer::from_str(text);
    let fields = json.deserialize_map(Fields::default())?;
    json.end()?;
    Ok(fields)
}

pub(crate) fn decode(text: &str) -> Result<Message, BadMessage> {
    let bad = |reference, message| BadMessage { reference, message };
    let mut fields = fields(text).map_err(|_| bad(None, "not a JSON object"))?;
    let reference = match fields.take(Key::Ref) {
        None => None,
        Some(value) => match value.as_u64().filter(|number| *number <= LARGEST_REF) {
            Some(number) => Some(number),
            None => return Err(bad(None, "`ref` is a whole number")),
        },
    };
    let function = match fields.take(Key::Function) {
        Some(Value::String(function)) if !function.is_empty() => function,
        _ => return Err(bad(reference, "`function` is the name of a handler")),
    };
    let object = |value| match value {
        None => Some(Map::new()),
        Some(Value::Object(map)) => Some(map),
        Some(_) => None,
    };
    let text = |value| match value {
        None => Some(None),
        Some(Value::String(text)) => Some(Some(text)),
        Some(_) => None,
    };
    Ok(Message {
        function,
        form: object(fields.take(Key::Form))
            .ok_or_else(|| bad(reference, "`form` is an object"))?,
        data: object(fields.take(Key::Data))
            .ok_or_else(|| bad(reference, "`data` is an object"))?,
        lang: text(fields.take(Key::Lang)).ok_or_else(|| bad(reference, "`lang` is text"))?,
        reference,
        url: text(fields.take(Key::Url)).ok_or_else(|| bad(reference, "`url` is text"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_message_says_why() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let deep_object = "{\"a\":".repeat(20_000);
        let table = [
            ("", None, "not a JSON object"),
            ("null", None, "not a JSON object"),
            ("[]", None, "not a JSON object"),
            ("\"text\"", None, "not a JSON object"),
            ("{", None, "not a JSON object"),
            ("{} {}", None, "not a JSON object"),
            (deep.as_str(), None, "not a JSON object"),
            (deep_object.as_str(), None, "not a JSON object"),
            (
                r#"{"function":"f","form":{"a":1e999}}"#,
                None,
                "not a JSON object",
            ),
            (
                r#"{"ref":1}"#,
                Some(1),
                "`function` is the name of a handler",
            ),
            (
                r#"{"ref":1,"function":["a"]}"#,
                Some(1),
                "`function` is the name of a handler",
            ),
            (
                r#"{"ref":1,"function":""}"#,
                Some(1),
                "`function` is the name of a handler",
            ),
            (
                r#"{"ref":-1,"function":"f"}"#,
                None,
                "`ref` is a whole number",
            ),
            (
                r#"{"ref":9007199254740992,"function":"f"}"#,
                None,
                "`ref` is a whole number",
            ),
            (
                r#"{"ref":2,"function":"f","form":[]}"#,
                Some(2),
                "`form` is an object",
            ),
            (
                r#"{"ref":2,"function":"f","data":"x"}"#,
                Some(2),
                "`data` is an object",
            ),
            (
                r#"{"ref":2,"function":"f","lang":3}"#,
                Some(2),
                "`lang` is text",
            ),
            (
                r#"{"ref":2,"function":"f","url":{}}"#,
                Some(2),
                "`url` is text",
            ),
        ];
        for (text, reference, message) in table {
            assert_eq!(
                decode(text),
                Err(BadMessage { reference, message }),
                "{:.60}",
                text
            );
        }
    }

    #[test]
    fn what_is_left_out_is_empty() {
        let message = decode(r#"{"function":"f","extra":{"$class":"x"}}"#).unwrap();
        assert_eq!(
            message,
            Message {
                function: "f".into(),
                ..Message::default()
            }
        );
    }
}
