//! Makes a member's manifest stand alone: what it inherits is written out, what only we need is dropped.
//! Text to text, for the runtime's manifests; the apps' own inherit nothing.

use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

use crate::Result;

/// Tables that a vendored copy has no use for.
const OURS: [&str; 4] = ["dev-dependencies", "lints", "bench", "example"];

pub(crate) fn stand_alone(manifest: &str, workspace: &str) -> Result<String> {
    let workspace: DocumentMut = workspace.parse()?;
    let mut manifest: DocumentMut = manifest.parse()?;
    for table in OURS {
        manifest.remove(table);
    }
    let mut quiet = Table::new();
    quiet.set_implicit(true);
    quiet.insert(
        "rust",
        lints(&["deprecated", "unfulfilled_lint_expectations", "unused"]),
    );
    quiet.insert("clippy", lints(&["all"]));
    manifest.insert("lints", Item::Table(quiet));
    let package = manifest["package"]
        .as_table_mut()
        .ok_or("a manifest without [package]")?;
    let inherited: Vec<String> = package
        .iter()
        .filter(|(_, item)| item.get("workspace").is_some())
        .map(|(key, _)| key.to_owned())
        .collect();
    for key in inherited {
        let value: &Item = &workspace["workspace"]["package"][&key];
        let value = value
            .as_value()
            .ok_or_else(|| format!("the workspace has no `{key}`"))?;
        package.insert(&key, Item::Value(value.clone()));
    }
    let text = manifest.to_string();
    if text.contains("workspace") {
        return Err("a vendored manifest still leans on the workspace".into());
    }
    Ok(text)
}

/// A project is checked with the lints of its own toolchain, newer than ours perhaps. They are for its own code.
fn lints(names: &[&str]) -> Item {
    let mut table = Table::new();
    for name in names {
        let value = if *name == "all" || *name == "unused" {
            // A group gives way to the lints that the source names itself.
            InlineTable::from_iter([
                ("level", Value::from("allow")),
                ("priority", Value::from(-1)),
            ])
            .into()
        } else {
            Value::from("allow")
        };
        table.insert(name, Item::Value(value));
    }
    Item::Table(table)
}
