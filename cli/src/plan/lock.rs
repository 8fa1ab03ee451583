//! One command at a time writes into a project: each holds its Cargo.toml locked from before it reads until it has
//! written. The system lets go when the process ends, however it ends, and no file is left behind.

use std::{fs::File, path::Path};

use crate::error::{Error, Result};

/// Held for as long as it lives.
#[derive(Debug)]
pub struct Lock {
    _manifest: File,
}

impl Lock {
    /// Waits until no other command writes into the project at `root`.
    ///
    /// # Errors
    ///
    /// When the manifest cannot be opened. Where a file system knows no locks, there is none.
    pub fn of(root: &Path) -> Result<Self> {
        let path = root.join("Cargo.toml");
        let manifest = File::open(&path).map_err(|error| Error::io("open", &path, &error))?;
        // Network file systems may refuse; the check before each rename still holds.
        let _ = manifest.lock();
        Ok(Self {
            _manifest: manifest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_locked_until_its_lock_goes() {
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        let lock = Lock::of(project).unwrap();
        let other = File::open(project.join("Cargo.toml")).unwrap();
        assert!(matches!(
            other.try_lock(),
            Err(std::fs::TryLockError::WouldBlock)
        ));
        drop(lock);
        other.try_lock().unwrap();
    }
}
