//! One file per command, named as the user types it.
//! Each turns what was typed into what was meant and ends with an exit code; the work is in the module it calls.

mod build;
mod dev;
mod r#gen;
mod git;
mod handlers;
mod new;
mod place;
mod write;

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
        Command::New(args) => new::run(&directory(&global)?, args, ui),
        Command::Gen(args) => r#gen::run(&project(&global)?, args, ui),
    }
}

/// The folder to work in: `-C DIR`, or the current one.
fn directory(global: &Global) -> Result<PathBuf> {
    let here = std::env::current_dir()
        .map_err(|error| Error::environment("failed to find the current folder").cause(&error))?;
    let Some(directory) = &global.directory else {
        return Ok(here);
    };
    let folder = here.join(directory);
    if folder.is_dir() {
        Ok(folder)
    } else {
        Err(Error::environment(format!(
            "`-C {}` is not a folder",
            directory.display()
        )))
    }
}

/// The project that the folder to work in belongs to.
fn project(global: &Global) -> Result<Project> {
    Project::find(&directory(global)?)
}

/// How to call this program again: by its name when PATH leads to it, else by its path.
fn program() -> String {
    let Ok(own) = std::env::current_exe().and_then(|path| path.canonicalize()) else {
        return "liveview".to_owned();
    };
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let name = format!("liveview{}", std::env::consts::EXE_SUFFIX);
    let found =
        std::env::split_paths(&paths).find_map(|folder| folder.join(&name).canonicalize().ok());
    if found.is_some_and(|found| found == own) {
        "liveview".to_owned()
    } else {
        own.display().to_string()
    }
}
