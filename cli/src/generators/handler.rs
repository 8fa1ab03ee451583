//! `gen handler NAME`: the handler with its tests, its template, and its `mod` line.
//! A checked name goes in, a plan comes out; the texts are in `templates/gen/handler`.

use liveview_templates::Operation;
use serde_json::json;

use super::declare;
use crate::{
    declared,
    error::{Code, Error, Result},
    names::Name,
    plan::{Draft, Existing, Plan},
    project::Project,
};

/// What adding the handler `name` to the project takes.
///
/// # Errors
///
/// When something else is in the way: a handler of that name, a module with two files, a file that does not parse.
pub fn handler(project: &Project, name: &Name, existing: Existing) -> Result<Plan> {
    let values = json!({
        "path": name.path(),
        "snake": name.snake(),
        "kebab": name.kebab(),
        "pascal": name.pascal(),
        "title": name.title(),
    });
    let operations = liveview_templates::generate("handler", &values)
        .map_err(|error| Error::bug("the handler's template does not render").cause(&error))?;
    let mut draft = Draft::new(&project.root, existing)?;
    for operation in operations {
        match operation {
            Operation::Create(file) => {
                let why = if file.path.ends_with(".rs") {
                    "the handler and its tests"
                } else {
                    "its template"
                };
                let bytes = declare::formatted(&project.root, &file.path, file.bytes.into_owned());
                draft.file(&file.path, bytes, why)?;
            }
            Operation::Declare { file } => {
                not_registered_elsewhere(project, &name.path(), &file)?;
                declare::declare(&mut draft, &file)?;
            }
        }
    }
    Ok(draft.finish())
}

/// Two handlers of one name are an error when the application starts; here it is noticed before.
fn not_registered_elsewhere(project: &Project, name: &str, file: &str) -> Result<()> {
    let Some((other, line)) = declared::elsewhere(&project.root, name, file)? else {
        return Ok(());
    };
    let message = format!("`{name}` already exists at {other}:{line}");
    Err(Error::coded(Code::Exists, message)
        .hint("choose another name; `liveview handlers` lists those there are"))
}
