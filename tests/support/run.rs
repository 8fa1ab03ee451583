//! What came of one command. Claims can be chained, and a claim that fails prints everything the command said.
//! `Workbench::run` makes one, with every file of the folder before and after.

use std::fmt;

use serde_json::Value;

use crate::{Tree, Workbench, filters};

/// A command that has ended.
pub struct Run<'a> {
    pub(crate) bench: &'a Workbench,
    pub(crate) typed: String,
    /// The exit code; 128 and the signal's number, as a shell has it, when a signal ended it.
    pub code: i32,
    /// What was printed to stdout.
    pub stdout: String,
    /// What was printed to stderr.
    pub stderr: String,
    pub(crate) before: Tree,
    pub(crate) after: Tree,
}

impl Run<'_> {
    /// It ended with this code.
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "the exit code\n{self}");
        assert!(!self.stderr.contains("panicked at"), "it panicked\n{self}");
        self
    }

    /// It ended well.
    #[track_caller]
    pub fn succeeds(&self) -> &Self {
        self.exits(0)
    }

    /// It ended with an error of the table: its code, its exit code, a hint, nothing on stdout, nothing written.
    #[track_caller]
    pub fn refused(&self, code: &str, exit: i32) -> &Self {
        let head = format!("error[{code}]: ");
        assert!(
            self.stderr.lines().any(|line| line.starts_with(&head)),
            "no `{head}`\n{self}"
        );
        self.exits(exit).says("\n\nhint: ").wrote_nothing();
        assert_eq!(self.stdout, "", "data on stdout\n{self}");
        self
    }

    /// stderr holds this.
    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "stderr has no {text:?}\n{self}");
        self
    }

    /// stderr does not hold this.
    #[track_caller]
    pub fn never_says(&self, text: &str) -> &Self {
        assert!(!self.stderr.contains(text), "stderr has {text:?}\n{self}");
        self
    }

    /// stdout holds this.
    #[track_caller]
    pub fn prints(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "stdout has no {text:?}\n{self}");
        self
    }

    /// Not a byte of the bench is other than before.
    #[track_caller]
    pub fn wrote_nothing(&self) -> &Self {
        self.changed(&[])
    }

    /// Exactly these changes were made: `created src/handlers/search.rs`, from the folder the command ran in.
    #[track_caller]
    pub fn changed(&self, expected: &[&str]) -> &Self {
        assert_eq!(self.changes(), expected, "what was changed\n{self}");
        self
    }

    /// What it changed; what is outside the folder it ran in begins with `../`.
    pub fn changes(&self) -> Vec<String> {
        let place = self.bench.place();
        let here = |change: String| {
            let (verb, path) = change.split_once(' ').unwrap_or_default();
            if place.is_empty() {
                return change;
            }
            match path.strip_prefix(&format!("{place}/")) {
                Some(inside) => format!("{verb} {inside}"),
                None => format!("{verb} ../{path}"),
            }
        };
        self.after
            .since(&self.before)
            .into_iter()
            .map(here)
            .collect()
    }

    /// The one JSON document that stdout is.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("stdout is no JSON: {error}\n{self}"))
    }

    /// Code, stdout and stderr, without what differs from run to run: to be compared whole.
    pub fn transcript(&self) -> String {
        let mut text = format!("exit {}\n", self.code);
        for (name, stream) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !stream.is_empty() {
                text.push_str(&format!("-- {name}\n{stream}"));
            }
        }
        filters::clean(&text, self.bench.folder())
    }

    /// The project is as good as a stamped one: formatted, without warnings, and its tests pass.
    #[track_caller]
    pub fn compiles(&self) -> &Self {
        self.succeeds();
        self.bench.fmt_clean().clippy_clean().tests_pass();
        self
    }
}

impl fmt::Display for Run<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "$ {}\nexit {}\n-- stdout\n{}\n-- stderr\n{}",
            self.typed, self.code, self.stdout, self.stderr
        )
    }
}
