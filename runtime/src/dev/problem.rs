//! What is wrong in the running application, until it is not: templates that do not render, and
//! handlers that fail or panic. A problem has a stable name, so that the next success takes it
//! away.

use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::PanicHookInfo;
use std::sync::{Mutex, Once};

use serde::Serialize;
use serde_json::{Value, json};

use super::message::ToDev;
use super::{Dev, lock};
use crate::handler::Handler;
use crate::panic::Panic;
use crate::protocol::Message;
use crate::template;

/// One thing that is wrong.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Problem {
    id: String,
    kind: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    frames: Vec<String>,
}

/// The names of what is wrong now.
#[derive(Default)]
pub(super) struct Problems {
    open: Mutex<BTreeSet<String>>,
}

impl Problem {
    /// A template that could not be read or shown; `name` is the one that was asked for, and the
    /// one with the mistake may be another, that it includes.
    pub(super) fn of_template(name: &str, error: &minijinja::Error, file: String) -> Self {
        Self {
            id: format!("template:{name}"),
            kind: "template",
            message: template::reason(error),
            line: error.line().and_then(|line| u32::try_from(line).ok()),
            excerpt: template::excerpt(error),
            file: Some(file),
            ..Self::default()
        }
    }
}

impl Dev {
    pub(super) fn raise(&self, problem: &Problem) {
        lock(&self.problems.open).insert(problem.id.clone());
        self.tell(&ToDev::Problem(problem));
    }

    /// Takes away what is wrong and begins with this.
    pub(super) fn resolve(&self, prefix: &str) {
        let mut open = lock(&self.problems.open);
        let gone: Vec<_> = open
            .iter()
            .filter(|id| id.starts_with(prefix))
            .cloned()
            .collect();
        for id in gone {
            open.remove(&id);
            self.tell(&ToDev::Resolved { id: &id });
        }
    }

    /// What was wrong with this, if anything was, is not any more.
    pub(crate) fn worked(&self, kind: &str, name: &str) {
        let mut open = lock(&self.problems.open);
        if open.is_empty() {
            return;
        }
        let id = format!("{kind}:{name}");
        if open.remove(&id) {
            self.tell(&ToDev::Resolved { id: &id });
        }
    }

    pub(crate) fn template_failed(&self, name: &str, error: &minijinja::Error, file: String) {
        self.raise(&Problem::of_template(name, error, file));
    }

    /// A page, or a task beside the pages, has panicked.
    pub(crate) fn panicked_at(&self, kind: &str, name: &str, panic: &Panic) {
        let place = panic.place.clone().unwrap_or_default();
        self.raise(&Problem {
            id: format!("{kind}:{name}"),
            kind: "panic",
            message: panic.message().to_owned(),
            file: place.file,
            line: place.line,
            column: place.column,
            frames: place.frames,
            ..Problem::default()
        });
    }

    pub(crate) fn panicked(&self, panic: &Panic, handler: &Handler, message: Option<&Message>) {
        let place = panic.place.clone().unwrap_or_default();
        let (file, line) = match place.file {
            Some(file) => (file, place.line),
            None => (handler.file.clone(), Some(handler.line)),
        };
        self.raise(&Problem {
            id: format!("handler:{}", handler.name),
            kind: "panic",
            message: panic.message().to_owned(),
            file: Some(file),
            line,
            column: place.column,
            function: Some(handler.name.clone()),
            event: message.map(shown),
            frames: place.frames,
            ..Problem::default()
        });
    }

    pub(crate) fn handler_failed(&self, log: &str, handler: &Handler, message: Option<&Message>) {
        self.raise(&Problem {
            id: format!("handler:{}", handler.name),
            kind: "handler",
            message: log.to_owned(),
            file: Some(handler.file.clone()),
            line: Some(handler.line),
            function: Some(handler.name.clone()),
            event: message.map(shown),
            ..Problem::default()
        });
    }
}

fn shown(message: &Message) -> Value {
    json!({ "function": message.function, "form": message.form, "data": message.data, "url": message.url })
}

/// Where a panic was raised.
#[derive(Clone, Debug, Default)]
pub(crate) struct PanicPlace {
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    frames: Vec<String>,
}

thread_local! {
    /// The last panic of this thread, from the hook to the place where it is caught.
    static LAST: RefCell<Option<PanicPlace>> = const { RefCell::new(None) };
}

pub(crate) fn take_panic_place() -> Option<PanicPlace> {
    LAST.with(|last| last.borrow_mut().take())
}

/// Notes where panics happen, and has them printed as before.
pub(super) fn watch_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let place = place_of(info);
            LAST.with(|last| *last.borrow_mut() = Some(place));
            before(info);
        }));
    });
}

fn place_of(info: &PanicHookInfo<'_>) -> PanicPlace {
    let frames = frames_of(&Backtrace::force_capture().to_string());
    // A panic inside of a library is shown where the application called it.
    let own = info.location().filter(|location| is_own(location.file()));
    match own {
        Some(at) => PanicPlace {
            file: Some(at.file().to_owned()),
            line: Some(at.line()),
            column: Some(at.column()),
            frames,
        },
        None => {
            let first = frames
                .first()
                .and_then(|frame| frame.split(" in ").next())
                .and_then(|at| at.rsplit_once(':'));
            let (file, line) = first.map_or((None, None), |(file, line)| {
                (Some(file.to_owned()), line.parse().ok())
            });
            PanicPlace {
                file,
                line,
                column: None,
                frames,
            }
        }
    }
}

/// Whether a source file is the application's: relative to where it was built, and not of a copy
/// of a library.
fn is_own(file: &str) -> bool {
    let file = file.strip_prefix("./").unwrap_or(file);
    !file.starts_with('/') && !file.starts_with("vendor/") && !file.starts_with("library/")
}

/// The application's frames of a backtrace, innermost first: `src/handlers/x.rs:12 in x::handlers`.
fn frames_of(backtrace: &str) -> Vec<String> {
    let here = std::env::current_dir()
        .unwrap_or_default()
        .display()
        .to_string();
    let mut frames = Vec::new();
    let mut symbol = "";
    for line in backtrace.lines().map(str::trim) {
        if let Some(place) = line.strip_prefix("at ") {
            let place = place
                .strip_prefix(&here)
                .map_or(place, |rest| rest.trim_start_matches('/'));
            let place = place.strip_prefix("./").unwrap_or(place);
            let mut parts = place.rsplitn(3, ':');
            let (_column, line, file) = (parts.next(), parts.next(), parts.next());
            if let (Some(file), Some(line)) = (file, line)
                && is_own(file)
                && !symbol.starts_with("liveview::")
            {
                frames.push(format!("{file}:{line} in {symbol}"));
            }
        } else if let Some((_, name)) = line.split_once(": ") {
            symbol = name;
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_applications_frames_are_told() {
        let backtrace = "   0: std::panicking::begin_panic\n             at /rustc/abc/library/std/src/panicking.rs:1:2\n   \
            1: notes::handlers::search::search::{{closure}}\n             at ./src/handlers/search.rs:12:5\n   \
            2: liveview::panic::catch\n             at ./vendor/liveview/src/panic.rs:40:1\n   \
            3: tokio::runtime\n             at /home/ada/.cargo/registry/src/x/tokio/src/lib.rs:1:1\n";
        let expected =
            ["src/handlers/search.rs:12 in notes::handlers::search::search::{{closure}}"];
        assert_eq!(frames_of(backtrace), expected);
    }
}
