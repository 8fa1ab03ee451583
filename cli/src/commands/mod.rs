//! One file per command, named as the user types it.

mod build;
mod dev;
mod handlers;

use std::path::PathBuf;

use crate::{
    args::{Cli, Command, Global},
    error::{Error, Exit, Result},
    project::Project,
    ui::Ui,
};

/// Runs the command that was typed.
///
/// # Errors
///
/// What the command reports.
pub(crate) fn run(cli: Cli, ui: &mut Ui) -> Result<Exit> {
    let global = cli.global;
    match cli.command {
        Command::Dev(args) => dev::run(&project(&global)?, args, ui),
        Command::Build(args) => build::run(&project(&global)?, &directory(&global)?, args, ui),
        Command::Handlers(args) => handlers::run(&project(&global)?, &args, ui),
        Command::New(_) | Command::Gen(_) => {
            Err(Error::bug("this command is not there yet"))
        }
    }
}

/// The folder to work in: `-C DIR`, or the current one.
fn directory(global: &Global) -> Result<PathBuf> {
    let here = std::env::current_dir()
        .map_err(|error| Error::environment("failed to find the current folder").cause(&error))?;
    Ok(global
        .directory
        .as_ref()
        .map_or(here.clone(), |directory| here.join(directory)))
}

/// The project that the folder to work in belongs to.
fn project(global: &Global) -> Result<Project> {
    Project::find(&directory(global)?)
}
