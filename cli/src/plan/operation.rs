//! The plan: which files, what with them, why.
//! A value, made by `draft`, shown by `preview`, carried out by `apply`.

use std::path::PathBuf;

use crate::error::{Code, Error};

/// Everything that a command is going to write below one folder.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The folder that the paths begin at.
    pub root: PathBuf,
    /// In the order in which they are done.
    pub operations: Vec<Operation>,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Operation {
    /// From the plan's root, with `/` between segments.
    pub path: String,
    /// What to do with it.
    pub action: Action,
    /// What is there now, read when the plan was made. It must still be there when the plan is applied.
    pub before: Option<Vec<u8>>,
    /// What will be there.
    pub after: Vec<u8>,
    /// Readable by its owner alone.
    pub private: bool,
    /// What it is for, in a few words.
    pub why: String,
}

impl Operation {
    /// A file that anybody may read.
    pub(crate) fn new(
        path: &str,
        action: Action,
        before: Option<Vec<u8>>,
        after: Vec<u8>,
        why: &str,
    ) -> Self {
        Self {
            path: path.to_owned(),
            action,
            before,
            after,
            private: false,
            why: why.to_owned(),
        }
    }
}

/// What to do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It is not there yet.
    Create,
    /// It is there, and gets a change.
    Edit,
    /// It is there with other content, and `--force` replaces it.
    Replace,
    /// It is there just so.
    Identical,
    /// It is there with other content, and `--skip-existing` leaves it.
    Keep,
    /// It is there with other content, and nobody said what to do.
    Conflict,
}

impl Action {
    /// Whether anything is written.
    pub fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Edit | Self::Replace)
    }

    /// As it is reported afterwards.
    pub fn done(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Edit => "edited",
            Self::Replace => "replaced",
            Self::Identical | Self::Keep => "skipped",
            Self::Conflict => "conflict",
        }
    }

    /// As it is announced beforehand, and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Replace => "replace",
            Self::Identical | Self::Keep => "skip",
            Self::Conflict => "conflict",
        }
    }

    /// Why nothing is written, in brackets.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Identical => Some("identical"),
            Self::Keep => Some("has other content"),
            Self::Create | Self::Edit | Self::Replace | Self::Conflict => None,
        }
    }
}

impl Plan {
    /// Whether applying it would change anything.
    pub fn writes(&self) -> bool {
        self.operations
            .iter()
            .any(|operation| operation.action.writes())
    }

    /// The error that stands for the files in the way, when there are any.
    pub fn conflict(&self) -> Option<Error> {
        let mut paths = self
            .operations
            .iter()
            .filter(|operation| operation.action == Action::Conflict)
            .map(|operation| operation.path.as_str());
        let first = paths.next()?;
        let mut error = Error::coded(
            Code::Exists,
            format!("already exists at {first}, with other content"),
        )
        .hint("`--diff` shows the difference, `--force` replaces it, `--skip-existing` leaves it");
        for path in paths {
            error = error.note(format!("and so does {path}"));
        }
        Some(error)
    }
}
