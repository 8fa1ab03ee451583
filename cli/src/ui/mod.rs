//! The only code that prints or asks.
//!
//! Data goes to stdout, everything else to stderr. With `--json` stdout holds one document, errors included.
//! A `Ui` can be cloned into threads and tasks; every call writes whole lines.

mod line;
mod progress;
mod prompt;
mod style;

use std::io::{IsTerminal, Write};

use serde_json::json;

pub use progress::Progress;
pub use style::{Style, clean};

use crate::{
    args::{Color, Global},
    error::Error,
};

/// Where words go.
#[derive(Debug, Clone)]
pub struct Ui {
    json: bool,
    quiet: bool,
    verbose: bool,
    interactive: bool,
    terminal: bool,
    out_style: Style,
    err_style: Style,
}

impl Ui {
    /// As the options and the terminal have it.
    pub fn new(global: &Global) -> Self {
        let (stdin, stdout, stderr) = (
            std::io::stdin().is_terminal(),
            std::io::stdout().is_terminal(),
            std::io::stderr().is_terminal(),
        );
        let no_color =
            set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colored = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => terminal && !no_color,
        };
        Self {
            json: global.json,
            quiet: global.quiet,
            verbose: global.verbose,
            interactive: stdin
                && stderr
                && !global.yes
                && !global.no_input
                && !global.json
                && !set("CI"),
            terminal: stderr,
            out_style: Style::new(colored(stdout)),
            err_style: Style::new(colored(stderr)),
        }
    }

    /// Whether one JSON document was asked for.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Whether a person is there to be asked.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Whether stderr is a terminal, where a line may be drawn over.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Whether more was asked for.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Colours for what goes to stderr.
    pub fn style(&self) -> Style {
        self.err_style
    }

    /// Colours for what goes to stdout.
    pub fn data_style(&self) -> Style {
        self.out_style
    }

    /// Data, to stdout.
    pub fn data(&self, text: impl AsRef<str>) {
        line(&mut std::io::stdout().lock(), text.as_ref());
    }

    /// The document of `--json`, to stdout.
    pub fn document(&self, value: &serde_json::Value) {
        self.data(format!("{value:#}"));
    }

    /// A line for the reader, to stderr; not with `--quiet` and not with `--json`.
    pub fn say(&self, text: impl AsRef<str>) {
        if !self.quiet && !self.json {
            line(&mut std::io::stderr().lock(), text.as_ref());
        }
    }

    /// A line for readers who asked for more.
    pub fn detail(&self, text: impl AsRef<str>) {
        if self.verbose {
            self.say(text);
        }
    }

    /// Something done: `created src/handlers/search.rs`.
    pub fn did(&self, verb: &str, what: impl AsRef<str>) {
        self.say(format!("{} {}", self.err_style.green(verb), what.as_ref()));
    }

    /// Something to know about, also with `--quiet`.
    pub fn warn(&self, text: impl AsRef<str>) {
        if !self.json {
            let warning = self.err_style.yellow("warning:");
            line(
                &mut std::io::stderr().lock(),
                &format!("{warning} {}", text.as_ref()),
            );
        }
    }

    /// What went wrong, with causes and hint: to stderr, or as the document of `--json`.
    pub fn error(&self, error: &Error) {
        if self.json {
            return self.document(&json!({ "error": {
                "code": error.code().map(|code| code.to_string()),
                "message": error.message(),
                "causes": error.causes(),
                "hint": error.hint_text(),
                "exit": error.exit() as u8,
            }}));
        }
        line(
            &mut std::io::stderr().lock(),
            &render(error, self.err_style),
        );
    }
}

/// The text of an error: message, causes indented, a blank line, the hint.
fn render(error: &Error, style: Style) -> String {
    let head = match error.code() {
        Some(code) => format!("error[{code}]:"),
        None => "error:".to_owned(),
    };
    let mut text = format!("{} {}", style.red(&head), clean(error.message()));
    for cause in error.causes() {
        for part in cause.lines() {
            text.push_str(&format!("\n  {}", clean(part)));
        }
    }
    if let Some(hint) = error.hint_text() {
        let mut lines = hint.lines();
        text.push_str(&format!(
            "\n\n{} {}",
            style.cyan("hint:"),
            clean(lines.next().unwrap_or_default())
        ));
        for part in lines {
            text.push_str(&format!("\n  {}", clean(part)));
        }
    }
    text
}

/// One write a line, so that threads do not mix theirs. A reader that has gone away is no error of ours.
fn line(to: &mut dyn Write, text: &str) {
    let _ = to
        .write_all(format!("{text}\n").as_bytes())
        .and_then(|()| to.flush());
}

fn set(variable: &str) -> bool {
    std::env::var_os(variable)
        .is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn an_error_reads_from_message_to_next_step() {
        let error = Error::coded(
            Code::NameKeyword,
            "`gen` is a Rust keyword since edition 2024",
        )
        .note("first\nsecond")
        .hint("try `liveview gen handler gen_x`");
        assert_eq!(
            render(&error, Style::new(false)),
            "error[LV0105]: `gen` is a Rust keyword since edition 2024\n  first\n  second\n\nhint: try `liveview gen handler gen_x`"
        );
    }

    #[test]
    fn an_error_cannot_drive_the_terminal() {
        let error = Error::failed("a\u{1b}]0;pwn\u{7}b\rc\u{9b}31m");
        assert!(!render(&error, Style::new(false)).contains(|c: char| c.is_control()));
    }
}
