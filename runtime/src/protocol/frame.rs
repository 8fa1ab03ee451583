//! From patches to text. Each patch is one JSON object, written once; an answer puts its `ref`
//! behind the last key of it.

use serde::Serialize;
use serde_json::Value;

use crate::js::Js;
use crate::patch::{Patch, Swap};

/// The first frame on a socket.
#[derive(Serialize)]
pub(crate) struct Hello<'a> {
    pub(crate) version: u32,
    pub(crate) instance: &'a str,
    pub(crate) seq: u64,
    pub(crate) resumed: bool,
    /// The token that another process takes; empty when the page has nothing to find again.
    pub(crate) resume: &'a str,
}

impl Hello<'_> {
    pub(crate) fn encode(&self) -> String {
        #[derive(Serialize)]
        struct Frame<'a> {
            hello: &'a Hello<'a>,
        }
        write(&Frame { hello: self })
    }
}

/// The frame that brings a page the token for its topics.
pub(crate) fn resume(token: &str) -> String {
    #[derive(Serialize)]
    struct Frame<'a> {
        resume: &'a str,
    }
    write(&Frame { resume: token })
}

/// A patch whose content is rendered.
#[derive(Serialize)]
pub(crate) struct Body<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    swap: Option<&'static str>,
    #[serde(skip_serializing_if = "is_false")]
    append: bool,
    #[serde(skip_serializing_if = "is_false")]
    remove: bool,
    #[serde(skip_serializing_if = "is_false")]
    all: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    effects: Option<EffectsBody<'a>>,
}

#[derive(Serialize)]
struct EffectsBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    replace: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scroll: Option<&'a str>,
    #[serde(rename = "scrollTop", skip_serializing_if = "is_false")]
    scroll_top: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    focus: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    announce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<EventBody<'a>>,
    #[serde(skip_serializing_if = "Js::is_empty")]
    js: &'a Js,
    #[serde(skip_serializing_if = "Option::is_none")]
    script: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    reload: bool,
}

#[derive(Serialize)]
struct EventBody<'a> {
    name: &'a str,
    detail: &'a Value,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes the field by reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl Swap {
    /// The wire's word for it; the first and the two that are keys of their own have none.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Inner | Self::Append | Self::Remove => None,
            Self::Outer => Some("outer"),
            Self::Prepend => Some("prepend"),
            Self::Before => Some("before"),
            Self::After => Some("after"),
            Self::Text => Some("text"),
        }
    }
}

impl<'a> Body<'a> {
    pub(crate) fn new(patch: &'a Patch, html: Option<&'a str>) -> Self {
        // A target without content is emptied, which has to be said.
        let html = match patch.swap {
            _ if patch.target.is_none() => None,
            Swap::Remove => None,
            _ => Some(html.unwrap_or_default()),
        };
        Self {
            target: patch.target.as_deref(),
            html,
            swap: patch.target.as_ref().and_then(|_| patch.swap.word()),
            append: patch.swap == Swap::Append,
            remove: patch.swap == Swap::Remove,
            all: patch.all,
            effects: patch.effects.as_deref().map(|effects| EffectsBody {
                url: effects.url.as_deref(),
                replace: effects.replace,
                title: effects.title.as_deref(),
                scroll: effects.scroll.as_deref(),
                scroll_top: effects.scroll_top,
                focus: effects.focus.as_deref(),
                announce: effects.announce.as_deref(),
                redirect: effects.redirect.as_deref(),
                event: effects
                    .event
                    .as_ref()
                    .map(|(name, detail)| EventBody { name, detail }),
                js: &effects.js,
                script: effects.script.as_deref(),
                reload: effects.reload,
            }),
        }
    }

    pub(crate) fn encode(&self) -> String {
        write(self)
    }
}

/// Which message a frame answers, by its `ref`.
#[derive(Clone, Copy)]
pub(crate) enum Answers {
    /// It was pushed, or its message had no `ref`.
    Nothing,
    /// A part of an answer that goes on.
    Part(u64),
    /// The answer, or the end of it.
    Whole(u64),
}

/// Patches as one frame, and what it answers.
pub(crate) fn ops(mut bodies: Vec<String>, answers: Answers) -> String {
    let mut frame = match bodies.len() {
        0 => "{}".to_owned(),
        1 => bodies.swap_remove(0),
        _ => format!("{{\"ops\":[{}]}}", bodies.join(",")),
    };
    let (reference, part) = match answers {
        Answers::Nothing => return frame,
        Answers::Part(reference) => (reference, ",\"part\":true"),
        Answers::Whole(reference) => (reference, ""),
    };
    frame.pop();
    let comma = if frame.len() > 1 { "," } else { "" };
    for piece in [comma, "\"ref\":", &reference.to_string(), part, "}"] {
        frame.push_str(piece);
    }
    frame
}

/// What went wrong, in words for the visitor.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ErrorFrame<'a> {
    pub(crate) code: &'static str,
    pub(crate) message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) field: Option<&'a str>,
}

pub(crate) fn error(body: &ErrorFrame<'_>, reference: Option<u64>) -> String {
    #[derive(Serialize)]
    struct Frame<'a> {
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<u64>,
        error: &'a ErrorFrame<'a>,
    }
    write(&Frame {
        reference,
        error: body,
    })
}

/// These types hold nothing that JSON cannot: no maps with odd keys, no failing `Serialize`.
fn write<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
