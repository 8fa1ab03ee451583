//! Where a new project goes: the folder, what it is called, and whether something is there already.
//! Read before anything else of `new`; nothing is written here.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use crate::error::{Code, Error, Result};

/// The folder of a new project.
pub(super) struct Place {
    /// Absolute.
    pub(super) folder: PathBuf,
    /// As it was typed.
    pub(super) shown: String,
    /// What its name is made of: the last part, or `--name`.
    pub(super) name: String,
    /// Whether the folder is there.
    pub(super) exists: bool,
}

impl Place {
    /// Reads what was typed, from the folder `here`; no path is `here` itself.
    pub(super) fn of(here: &Path, typed: Option<&Path>, name: Option<&str>) -> Result<Self> {
        let typed = typed.unwrap_or(Path::new("."));
        let shown = typed.to_string_lossy().into_owned();
        let last = match typed.components().next_back() {
            // A shell would have made a home folder of it; here it would be a folder called `~`.
            _ if typed.starts_with("~") => shown.clone(),
            Some(Component::Normal(last)) => last.to_string_lossy().into_owned(),
            None => String::new(),
            Some(_) => here
                .join(typed)
                .canonicalize()
                .ok()
                .and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()))
                .unwrap_or_default(),
        };
        if last.is_empty() && name.is_none() && !shown.is_empty() {
            return Err(Error::coded(
                Code::NameSegment,
                format!("`{shown}` has no last part to name a project after"),
            )
            .hint("`--name` gives it one"));
        }
        let folder = here.join(typed);
        let folder = resolved(&folder).map_err(|error| Error::io("find", &folder, &error))?;
        Ok(Self {
            exists: folder.is_dir(),
            folder,
            shown,
            name: name.map_or(last, str::to_owned),
        })
    }

    /// That nothing is in the way: no folder, or an empty one. What git keeps does not count.
    pub(super) fn is_free(&self) -> Result<()> {
        let in_use = |what: String| {
            Error::coded(Code::FolderInUse, format!("`{}` exists {what}", self.shown)).hint(
                "choose another folder; or `--skip-existing` adds what is missing, `--force` replaces what is there",
            )
        };
        if !self.exists {
            return match self.folder.symlink_metadata() {
                Ok(_) => Err(in_use("and is not a folder".to_owned())),
                Err(_) => Ok(()),
            };
        }
        let entries = self
            .folder
            .read_dir()
            .map_err(|error| Error::io("list", &self.folder, &error))?;
        match entries
            .flatten()
            .filter(|entry| entry.file_name() != ".git")
            .count()
        {
            0 => Ok(()),
            1 => Err(in_use("and holds 1 file".to_owned())),
            count => Err(in_use(format!("and holds {count} files"))),
        }
    }
}

/// The path without links and `..`, as far as it leads through what is there.
fn resolved(path: &Path) -> io::Result<PathBuf> {
    if let Ok(path) = path.canonicalize() {
        return Ok(path);
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => Ok(resolved(parent)?.join(name)),
        _ => std::path::absolute(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_beside_this_one_is_not_in_it() {
        let temporary = tempfile::tempdir().unwrap();
        let root = temporary.path().canonicalize().unwrap();
        let here = root.join("here");
        #[expect(clippy::disallowed_methods, reason = "a test makes its own folder")]
        std::fs::create_dir(&here).unwrap();
        for (typed, folder) in [
            ("../x", "x"),
            ("x", "here/x"),
            ("../a/b/x", "a/b/x"),
            ("..//here/x", "here/x"),
        ] {
            let place = Place::of(&here, Some(Path::new(typed)), None).unwrap();
            assert_eq!(place.folder, root.join(folder), "{typed}");
            assert_eq!(place.name, "x");
        }
    }
}
