//! `liveview new`: a project, in one rename. Git and the dev server come after, and take nothing back.
//! Stamps of the `templates` package become one plan, which is staged beside its place.

use std::path::{Path, PathBuf};

use liveview_templates as templates;

use super::{git, place::Place, write};
use crate::{
    args::{New, Template},
    dev::DevOptions,
    error::{Error, Exit, Result},
    names::AppName,
    plan::{self, Action, Draft, Existing, Operation, Plan},
    project::{DEFAULT_PORT, Project},
    ui::{Ui, clean},
};

/// Folders whose files are told of in one line.
const FOLDED: &[&str] = &[
    ".github",
    ".vscode",
    "assets",
    "data",
    "src",
    "templates",
    templates::VENDOR,
];

pub(super) fn run(here: &Path, args: New, ui: &Ui) -> Result<Exit> {
    let (args, asked) = ask(args, ui)?;
    let template = match args.template.unwrap_or_default() {
        Template::Starter => templates::Template::Starter,
        Template::Minimal => templates::Template::Minimal,
    };
    let place = Place::of(here, args.path.as_deref(), args.name.as_deref())?;
    let taken = templates::dependencies(template).map_err(|error| packed(&error))?;
    let name = AppName::parse(&place.name, &taken)?;
    let existing = write::existing(args.writing);
    if existing == Existing::Refuse {
        place.is_free()?;
    }
    let runtime = args
        .runtime
        .as_deref()
        .map(|path| runtime(here, path, &place.folder))
        .transpose()?;
    let values = templates::Project {
        package: name.package.clone(),
        crate_name: name.crate_name.clone(),
        title: title(args.title.as_deref(), &name)?,
        port: args.port.unwrap_or(DEFAULT_PORT),
        runtime: runtime
            .clone()
            .unwrap_or_else(|| templates::VENDOR.to_owned()),
        settings: templates::SETTINGS.to_owned(),
    };
    let files = files(template, &values, runtime.is_none())?;
    let plan = plan(&place, files, existing)?;
    let in_place = place.exists;
    let written = write::carry_out(&plan, args.writing, FOLDED, ui, |plan| {
        if in_place {
            plan::apply(plan)
        } else {
            plan::create(plan)
        }
    })?;
    if written.applied {
        let wants_git = args.git || (!args.no_git && !git::inside_a_repository(&place.folder));
        if wants_git {
            git::begin(&place.folder, ui);
        }
        finish(&place, &args, asked, ui);
    }
    if args.dev && written.applied {
        let project = Project::find(&place.folder)?;
        return crate::dev::run(
            &project,
            DevOptions {
                open: args.open,
                ..DevOptions::default()
            },
            ui,
        );
    }
    Ok(written.exit)
}

/// Asks for what was not typed, when somebody is there to be asked. Tells whether it did.
fn ask(mut args: New, ui: &Ui) -> Result<(New, bool)> {
    if args.path.is_some() || args.here {
        return Ok((args, false));
    }
    let check = |path: &str| {
        let name = Place::of(Path::new("/"), Some(Path::new(path)), None)?.name;
        AppName::parse(&name, &[]).map(drop)
    };
    let path = ui
        .ask("Where to make the project", Some("myapp"), check)?
        .ok_or_else(|| {
            Error::usage("`new` needs a PATH")
                .hint("`liveview new myapp`; `--here` uses the current folder")
        })?;
    args.path = Some(PathBuf::from(path));
    if args.template.is_none() {
        let choices = [
            "starter: search, form, chat, counter, navigation",
            "minimal: one page, one handler",
        ];
        args.template = match ui.choose("What to begin with", &choices)? {
            Some(1) => Some(Template::Minimal),
            _ => Some(Template::Starter),
        };
    }
    Ok((args, true))
}

/// What people see. Any text will do, on one line.
fn title(typed: Option<&str>, name: &AppName) -> Result<String> {
    let Some(typed) = typed else {
        return Ok(name.title.clone());
    };
    let title: Vec<&str> = typed
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    if title.is_empty() {
        return Err(Error::usage("the title is empty")
            .hint("leave `--title` away to have it made from the name"));
    }
    Ok(title.join(" "))
}

/// The runtime's folder as the project's manifest names it: relative when it was typed so.
fn runtime(here: &Path, typed: &Path, project: &Path) -> Result<String> {
    let usage = |message: String| {
        Error::usage(message).hint("`--runtime` takes the folder of the `liveview` crate")
    };
    let manifest = here.join(typed).join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest)
        .map_err(|error| usage(format!("no runtime at `{}`", typed.display())).cause(&error))?;
    let table: toml::Table = text.parse().unwrap_or_default();
    let name = table
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(toml::Value::as_str);
    if name != Some("liveview") {
        return Err(usage(format!(
            "the crate at `{}` is not `liveview`",
            typed.display()
        )));
    }
    let folder = here.join(typed);
    let folder = folder
        .canonicalize()
        .map_err(|error| Error::io("open", &folder, &error))?;
    let path = if typed.is_absolute() {
        folder
    } else {
        from(project, &folder)
    };
    path.to_str()
        .map(|path| path.replace('\\', "/"))
        .ok_or_else(|| usage("the path is not text".to_owned()))
}

