//! What has been done so far, with what it takes to undo each step. Putting back goes from last to first.
//! `apply` keeps one while it works.

use std::path::{Path, PathBuf};

use super::disk::Disk;

/// One step that was done.
#[derive(Debug)]
pub(super) enum Step {
    /// A folder was made.
    Folder(PathBuf),
    /// A folder was staged, with everything in it.
    Staged(PathBuf),
    /// A file was written beside its target.
    Beside(PathBuf),
    /// The file written beside took the target's place; these are the old bytes, if there were any.
    Placed {
        target: PathBuf,
        beside: PathBuf,
        before: Option<Vec<u8>>,
    },
}

/// The steps, in order.
#[derive(Debug, Default)]
pub(super) struct Journal {
    steps: Vec<Step>,
}

impl Journal {
    pub(super) fn did(&mut self, step: Step) {
        self.steps.push(step);
    }

    /// Undoes everything. Gives the paths that could not be put back.
    pub(super) fn put_back(self, disk: &mut dyn Disk) -> Vec<PathBuf> {
        let mut left = Vec::new();
        for step in self.steps.into_iter().rev() {
            let (path, done) = match step {
                Step::Folder(path) => {
                    let done = disk.remove_dir(&path);
                    (path, done)
                }
                Step::Staged(path) => {
                    let done = disk.remove_staged(&path);
                    (path, done)
                }
                Step::Beside(path) => {
                    let done = if there(&path) {
                        disk.remove_file(&path)
                    } else {
                        Ok(())
                    };
                    (path, done)
                }
                Step::Placed {
                    target,
                    before: None,
                    ..
                } => {
                    let done = disk.remove_file(&target);
                    (target, done)
                }
                Step::Placed {
                    target,
                    beside,
                    before: Some(before),
                } => {
                    let done = disk
                        .write(&beside, &before, false)
                        .and_then(|()| disk.copy_permissions(&target, &beside))
                        .and_then(|()| disk.rename(&beside, &target));
                    (target, done)
                }
            };
            if done.is_err() {
                left.push(path);
            }
        }
        left
    }
}

fn there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
