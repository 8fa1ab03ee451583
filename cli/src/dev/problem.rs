//! What is wrong, as the overlay and the terminal show it. Problems are state: each has an id that stays the same while
//! the same thing is wrong, and goes when its cause does.

use serde::{Deserialize, Serialize};

use crate::inspector;

/// One thing that is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Problem {
    pub(crate) id: String,
    /// `rustc template panic handler page app css cargo`.
    pub(crate) kind: String,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) excerpt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) function: Option<String>,
    /// The event that the handler was at work on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) frames: Vec<String>,
}

impl Problem {
    /// A problem with nothing but what it says.
    pub(crate) fn new(id: impl Into<String>, kind: &str, message: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind: kind.to_owned(),
            message: message.into(),
            ..Self::default()
        }
    }

    /// `src/main.rs:3:5`, as far as it is known.
    pub(crate) fn place(&self) -> Option<String> {
        let mut place = self.file.clone()?;
        for number in [self.line, self.column].into_iter().flatten() {
            place = format!("{place}:{number}");
        }
        Some(place)
    }

    /// As the inspector records it.
    pub(crate) fn for_inspector(&self) -> inspector::Problem {
        inspector::Problem {
            id: self.id.clone(),
            kind: self.kind.clone(),
            message: self.message.clone(),
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            excerpt: self.excerpt.clone(),
            function: self.function.clone(),
            frames: self.frames.clone(),
        }
    }
}
