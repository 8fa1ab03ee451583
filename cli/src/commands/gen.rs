//! `liveview gen`: adds something to a project.
//! A name is checked first, then the plan of `generators` goes through `write`.

use super::write;
use crate::{
    args::{Gen, GenHandler, Kind, Writing},
    error::{Error, Exit, Result},
    generators,
    names::Name,
    plan,
    project::Project,
    ui::Ui,
};

pub(super) fn run(project: &Project, args: Gen, ui: &Ui) -> Result<Exit> {
    match args.kind {
        Kind::Handler(handler) => run_handler(project, &handler, args.writing, ui),
    }
}

fn run_handler(project: &Project, args: &GenHandler, writing: Writing, ui: &Ui) -> Result<Exit> {
    let asked = args.name.is_none();
    let typed = match &args.name {
        Some(name) => name.clone(),
        None => ui
            .ask("Name of the handler", None, |name| {
                Name::handler(name).map(drop)
            })?
            .ok_or_else(|| {
                Error::usage("`gen handler` needs a NAME").hint("`liveview gen handler search`")
            })?,
    };
    let name = Name::handler(&typed)?;
    if let Some(dropped) = name.dropped() {
        ui.say(format!(
            "note: `{dropped}` is named `{}`: every handler is one",
            name.snake()
        ));
    }
    let _lock = plan::Lock::of(&project.root)?;
    let plan = generators::handler(project, &name, write::existing(writing))?;
    let written = write::carry_out(&plan, writing, &[], ui, plan::apply)?;
    if asked {
        ui.say(format!(
            "\nthe same without questions: liveview gen handler {}",
            name.path()
        ));
    }
    if written.applied && !ui.is_json() {
        let style = ui.style();
        let test = name.segments().join("::");
        ui.say(format!(
            "\nnext: call it from a page with {}, and try its test: {}",
            style.bold(&format!("data-liveview-function=\"{}\"", name.path())),
            style.bold(&format!("cargo test handlers::{test}")),
        ));
    }
    Ok(written.exit)
}
