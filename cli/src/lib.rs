//! The `liveview` command line.
//!
//! `args` is what was typed; `commands` has one file per command; `project` finds what it is about.
//! `generators` and `commands/new` turn a request into a `plan`, and `plan` alone writes into a project.
//! `dev`, `inspector` and `build` are the three long-running parts. `ui` is the only code that prints or asks.

pub mod args;
pub mod build;
pub mod commands;
mod declared;
pub mod dev;
pub mod error;
pub mod generators;
pub mod inspector;
pub mod names;
pub mod plan;
pub mod project;
pub mod ui;

use std::ffi::OsString;

pub use error::{Error, Exit, Result};
pub use project::Project;
pub use ui::Ui;

/// Reads the arguments, runs the command, reports what went wrong and gives the exit code.
pub fn main(argv: impl IntoIterator<Item = OsString>) -> Exit {
    let argv: Vec<OsString> = argv.into_iter().collect();
    let cli = match args::parse(&argv) {
        Ok(cli) => cli,
        Err(stopped) => return stopped.report(),
    };
    let mut ui = Ui::new(&cli.global);
    run(cli, &mut ui).unwrap_or_else(|error| {
        ui.error(&error);
        error.exit()
    })
}

/// Runs one command.
///
/// # Errors
///
/// Whatever keeps the command from doing what it was asked, with the exit code it stands for.
pub fn run(cli: args::Cli, ui: &mut Ui) -> Result<Exit> {
    commands::run(cli, ui)
}
