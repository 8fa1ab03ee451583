//! `liveview build`: one binary with everything inside.

use crate::{
    args,
    build::BuildOptions,
    error::{Exit, Result},
    project::Project,
    ui::Ui,
};

pub(super) fn run(project: &Project, args: args::Build, ui: &Ui) -> Result<Exit> {
    crate::build::run(
        project,
        BuildOptions {
            release: args.release,
            out: args.out,
        },
        ui,
    )
}
