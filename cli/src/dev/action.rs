//! What is to be done about a `ChangeSet`: build and swap, restart, push to the pages, warn, or nothing.
//! Pure. Manifests and settings are judged by the fields that changed, so that a comment starts no build.

use std::collections::BTreeSet;

use super::change::{Change, Kind};
use super::dotenv;

/// What one batch of edits asks for. Several may be due at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Actions {
    /// Build, and swap the app when that succeeds: because of these files.
    pub(crate) build: Vec<String>,
    /// Start the app again as it is built: because of these files.
    pub(crate) restart: Vec<String>,
    /// Templates that the app is to read again, named as it names them.
    pub(crate) templates: Vec<String>,
    /// Stylesheets that pages are to load again, by URL.
    pub(crate) styles: Vec<String>,
    /// Other assets that pages are to load again, by URL.
    pub(crate) assets: Vec<String>,
    /// Scripts cannot be swapped in place: pages are loaded again.
    pub(crate) scripts: Vec<String>,
    /// What only a new `liveview dev` takes up.
    pub(crate) warnings: Vec<String>,
}

/// Plans what to do about these changes.
pub(crate) fn plan(changes: &[Change]) -> Actions {
    let mut actions = Actions::default();
    for change in changes {
        let path = change.path.to_string_lossy().replace('\\', "/");
        match change.kind {
            Kind::Template => actions.templates.push(below(&path, "templates/")),
            Kind::Style => actions.styles.push(format!("/{path}")),
            Kind::Asset => actions.assets.push(format!("/{path}")),
            Kind::Script => actions.scripts.push(format!("/{path}")),
            Kind::Rust | Kind::Cargo => actions.build.push(path),
            Kind::Manifest => manifest(&mut actions, path, change),
            Kind::Config => config(&mut actions, &path, change),
            Kind::Environment => environment(&mut actions, path, change),
        }
    }
    if !actions.build.is_empty() {
        // The swap that follows the build starts the app anew.
        actions.restart.clear();
    }
    actions
}

