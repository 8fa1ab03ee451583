//! Which files of a folder are source: those that git tracks, and where there is no git, all but a few.
//! A file that git does not know is never packed: no `.env`, no database, nothing that was built.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::Result;

/// What is never source, where git cannot be asked: build output, secrets, databases.
const NEVER: [&str; 7] = [
    ".env",
    ".git",
    "Cargo.lock",
    "dist",
    "node_modules",
    "target",
    ".DS_Store",
];

/// The paths, relative to `folder`, with `/` between segments, sorted.
pub(crate) fn files(folder: &Path) -> Result<Vec<String>> {
    let mut files = match tracked(folder) {
        Some(files) => files,
        None => {
            let mut files = Vec::new();
            walk(folder, "", &mut files)?;
            files
        }
    };
    files.retain(|path| folder.join(path).is_file());
    files.sort();
    Ok(files)
}

#[expect(
    clippy::print_stdout,
    reason = "a build script speaks to cargo through it"
)]
fn tracked(folder: &Path) -> Option<Vec<String>> {
    let files = list(folder, &["--cached"]).filter(|files| !files.is_empty())?;
    // A file that is missing in new projects is hard to explain; one that is forgotten is easy to add.
    let forgotten = list(folder, &["--others", "--exclude-standard"]).unwrap_or_default();
    if let Some(first) = forgotten.first() {
        println!(
            "cargo::warning=not packed, since git does not track them yet: {first} and {} more in {}",
            forgotten.len() - 1,
            folder.display()
        );
        // `git add` changes no file of the folder.
        if let Some(index) = git(
            folder,
            &["rev-parse", "--path-format=absolute", "--git-path", "index"],
        ) {
            println!("cargo::rerun-if-changed={}", index.trim_end());
        }
    }
    Some(files)
}

fn list(folder: &Path, which: &[&str]) -> Option<Vec<String>> {
    let listed = git(folder, &[&["ls-files", "-z"], which, &["."]].concat())?;
    Some(listed.split_terminator('\0').map(str::to_owned).collect())
}

fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let client_dist = name == "dist" && prefix.ends_with("client/");
        if (NEVER.contains(&name.as_str()) && !client_dist)
            || name.ends_with(".sqlite")
            || name.ends_with(".db")
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{prefix}{name}/"), files)?;
        } else {
            files.push(format!("{prefix}{name}"));
        }
    }
    Ok(())
}
