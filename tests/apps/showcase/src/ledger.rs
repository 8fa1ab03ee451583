//! What has been done, one line each, in the file that `SHOWCASE_LEDGER` names: it outlives the
//! process, so that a test can count how often a message ran after the process that ran it was
//! killed.

use std::fs::{File, OpenOptions, read_to_string};
use std::io::Write;
use std::path::PathBuf;

pub struct Ledger {
    path: Option<PathBuf>,
}

impl Default for Ledger {
    fn default() -> Self {
        Self {
            path: std::env::var_os("SHOWCASE_LEDGER").map(PathBuf::from),
        }
    }
}

impl Ledger {
    /// Adds a line in one write, which another process never sees half of.
    pub fn add(&self, kind: &str, what: &str) -> liveview::Result<()> {
        if let Some(path) = &self.path {
            let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
            file.write_all(format!("{kind} {what}\n").as_bytes())?;
        }
        Ok(())
    }

    /// What was written of a kind, in order.
    pub fn all(&self, kind: &str) -> Vec<String> {
        let text = self
            .path
            .as_ref()
            .and_then(|path| read_to_string(path).ok());
        text.unwrap_or_default()
            .lines()
            .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(' '))
            .map(str::to_owned)
            .collect()
    }
}
