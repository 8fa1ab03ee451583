//! What is wanted meets what is on disk. Reads, decides, writes nothing.
//! Generators and `new` ask for files and lines here, and get a `Plan`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    operation::{Action, Operation, Plan},
    safe,
};
use crate::error::{Code, Error, Result};

/// What to do with a file that is there with other content.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Existing {
    /// Nothing is written at all.
    #[default]
    Refuse,
    /// It is replaced.
    Replace,
    /// It is left.
    Keep,
}

/// A plan in the making.
#[derive(Debug)]
pub struct Draft {
    root: PathBuf,
    existing: Existing,
    operations: Vec<Operation>,
    /// Real path → index, so that two edits of one file build on each other.
    by_target: BTreeMap<PathBuf, usize>,
}

impl Draft {
    /// Begins a plan below `root`, a folder that exists.
    ///
    /// # Errors
    ///
    /// When `root` cannot be resolved.
    pub fn new(root: &Path, existing: Existing) -> Result<Self> {
        let root = root
            .canonicalize()
            .map_err(|error| Error::io("open", root, &error))?;
        Ok(Self {
            root,
            existing,
            operations: Vec::new(),
            by_target: BTreeMap::new(),
        })
    }

    /// Plans a file with this content.
    ///
    /// # Errors
    ///
    /// When the path leads out of the project, or to something that is no file.
    pub fn file(&mut self, path: &str, after: Vec<u8>, why: &str) -> Result<()> {
        let (target, before) = self.look(path)?;
        let action = match (&before, self.existing) {
            (None, _) => Action::Create,
            (Some(before), _) if *before == after => Action::Identical,
            (Some(_), Existing::Refuse) => Action::Conflict,
            (Some(_), Existing::Replace) => Action::Replace,
            (Some(_), Existing::Keep) => Action::Keep,
        };
        self.add(target, Operation::new(path, action, before, after, why));
        Ok(())
    }

    /// The text of a file as it will be when the plan so far has been applied.
    ///
    /// # Errors
    ///
    /// When the path leads out of the project, or the file is not text.
    pub fn text(&self, path: &str) -> Result<Option<String>> {
        let (target, before) = self.look(path)?;
        let bytes = match self.by_target.get(&target) {
            Some(&index) => Some(self.operations[index].after.clone()),
            None => before,
        };
        bytes
            .map(|bytes| {
                String::from_utf8(bytes).map_err(|_| {
                    Error::coded(Code::NoAnchor, format!("{path} is not UTF-8 text"))
                        .hint("save it as UTF-8, then run this again")
                })
            })
            .transpose()
    }

    /// Plans a change of a file that is there, or was planned before.
    ///
    /// # Errors
    ///
    /// When the path leads out of the project, or to something that is no file.
    pub fn edit(&mut self, path: &str, after: String, why: &str) -> Result<()> {
        let (target, before) = self.look(path)?;
        let after = after.into_bytes();
        if let Some(&index) = self.by_target.get(&target) {
            self.operations[index].after = after;
            return Ok(());
        }
        let action = match &before {
            None => Action::Create,
            Some(before) if *before == after => Action::Identical,
            Some(_) => Action::Edit,
        };
        self.add(target, Operation::new(path, action, before, after, why));
        Ok(())
    }

    /// The file planned last is for its owner's eyes alone.
    pub fn last_is_private(&mut self) {
        if let Some(operation) = self.operations.last_mut() {
            operation.private = true;
        }
    }

    /// The plan.
    pub fn finish(self) -> Plan {
        Plan {
            root: self.root,
            operations: self.operations,
        }
    }

    fn add(&mut self, target: PathBuf, operation: Operation) {
        self.by_target.insert(target, self.operations.len());
        self.operations.push(operation);
    }

    fn look(&self, path: &str) -> Result<(PathBuf, Option<Vec<u8>>)> {
        let target = safe::resolve(&self.root, path)?;
        let before =
            current(&target).map_err(|error| error.hint("move it away, or choose another name"))?;
        Ok((target, before))
    }
}

/// What is at `target`: nothing, or the content of an ordinary file.
pub(super) fn current(target: &Path) -> Result<Option<Vec<u8>>> {
    let metadata = match target.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("look at", target, &error)),
    };
    if !metadata.is_file() {
        let what = if metadata.is_dir() {
            "a folder"
        } else {
            "no ordinary file"
        };
        return Err(Error::coded(
            Code::Exists,
            format!("`{}` is {what}", target.display()),
        ));
    }
    std::fs::read(target)
        .map(Some)
        .map_err(|error| Error::io("read", target, &error))
}
