//! What cargo says about a stamped project. Slow: for tests in modules named `stamped`.
//!
//! All of them build into one folder, so that what they depend on is compiled once: `LIVEVIEW_TEST_TARGET`, or
//! `stamped` in this workspace's target folder. Nothing is fetched.

use std::{env, path::PathBuf, process::Command, time::Duration};

use crate::{
    Workbench,
    workbench::{profile_folder, wait},
};

/// A cold build on a small machine takes minutes.
const PATIENCE: Duration = Duration::from_secs(1800);

impl Workbench {
    /// `cargo fmt` would change nothing.
    #[track_caller]
    pub fn fmt_clean(&self) -> &Self {
        self.cargo("fmt --check");
        self
    }

    /// Clippy has nothing to say, about tests neither.
    #[track_caller]
    pub fn clippy_clean(&self) -> &Self {
        self.cargo("clippy --offline --locked --all-targets --quiet -- -D warnings");
        self
    }

    /// The project's tests pass.
    #[track_caller]
    pub fn tests_pass(&self) -> &Self {
        self.cargo("test --offline --locked --quiet");
        self
    }

    /// It builds with the lock file that it came with.
    #[track_caller]
    pub fn builds_locked(&self) -> &Self {
        self.cargo("build --offline --locked --quiet");
        self
    }

    /// Runs cargo in the project, and gives what it printed to stdout.
    #[track_caller]
    pub fn cargo(&self, line: &str) -> String {
        let mut command = self.command("cargo".as_ref());
        command
            .args(line.split_whitespace())
            .env("CARGO_TARGET_DIR", target());
        said(command, &format!("cargo {line}"))
    }
}

#[track_caller]
fn said(command: Command, what: &str) -> String {
    let (status, stdout, stderr) = wait(command, what, PATIENCE);
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr),
    );
    assert!(
        status.success(),
        "`{what}`: {status}\n-- stdout\n{stdout}\n-- stderr\n{stderr}"
    );
    stdout.into_owned()
}

/// The folder that stamped projects build into.
pub fn target() -> PathBuf {
    env::var_os("LIVEVIEW_TEST_TARGET")
        .map_or_else(|| profile_folder().with_file_name("stamped"), PathBuf::from)
}
