//! The calls that change files, and nothing else. A test puts a failing disk in the place of the real one.
//! Used by `apply` and, for putting back, by `journal`.

#![expect(
    clippy::disallowed_methods,
    reason = "the one module of `plan` that writes"
)]

use std::{fs, io, io::Write, path::Path};

/// Everything that applying a plan does to the file system.
pub(super) trait Disk {
    /// Makes one folder whose parent is there.
    fn create_dir(&mut self, path: &Path) -> io::Result<()>;
    /// Writes a file that is not there yet.
    fn write(&mut self, path: &Path, bytes: &[u8], private: bool) -> io::Result<()>;
    /// Gives a file the permissions of another.
    fn copy_permissions(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Puts a file or a folder in the place of another.
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove_file(&mut self, path: &Path) -> io::Result<()>;
    /// Removes an empty folder.
    fn remove_dir(&mut self, path: &Path) -> io::Result<()>;
    /// Removes a folder with all that is in it: only ever one that this very run staged.
    fn remove_staged(&mut self, path: &Path) -> io::Result<()>;
}

/// The file system.
pub(super) struct Real;

impl Disk for Real {
    fn create_dir(&mut self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    fn write(&mut self, path: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if private {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        options.open(path)?.write_all(bytes)
    }

    fn copy_permissions(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::set_permissions(to, fs::metadata(from)?.permissions())
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn remove_staged(&mut self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }
}