fn below(path: &str, folder: &str) -> String {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

/// Fields that reach no debug build.
const NOT_IN_THE_BUILD: [&str; 6] = [
    "dev-dependencies",
    "lints",
    "bench",
    "test",
    "example",
    "badges",
];

fn manifest(actions: &mut Actions, path: String, change: &Change) {
    let Some(fields) = changed_fields(change) else {
        // Cargo says what is wrong with it, and where.
        actions.build.push(path);
        return;
    };
    let built = |field: &String| {
        let mut parts = field.split('.');
        match (parts.next().unwrap_or_default(), parts.next()) {
            ("package", Some("metadata")) => false,
            ("profile", Some(profile)) => profile == "dev",
            (table, _) => !NOT_IN_THE_BUILD.contains(&table),
        }
    };
    if fields.contains("package.name") {
        actions.warnings.push(format!(
            "{path}: the package has another name; start `liveview dev` again"
        ));
    }
    if fields.iter().any(built) {
        actions.build.push(path);
    }
}

fn config(actions: &mut Actions, path: &str, change: &Change) {
    match changed_fields(change) {
        None => actions.warnings.push(format!(
            "{path}: cannot be read as TOML; the settings stay as they were"
        )),
        Some(fields) => {
            actions
                .warnings
                .extend(
                    fields
                        .iter()
                        .filter(|field| field.starts_with("dev."))
                        .map(|field| {
                            format!(
                                "{path}: `{field}` counts from the next start of `liveview dev`"
                            )
                        }),
                )
        }
    }
}

fn environment(actions: &mut Actions, path: String, change: &Change) {
    let (before, after) = texts(change);
    let (before, after) = (dotenv::parse(before), dotenv::parse(after));
    for line in &after.unreadable {
        actions.warnings.push(format!(
            "{path}:{line}: not `NAME=value`; the line is left out"
        ));
    }
    if before.variables != after.variables {
        actions.restart.push(path);
    }
}

fn texts(change: &Change) -> (&str, &str) {
    change
        .texts
        .as_ref()
        .map_or(("", ""), |(before, after)| (before, after))
}

/// The fields that differ, as `table.field`; `None` when either side is not TOML.
fn changed_fields(change: &Change) -> Option<BTreeSet<String>> {
    let (before, after) = texts(change);
    let (before, after) = (
        before.parse::<toml::Table>().ok()?,
        after.parse::<toml::Table>().ok()?,
    );
    let mut changed = BTreeSet::new();
    let tables: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    for table in tables {
        match (before.get(table), after.get(table)) {
            (one, other) if one == other => {}
            (Some(toml::Value::Table(one)), Some(toml::Value::Table(other))) => {
                let fields: BTreeSet<_> = one.keys().chain(other.keys()).collect();
                let differing = fields
                    .into_iter()
                    .filter(|field| one.get(*field) != other.get(*field));
                changed.extend(differing.map(|field| format!("{table}.{field}")));
            }
            (Some(toml::Value::Table(only)), None) | (None, Some(toml::Value::Table(only))) => {
                changed.extend(only.keys().map(|field| format!("{table}.{field}")));
            }
            _ => {
                changed.insert(table.clone());
            }
        }
    }
    Some(changed)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn change(path: &str, kind: Kind) -> Change {
        Change {
            path: PathBuf::from(path),
            kind,
            texts: None,
        }
    }

    fn edit(path: &str, kind: Kind, before: &str, after: &str) -> Change {
        Change {
            texts: Some((before.into(), after.into())),
            ..change(path, kind)
        }
    }

    #[test]
    fn nothing_changed_is_nothing_to_do() {
        assert_eq!(plan(&[]), Actions::default());
    }

    #[test]
    fn files_that_go_to_pages() {
        let actions = plan(&[
            change("templates/parts/row.html", Kind::Template),
            change("assets/app.css", Kind::Style),
            change("assets/logo.svg", Kind::Asset),
            change("assets/app.js", Kind::Script),
        ]);
        let expected = Actions {
            templates: vec!["parts/row.html".into()],
            styles: vec!["/assets/app.css".into()],
            assets: vec!["/assets/logo.svg".into()],
            scripts: vec!["/assets/app.js".into()],
            ..Actions::default()
        };
        assert_eq!(actions, expected);
    }

    #[test]
    fn a_build_takes_the_restart_with_it() {
        let actions = plan(&[
            change("src/lib.rs", Kind::Rust),
            edit(".env", Kind::Environment, "", "A=1"),
        ]);
        assert_eq!(
            actions,
            Actions {
                build: vec!["src/lib.rs".into()],
                ..Actions::default()
            }
        );
    }

    #[test]
    fn a_manifest_is_judged_by_its_fields() {
        let base = "[package]\nname = \"a\"\n[dependencies]\nserde = \"1\"\n";
        let table = [
            (base.to_owned() + "# a comment\n", false),
            (base.replace("\"1\"", "\"1.0\""), true),
            (base.to_owned() + "[features]\nx = []\n", true),
            (
                base.to_owned() + "[dev-dependencies]\ninsta = \"1\"\n",
                false,
            ),
            (base.to_owned() + "[lints.rust]\nunused = \"warn\"\n", false),
            (base.to_owned() + "[profile.release]\nlto = true\n", false),
            (base.to_owned() + "[profile.dev]\ndebug = 1\n", true),
            (
                base.replace("name = \"a\"\n", "name = \"a\"\nmetadata.x = 1\n"),
                false,
            ),
            (base.to_owned() + "[package", true),
            (String::new(), true),
        ];
        for (after, builds) in table {
            let actions = plan(&[edit("Cargo.toml", Kind::Manifest, base, &after)]);
            assert_eq!(!actions.build.is_empty(), builds, "{after}");
        }
    }

    #[test]
    fn another_package_name_is_more_than_a_build() {
        let actions = plan(&[edit(
            "Cargo.toml",
            Kind::Manifest,
            "package.name = \"a\"",
            "package.name = \"b\"",
        )]);
        assert_eq!((actions.build.len(), actions.warnings.len()), (1, 1));
    }

    #[test]
    fn settings_are_judged_by_their_fields() {
        let table = [
            ("dev.port = 1", "dev.port = 1 # why", 0),
            ("dev.port = 1", "dev.port = 2", 1),
            ("", "[dev]\nport = 2\n", 1),
            ("", "[build]\nout = \"x\"\n", 0),
            ("", "[dev", 1),
        ];
        for (before, after, warnings) in table {
            let actions = plan(&[edit("liveview.toml", Kind::Config, before, after)]);
            assert_eq!(actions.warnings.len(), warnings, "{after}");
            assert!(
                actions.build.is_empty() && actions.restart.is_empty(),
                "{after}"
            );
        }
    }

    #[test]
    fn the_environment_is_judged_by_its_variables() {
        let table = [
            ("A=1", "A=1\n# why", 0, 0),
            ("A=1", "A='1'", 0, 0),
            ("A=1", "A=2", 1, 0),
            ("A=1", "", 1, 0),
            ("A=1", "A=1\nB", 0, 1),
        ];
        for (before, after, restarts, warnings) in table {
            let actions = plan(&[edit(".env", Kind::Environment, before, after)]);
            assert_eq!(
                (actions.restart.len(), actions.warnings.len()),
                (restarts, warnings),
                "{after}"
            );
        }
    }
}
