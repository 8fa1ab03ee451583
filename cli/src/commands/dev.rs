//! `liveview dev`: runs the project and shows edits as they are made.
//! Turns what was typed into what was meant; `crate::dev` does the work.

use crate::{
    args,
    dev::DevOptions,
    error::{Exit, Result},
    project::Project,
    ui::Ui,
};

pub(super) fn run(project: &Project, args: args::Dev, ui: &Ui) -> Result<Exit> {
    let options = DevOptions {
        port: args.port,
        strict_port: args.strict_port,
        open: args.open,
        poll: args.poll,
    };
    crate::dev::run(project, options, ui)
}
