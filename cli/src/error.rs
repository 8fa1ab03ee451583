//! What the user can fix: a message, its causes, the exact next step, a code, and the exit code it stands for.
//!
//! `codes` is the one table of codes. Anything without a code is an ordinary failure (exit 1 unless said otherwise).

mod codes;

use std::{fmt, path::Path, process::ExitCode};

pub use codes::{Code, Entry};

/// What a command gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// How the process ends. The numbers are an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed, and rolled back.
    Failed = 1,
    /// Something about what was typed.
    Usage = 2,
    /// What is there already is in the way, or `--check` found a change.
    Conflict = 3,
    /// Something about the machine or the place.
    Environment = 4,
    /// Interrupted, and rolled back.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// What went wrong, in the user's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    code: Option<Code>,
    exit: Exit,
    message: String,
    causes: Vec<String>,
    hint: Option<String>,
}

impl Error {
    /// An error of the table; the exit code is the table's.
    pub fn coded(code: Code, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            exit: code.entry().exit,
            ..Self::failed(message)
        }
    }

    /// The command could not do its work (exit 1).
    pub fn failed(message: impl Into<String>) -> Self {
        Self {
            code: None,
            exit: Exit::Failed,
            message: message.into(),
            causes: Vec::new(),
            hint: None,
        }
    }

    /// What was typed cannot be meant (exit 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            ..Self::failed(message)
        }
    }

    /// Something is missing or wrong on this machine (exit 4).
    pub fn environment(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Environment,
            ..Self::failed(message)
        }
    }

    /// The user stopped it (exit 130).
    pub fn interrupted(message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Interrupted,
            ..Self::failed(message)
        }
    }

    /// Failing to read, write, … a path: `Error::io("read", path, &error)`.
    pub fn io(action: &str, path: &Path, source: &dyn std::error::Error) -> Self {
        Self::failed(format!("failed to {action} `{}`", path.display())).cause(source)
    }

    /// A defect of this program, said as such.
    pub fn bug(message: impl fmt::Display) -> Self {
        Self::failed(format!("{message}: this is a bug in liveview"))
            .hint("please report it, with the command you ran")
    }

    /// Adds an error and what caused it in turn.
    #[must_use]
    pub fn cause(mut self, source: &dyn std::error::Error) -> Self {
        let mut next = Some(source);
        while let Some(error) = next {
            let text = error.to_string();
            // Some errors repeat their source in their own words.
            if !self.causes.iter().any(|said| said.contains(&text)) {
                self.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    /// Adds a line under the message.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.causes.push(text.into());
        self
    }

    /// What to do next, exactly.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The code, when it has one.
    pub fn code(&self) -> Option<Code> {
        self.code
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// The message without code, causes and hint.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What lies under it, outermost first.
    pub fn causes(&self) -> &[String] {
        &self.causes
    }

    /// The next step, when there is one.
    pub fn hint_text(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
