//! Links a file into the crate: one sorted `mod` line in the module above it, and in those above that one as far as
//! they are missing. A module is `NAME.rs` or `NAME/mod.rs`, whichever is there.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    error::{Code, Error, Result},
    plan::{Draft, Insertion, insert_mod},
};

/// rustfmt breaks lines that are longer, so a generated file that has one goes through it.
const WIDTH: usize = 100;

/// Plans what it takes for `file` (`src/handlers/admin/users.rs`) to be part of the crate.
pub(super) fn declare(draft: &mut Draft, file: &str) -> Result<()> {
    let modules: Vec<&str> = file
        .trim_start_matches("src/")
        .trim_end_matches(".rs")
        .split('/')
        .collect();
    other_file(draft, file, &modules)?;
    for depth in (1..modules.len()).rev() {
        let module = modules[depth];
        match module_file(draft, &modules[..depth])? {
            (parent, Some(text)) => add(draft, &parent, &text, module, &modules)?,
            (parent, None) => {
                let what = match modules[1..depth].join("/") {
                    top if top.is_empty() => "//! What answers the events of the pages.".to_owned(),
                    below => format!("//! Handlers below `{below}`."),
                };
                let text = format!("{what}\n\nmod {module};\n");
                draft.edit(&parent, text, "links what is below it")?;
                if depth == 1 {
                    link_the_first(draft, &modules)?;
                }
            }
        }
    }
    Ok(())
}

/// `mod handlers;` in the root of the crate.
fn link_the_first(draft: &mut Draft, modules: &[&str]) -> Result<()> {
    for root in ["src/lib.rs", "src/main.rs"] {
        if let Some(text) = draft.text(root)? {
            return add(draft, root, &text, modules[0], modules);
        }
    }
    Err(Error::coded(
        Code::NoAnchor,
        "the project has neither src/lib.rs nor src/main.rs",
    )
    .hint(format!(
        "add `mod {};` to the root of your crate",
        modules[0]
    )))
}

/// `NAME.rs` is about to be made, so `NAME/mod.rs` must not be there.
fn other_file(draft: &Draft, file: &str, modules: &[&str]) -> Result<()> {
    let other = format!("src/{}/mod.rs", modules.join("/"));
    if draft.text(&other)?.is_none() {
        return Ok(());
    }
    let name = modules[1..].join("/");
    Err(two_files(file, &other).hint(format!(
        "choose another name: `liveview gen handler {name}/index`"
    )))
}

/// The file of a module, and its text when it is there.
fn module_file(draft: &Draft, modules: &[&str]) -> Result<(String, Option<String>)> {
    let path = modules.join("/");
    let (folder, flat) = (format!("src/{path}/mod.rs"), format!("src/{path}.rs"));
    match (draft.text(&folder)?, draft.text(&flat)?) {
        (Some(_), Some(_)) => {
            Err(two_files(&flat, &folder).hint("merge them into one, then run this again"))
        }
        (None, Some(text)) => Ok((flat, Some(text))),
        (text, None) => Ok((folder, text)),
    }
}

fn two_files(flat: &str, folder: &str) -> Error {
    Error::coded(
        Code::TwoModules,
        format!("{flat} and {folder} would be the same module"),
    )
}

fn add(draft: &mut Draft, file: &str, text: &str, module: &str, modules: &[&str]) -> Result<()> {
    match insert_mod(text, module) {
        Insertion::Inserted(text) => draft.edit(file, text, "the `mod` line"),
        Insertion::Present => draft.edit(file, text.to_owned(), "the `mod` line"),
        Insertion::Inline { line } => {
            let message = format!("`{module}` already exists as a module at {file}:{line}");
            Err(Error::coded(Code::Exists, message).hint("choose another name"))
        }
        Insertion::Broken {
            line,
            column,
            message,
        } => {
            let name = modules[1..].join("/");
            let error =
                format!("{file}:{line}:{column} does not parse, so its `mod` line cannot be added");
            Err(Error::coded(Code::NoAnchor, error).note(message).hint(format!(
                "mend it and run `liveview gen handler {name}` again; the line it will add to {file} is:\n\nmod {module};"
            )))
        }
    }
}

/// The text as `cargo fmt` would leave it. Templates are written that way; only a long name makes lines that break.
pub(super) fn formatted(root: &Path, path: &str, bytes: Vec<u8>) -> Vec<u8> {
    let long = |line: &[u8]| line.len() > WIDTH;
    if !path.ends_with(".rs") || !bytes.split(|byte| *byte == b'\n').any(long) {
        return bytes;
    }
    rustfmt(root, &bytes).unwrap_or(bytes)
}

/// Without rustfmt the text stays as it is: it is right, only not pretty.
fn rustfmt(root: &Path, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(bytes).ok()?;
    let output = child.wait_with_output().ok()?;
    (output.status.success() && !output.stdout.is_empty()).then_some(output.stdout)
}
