//! Applies a plan: all of it, or nothing.
//!
//! [`apply`] changes a folder that is there: every file is written beside its target first, then each takes its
//! target's place. [`create`] makes a folder: a sibling is staged and renamed once. What has been done is undone
//! when anything fails, and on Ctrl-C.

use std::path::{Path, PathBuf};

use super::{
    disk::{Disk, Real},
    draft,
    interrupt::Interrupt,
    journal::{Journal, Step},
    operation::{Operation, Plan},
    safe,
};
use crate::error::{Code, Error, Result};

/// Writes what the plan says into its folder.
///
/// # Errors
///
/// When a file cannot be written, or is no longer what the plan was made from. The folder is then as it was.
pub fn apply(plan: &Plan) -> Result<()> {
    let interrupt = Interrupt::listen();
    apply_on(plan, &mut Real, &|| interrupt.asked())
}

/// Makes the plan's folder, which is not there yet, with what the plan says in it.
///
/// # Errors
///
/// When something cannot be written. Nothing is left behind then.
pub fn create(plan: &Plan) -> Result<()> {
    let interrupt = Interrupt::listen();
    create_on(plan, &mut Real, &|| interrupt.asked())
}

pub(super) fn apply_on(
    plan: &Plan,
    disk: &mut dyn Disk,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    let mut journal = Journal::default();
    let done = write_all(plan, disk, &mut journal, interrupted);
    done.map_err(|error| put_back(journal, disk, error))
}

fn write_all(
    plan: &Plan,
    disk: &mut dyn Disk,
    journal: &mut Journal,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    let mut waiting: Vec<(PathBuf, PathBuf, &Operation)> = Vec::new();
    for operation in plan
        .operations
        .iter()
        .filter(|operation| operation.action.writes())
    {
        go_on(interrupted)?;
        let target = safe::resolve(&plan.root, &operation.path)?;
        unchanged(&target, operation)?;
        if let Some(folder) = target.parent() {
            make_folders(folder, disk, journal)?;
        }
        let beside = beside(&target);
        journal.did(Step::Beside(beside.clone()));
        disk.write(&beside, &operation.after, operation.private)
            .map_err(|error| failed(operation, &error))?;
        if operation.before.is_some() {
            disk.copy_permissions(&target, &beside)
                .map_err(|error| failed(operation, &error))?;
        }
        waiting.push((target, beside, operation));
    }
    for (target, beside, operation) in waiting {
        go_on(interrupted)?;
        unchanged(&target, operation)?;
        disk.rename(&beside, &target)
            .map_err(|error| failed(operation, &error))?;
        journal.did(Step::Placed {
            target,
            beside,
            before: operation.before.clone(),
        });
    }
    Ok(())
}

pub(super) fn create_on(
    plan: &Plan,
    disk: &mut dyn Disk,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    let mut journal = Journal::default();
    let done = stage(plan, disk, &mut journal, interrupted);
    done.map_err(|error| put_back(journal, disk, error))
}

fn stage(
    plan: &Plan,
    disk: &mut dyn Disk,
    journal: &mut Journal,
    interrupted: &dyn Fn() -> bool,
) -> Result<()> {
    let io = |error: std::io::Error| Error::io("create", &plan.root, &error);
    if let Some(parent) = plan.root.parent() {
        make_folders(parent, disk, journal)?;
    }
    let staged = beside(&plan.root);
    disk.create_dir(&staged).map_err(io)?;
    journal.did(Step::Staged(staged.clone()));
    let mut made = std::collections::BTreeSet::from([staged.clone()]);
    for operation in &plan.operations {
        go_on(interrupted)?;
        let target = staged.join(&operation.path);
        let folders: Vec<&Path> = target
            .ancestors()
            .skip(1)
            .take_while(|folder| *folder != staged)
            .collect();
        for folder in folders.into_iter().rev() {
            if made.insert(folder.to_path_buf()) {
                disk.create_dir(folder).map_err(io)?;
            }
        }
        disk.write(&target, &operation.after, operation.private)
            .map_err(|error| failed(operation, &error))?;
    }
    go_on(interrupted)?;
    if plan.root.symlink_metadata().is_ok() {
        let message = format!(
            "`{}` has come into being in the meantime",
            plan.root.display()
        );
        return Err(Error::coded(Code::FolderInUse, message)
            .hint("look at what it is, then run this again"));
    }
    disk.rename(&staged, &plan.root).map_err(io)
}

fn go_on(interrupted: &dyn Fn() -> bool) -> Result<()> {
    if interrupted() {
        Err(Error::interrupted("interrupted"))
    } else {
        Ok(())
    }
}

/// The file must be what the plan was made from.
fn unchanged(target: &Path, operation: &Operation) -> Result<()> {
    if draft::current(target)? == operation.before {
        return Ok(());
    }
    Err(Error::coded(
        Code::Exists,
        format!("{} has changed in the meantime", operation.path),
    )
    .hint("run this again"))
}

fn make_folders(folder: &Path, disk: &mut dyn Disk, journal: &mut Journal) -> Result<()> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| folder.symlink_metadata().is_err())
        .collect();
    for folder in missing
        .into_iter()
        .rev()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        disk.create_dir(folder)
            .map_err(|error| Error::io("create", folder, &error))?;
        journal.did(Step::Folder(folder.to_path_buf()));
    }
    Ok(())
}

/// A name in the same folder that nobody else uses: hidden, and with this process's number.
fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.liveview-{}", std::process::id()))
}

fn failed(operation: &Operation, error: &std::io::Error) -> Error {
    Error::failed(format!("failed to write {}", operation.path)).cause(error)
}

fn put_back(journal: Journal, disk: &mut dyn Disk, error: Error) -> Error {
    let left = journal.put_back(disk);
    if left.is_empty() {
        return error.note("nothing was changed: what had been written was taken back");
    }
    let mut error = error.note("not everything could be put back; look at:");
    for path in left {
        error = error.note(path.display().to_string());
    }
    error
}
