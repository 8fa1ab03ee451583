//! Git for a new project: a repository and its first commit. It never fails the command that made the project.
//! It runs after the project's folder has its name, and what goes wrong is a warning.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::ui::{Ui, clean};

/// Whether a folder, which may not be there yet, is in a repository already.
pub(super) fn inside_a_repository(folder: &Path) -> bool {
    folder
        .ancestors()
        .any(|folder| folder.join(".git").exists())
}

/// Makes the repository and commits everything that is not ignored.
pub(super) fn begin(folder: &Path, ui: &Ui) {
    let steps: [&[&str]; 3] = [
        &["init", "--quiet"],
        &["add", "--all"],
        &[
            "-c",
            "commit.gpgsign=false",
            "commit",
            "--quiet",
            "--no-verify",
            "--message",
            "Begin",
        ],
    ];
    for step in steps {
        if let Err(reason) = git(folder, step) {
            let reason = reason
                .lines()
                .find(|line| !line.trim().is_empty())
                .unwrap_or("no reason given")
                .to_owned();
            ui.warn(format!(
                "the project has no first commit: {}",
                clean(&reason)
            ));
            return;
        }
    }
    ui.detail("committed to a new git repository");
}

fn git(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        // A hook of an outer repository may have set these; this one is a repository of its own.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("git: {error}"))?;
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}
