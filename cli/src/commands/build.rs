//! `liveview build`: one binary with everything inside.
//! Turns what was typed into what was meant; `crate::build` does the work.

use std::path::Path;

use crate::{
    args,
    build::BuildOptions,
    error::{Exit, Result},
    project::Project,
    ui::Ui,
};

pub(super) fn run(project: &Project, here: &Path, args: args::Build, ui: &Ui) -> Result<Exit> {
    let options = BuildOptions {
        release: args.release,
        out: args.out.map(|out| here.join(out)),
        target: args.target,
    };
    crate::build::run(project, options, ui)
}
