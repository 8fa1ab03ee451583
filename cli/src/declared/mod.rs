//! What the source declares, read with `syn`, so that it can be listed when the project does not compile.
//!
//! `handler` reads one file; `modules` follows `mod` lines from the crate's roots, which tells whether a file is linked.

mod handler;
mod modules;
#[cfg(test)]
mod tests;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::error::{Error, Result};

/// A `#[handler]` in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Handler {
    /// What pages call it by.
    pub(crate) name: String,
    /// Relative to the project, with `/` between segments.
    pub(crate) file: String,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// Whether `mod` lines lead from a crate root to its file.
    pub(crate) linked: bool,
}

/// A file that does not parse, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    /// Relative to the project.
    pub(crate) file: String,
    /// The line and the column, from 1.
    pub(crate) place: (usize, usize),
    /// What is wrong there.
    pub(crate) message: String,
}

/// All that `src/` declares.
#[derive(Debug, Default)]
pub(crate) struct Declared {
    /// By name, then by file.
    pub(crate) handlers: Vec<Handler>,
    /// What could not be read, by file.
    pub(crate) unreadable: Vec<Unreadable>,
}

/// Reads every Rust file below `src/`.
///
/// # Errors
///
/// When a folder or a file cannot be read. A file that does not parse is listed instead.
pub(crate) fn read(root: &Path) -> Result<Declared> {
    let source = root.join("src");
    let mut files = Vec::new();
    collect(&source, &mut files)?;
    files.sort();
    let linked = modules::linked(&source);
    let mut declared = Declared::default();
    for path in files {
        let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, &error))?;
        let inside = path.strip_prefix(&source).unwrap_or(&path);
        let file = format!("src/{}", slashes(inside));
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(error) => {
                declared.unreadable.push(Unreadable {
                    file,
                    place: place(&bytes[..error.valid_up_to()]),
                    message: "not UTF-8 text".to_owned(),
                });
                continue;
            }
        };
        match syn::parse_file(text) {
            Ok(syntax) => {
                let module = module_of(inside);
                for (name, line) in handler::in_file(&syntax, &module) {
                    declared.handlers.push(Handler {
                        name,
                        file: file.clone(),
                        line,
                        linked: linked.contains(&path),
                    });
                }
            }
            Err(error) => {
                let start = error.span().start();
                declared.unreadable.push(Unreadable {
                    file,
                    place: (start.line, start.column + 1),
                    message: error.to_string(),
                });
            }
        }
    }
    declared
        .handlers
        .sort_by(|a, b| (&a.name, &a.file, a.line).cmp(&(&b.name, &b.file, b.line)));
    Ok(declared)
}

/// Where a handler of this name is declared, other than in `except`. Reads all of `src/`, but parses only what may hold
/// it: `gen` asks this every time.
///
/// # Errors
///
/// When a folder or a file cannot be read.
pub(crate) fn elsewhere(root: &Path, name: &str, except: &str) -> Result<Option<(String, usize)>> {
    let source = root.join("src");
    let mut files = Vec::new();
    collect(&source, &mut files)?;
    files.sort();
    let function = name.rsplit('/').next().unwrap_or(name);
    for path in files {
        let bytes = fs::read(&path).map_err(|error| Error::io("read", &path, &error))?;
        let inside = path.strip_prefix(&source).unwrap_or(&path);
        let file = format!("src/{}", slashes(inside));
        let text = String::from_utf8_lossy(&bytes);
        let may = text.contains("handler") && text.contains(function);
        if file == except || !may {
            continue;
        }
        let Ok(syntax) = syn::parse_file(&text) else {
            continue;
        };
        let declared = handler::in_file(&syntax, &module_of(inside));
        if let Some((_, line)) = declared.into_iter().find(|(other, _)| other == name) {
            return Ok(Some((file, line)));
        }
    }
    Ok(None)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("read", folder, &error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| Error::io("read", folder, &error))?;
        let kind = entry
            .file_type()
            .map_err(|error| Error::io("read", folder, &error))?;
        let path = entry.path();
        // Links are not followed: what they lead to is not this project's source.
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// The line and the column, from 1, that come after `text`.
fn place(text: &[u8]) -> (usize, usize) {
    let lines = text.split(|byte| *byte == b'\n');
    let last = lines.clone().next_back().unwrap_or_default();
    (
        lines.count(),
        String::from_utf8_lossy(last).chars().count() + 1,
    )
}

/// `handlers/admin/users.rs` and `handlers/admin/users/mod.rs` are both `handlers::admin::users`.
fn module_of(inside: &Path) -> Vec<String> {
    let mut segments: Vec<String> = inside
        .with_extension("")
        .iter()
        .map(|segment| segment.to_string_lossy().into_owned())
        .collect();
    if matches!(
        segments.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        segments.pop();
    }
    segments
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
