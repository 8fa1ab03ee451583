//! The generators' templates: what each kind of `gen` writes, declared in a `template.toml` beside the text.
//! Data in, texts and module names out; the command makes a plan of them.

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use crate::{File, error::Error, render::Renderer};

static KINDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/gen");

/// One thing that a generator does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Writes a file.
    Create(File),
    /// Declares the module in this file, in the `mod.rs` of its folder and of the folders above it.
    Declare {
        /// The module's file, relative to the project.
        file: String,
    },
}

/// A generator's `template.toml`.
#[derive(Deserialize)]
struct Declaration {
    operation: Vec<Step>,
}

/// `create` with `from`, or `declare`.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Step {
    Create { create: String, from: String },
    Declare { declare: String },
}

/// Renders what `gen KIND` writes, in its order.
///
/// # Errors
///
/// When there is no such kind, or a template of it does not parse or render with these values.
pub fn generate(kind: &str, values: &impl Serialize) -> Result<Vec<Operation>, Error> {
    let name = format!("{kind}/template.toml");
    let declaration: Declaration = toml::from_str(text(&name)?).map_err(|source| Error::Parse {
        name: format!("gen/{name}"),
        source: Box::new(source),
    })?;
    let renderer = Renderer::new();
    let render = |text: &str| renderer.render(&format!("gen/{name}"), text, values);
    let mut operations = Vec::new();
    for step in declaration.operation {
        operations.push(match step {
            Step::Create { create, from } => {
                let from = format!("{kind}/{from}");
                let rendered = renderer.render(&format!("gen/{from}"), text(&from)?, values)?;
                Operation::Create(File {
                    path: render(&create)?,
                    bytes: rendered.into_bytes().into(),
                })
            }
            Step::Declare { declare } => Operation::Declare {
                file: render(&declare)?,
            },
        });
    }
    Ok(operations)
}

fn text(path: &str) -> Result<&'static str, Error> {
    KINDS
        .get_file(path)
        .and_then(include_dir::File::contents_utf8)
        .ok_or_else(|| Error::Pack {
            path: format!("gen/{path}"),
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_handler_is_a_file_a_template_and_a_mod_line() {
        let values = json!({
            "path": "admin/user_list", "snake": "user_list", "kebab": "user-list", "pascal": "UserList", "title": "User List",
        });
        let operations = generate("handler", &values).unwrap();
        let [
            Operation::Create(handler),
            Operation::Create(template),
            Operation::Declare { file },
        ] = &operations[..]
        else {
            panic!("{operations:?}");
        };
        assert_eq!(handler.path, "src/handlers/admin/user_list.rs");
        assert_eq!(template.path, "templates/admin/user_list.html");
        assert_eq!(file, "src/handlers/admin/user_list.rs");
        let handler = String::from_utf8_lossy(&handler.bytes);
        assert!(
            handler.contains("pub async fn user_list(Form(form): Form<UserListForm>)"),
            "{handler}"
        );
        assert!(
            handler.contains(r#"template("admin/user_list.html""#),
            "{handler}"
        );
        let template = String::from_utf8_lossy(&template.bytes);
        assert!(template.ends_with("<p>{{ name }}</p>\n"), "{template}");
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = generate("nothing", &json!({})).unwrap_err().to_string();
        assert!(error.contains("gen/nothing/template.toml"), "{error}");
        let error = generate("handler", &json!({})).unwrap_err().to_string();
        assert!(error.contains("gen/handler/"), "{error}");
    }
}