/// The way from one folder to another, both absolute.
fn from(start: &Path, end: &Path) -> PathBuf {
    let common = start
        .components()
        .zip(end.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = start.components().skip(common).map(|_| Path::new(".."));
    let down = end
        .components()
        .skip(common)
        .map(|part| Path::new(part.as_os_str()));
    up.chain(down).collect()
}

/// Everything in the project: path, content, what for, and whether it is for its owner's eyes alone.
fn files(
    template: templates::Template,
    values: &templates::Project,
    vendored: bool,
) -> Result<Vec<Operation>> {
    let create = |path: String, after: Vec<u8>, why: &str| {
        Operation::new(&path, Action::Create, None, after, why)
    };
    let bug = |error: templates::Error| packed(&error);
    let mut files = Vec::new();
    for file in templates::stamp(template, values).map_err(bug)? {
        files.push(create(
            file.path,
            file.bytes.into_owned(),
            "the application",
        ));
    }
    let lock = templates::lock(template, &values.package).map_err(bug)?;
    files.push(create(
        "Cargo.lock".to_owned(),
        lock.into_bytes(),
        "the versions this was tested with",
    ));
    let environment = format!(
        "# Read by `liveview dev`. Git ignores this file; .env.example is the one to share.\nLIVEVIEW_SECRET={}\n",
        secret()?
    );
    let environment = create(
        ".env".to_owned(),
        environment.into_bytes(),
        "a secret of this machine",
    );
    files.push(Operation {
        private: true,
        ..environment
    });
    if vendored {
        for file in templates::runtime().map_err(bug)? {
            files.push(create(
                file.path,
                file.bytes.into_owned(),
                "the runtime's source",
            ));
        }
    }
    Ok(files)
}

/// 256 random bits, in hex.
fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::environment("failed to get random bytes").cause(&error))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn plan(place: &Place, files: Vec<Operation>, existing: Existing) -> Result<Plan> {
    if !place.exists {
        return Ok(Plan {
            root: place.folder.clone(),
            operations: files,
        });
    }
    let mut draft = Draft::new(&place.folder, existing)?;
    for file in files {
        // A second secret would sign everybody out.
        if file.private && draft.text(&file.path)?.is_some() {
            continue;
        }
        let private = file.private;
        draft.file(&file.path, file.after, &file.why)?;
        if private {
            draft.last_is_private();
        }
    }
    Ok(draft.finish())
}

fn finish(place: &Place, args: &New, asked: bool, ui: &Ui) {
    if asked {
        let template = match args.template {
            Some(Template::Minimal) => " --template minimal",
            _ => "",
        };
        ui.say(format!(
            "\nthe same without questions: liveview new {}{template}",
            place.shown
        ));
    }
    if !args.dev {
        let folder = if place.shown == "." {
            String::new()
        } else {
            format!("cd {} && ", quoted(&place.shown))
        };
        ui.say(format!(
            "\nnext: {}",
            ui.style()
                .bold(&format!("{folder}{} dev", super::program()))
        ));
    }
}

/// As a shell takes it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%~".contains(c);
    if path.chars().all(plain) {
        path.to_owned()
    } else {
        format!("'{}'", clean(path).replace('\'', r"'\''"))
    }
}

fn packed(error: &templates::Error) -> Error {
    Error::bug("the template cannot be stamped").cause(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_runtime() {
        for (start, end, way) in [
            ("/a/b/app", "/a/b/liveview/runtime", "../liveview/runtime"),
            ("/a/app", "/r", "../../r"),
            ("/a/app", "/a/app/vendor", "vendor"),
        ] {
            assert_eq!(from(Path::new(start), Path::new(end)), Path::new(way));
        }
    }

    #[test]
    fn a_title_is_one_line_of_anything() {
        let name = AppName::parse("my-app", &[]).unwrap();
        assert_eq!(title(None, &name).unwrap(), "My App");
        assert_eq!(title(Some(" a\n\u{1b}[2Jb "), &name).unwrap(), "a [2Jb");
        assert!(title(Some(" \n"), &name).is_err());
    }

    #[test]
    fn a_path_is_shown_as_a_shell_takes_it() {
        assert_eq!(quoted("../myapp"), "../myapp");
        assert_eq!(quoted("/tmp/it's/x"), r"'/tmp/it'\''s/x'");
    }
}
