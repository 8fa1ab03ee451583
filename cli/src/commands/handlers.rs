//! `liveview handlers`: what the source declares, with file and line.
//! `declared` reads the source; here it is filtered and printed. Nothing is compiled.

use serde_json::json;

use crate::{
    args,
    declared::{self, Declared, Handler},
    error::{Exit, Result},
    project::Project,
    ui::{Ui, clean},
};

pub(super) fn run(project: &Project, args: &args::Handlers, ui: &Ui) -> Result<Exit> {
    let declared = declared::read(&project.root)?;
    let shown: Vec<&Handler> = declared
        .handlers
        .iter()
        .filter(|handler| !args.unlinked || !handler.linked)
        .filter(|handler| {
            let wanted = args.grep.as_deref().unwrap_or_default();
            handler.name.contains(wanted) || handler.file.contains(wanted)
        })
        .collect();
    for file in &declared.unreadable {
        let (line, column) = file.place;
        ui.warn(format!(
            "{}:{line}:{column} does not parse: {}",
            clean(&file.file),
            clean(&file.message)
        ));
    }
    if ui.is_json() {
        ui.document(&document(&shown, &declared));
    } else {
        table(&shown, ui);
        summary(&shown, args, ui);
    }
    Ok(if args.unlinked && !shown.is_empty() {
        Exit::Conflict
    } else {
        Exit::Done
    })
}

fn table(handlers: &[&Handler], ui: &Ui) {
    let width = handlers
        .iter()
        .map(|handler| handler.name.len())
        .max()
        .unwrap_or(0);
    for handler in handlers {
        let note = if handler.linked {
            ""
        } else {
            "   (no `mod` line leads here)"
        };
        ui.data(format!(
            "{:width$}   {}:{}{note}",
            handler.name,
            clean(&handler.file),
            handler.line
        ));
    }
}

fn summary(shown: &[&Handler], args: &args::Handlers, ui: &Ui) {
    let unlinked = shown.iter().filter(|handler| !handler.linked).count();
    match (shown.len(), unlinked) {
        (0, _) if args.unlinked => ui.say("every handler is reached by a `mod` line"),
        (0, _) if args.grep.is_some() => ui.say("no handler's name or file holds that text"),
        (0, _) => ui.say("no handlers yet\n\nhint: liveview gen handler search"),
        (_, 0) => {}
        (_, count) => ui.say(format!(
            "\nhint: {count} of them cannot be called; add `mod name;` to the mod.rs beside {}",
            if count == 1 { "it" } else { "each" }
        )),
    }
}

fn document(shown: &[&Handler], declared: &Declared) -> serde_json::Value {
    let handlers: Vec<_> = shown
        .iter()
        .map(|handler| {
            json!({ "name": handler.name, "file": handler.file, "line": handler.line, "linked": handler.linked })
        })
        .collect();
    let unreadable: Vec<_> = declared
        .unreadable
        .iter()
        .map(|file| {
            let (line, column) = file.place;
            json!({ "file": file.file, "line": line, "column": column, "message": file.message })
        })
        .collect();
    json!({ "handlers": handlers, "unreadable": unreadable })
}
