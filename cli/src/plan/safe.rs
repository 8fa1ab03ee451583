//! Where a path really leads: inside the project after symlinks are followed, and to nothing that folds to the
//! same name.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use crate::error::{Code, Error, Result};

/// The file that `path` stands for below `root`, which is absolute and resolved. A file that is there is resolved
/// too, so that an edit changes the file and not the link to it.
pub(super) fn resolve(root: &Path, path: &str) -> Result<PathBuf> {
    let wanted = root.join(path);
    let mut existing = wanted.as_path();
    loop {
        match existing.symlink_metadata() {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::NotADirectory => {}
            Err(error) => return Err(Error::io("look at", existing, &error)),
        }
        match existing.parent() {
            Some(parent) if existing != root => existing = parent,
            _ => {
                return Err(Error::io(
                    "find",
                    root,
                    &std::io::Error::from(ErrorKind::NotFound),
                ));
            }
        }
    }
    let real = existing
        .canonicalize()
        .map_err(|_| leaves(path, existing, "leads nowhere"))?;
    if !real.starts_with(root) {
        return Err(leaves(path, existing, "leads out of the project"));
    }
    if existing != wanted && !real.is_dir() {
        return Err(Error::coded(
            Code::Exists,
            format!("`{}` is a file, not a folder", shown(root, existing)),
        )
        .hint("move it away, or choose another name"));
    }
    let rest = wanted.strip_prefix(existing).unwrap_or(Path::new(""));
    let target = if rest.as_os_str().is_empty() {
        real
    } else {
        real.join(rest)
    };
    if existing != wanted {
        no_other_spelling(root, existing, &wanted)?;
    }
    Ok(target)
}

/// The entry that would come into being next must not be there in another spelling: on some file systems they are one.
fn no_other_spelling(root: &Path, folder: &Path, wanted: &Path) -> Result<()> {
    let Some(next) = wanted
        .strip_prefix(folder)
        .ok()
        .and_then(|rest| rest.components().next())
    else {
        return Ok(());
    };
    let next = next.as_os_str().to_string_lossy();
    let entries = folder
        .read_dir()
        .map_err(|error| Error::io("list", folder, &error))?;
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name != next && fold(&name) == fold(&next) {
            let there = shown(root, &folder.join(&*name));
            return Err(Error::coded(
                Code::Exists,
                format!("already exists at {there}, in another spelling"),
            )
            .hint("use the spelling that is there, or another name"));
        }
    }
    Ok(())
}

fn fold(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .display()
        .to_string()
}

fn leaves(path: &str, link: &Path, why: &str) -> Error {
    Error::coded(
        Code::LeavesProject,
        format!("cannot write {path}: `{}` {why}", link.display()),
    )
    .hint("files are written only inside the project; replace the link by a folder")
}
