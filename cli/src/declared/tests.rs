//! A small source tree on disk, and what is read from it.
//! Whatever is found is compared as text, so that a failure shows the whole list.

use std::{fs, path::Path};

use super::*;

fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(&folder.path().join(path), text);
    }
    folder
}

#[expect(clippy::disallowed_methods, reason = "a test makes its own folder")]
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn listed(declared: &Declared) -> Vec<String> {
    let row = |handler: &Handler| {
        let linked = if handler.linked { "" } else { " unlinked" };
        format!("{} {}:{}{linked}", handler.name, handler.file, handler.line)
    };
    declared.handlers.iter().map(row).collect()
}

#[test]
fn handlers_are_named_as_the_registry_names_them() {
    let folder = tree(&[
        ("src/lib.rs", "mod handlers;\nmod other;\n"),
        ("src/handlers/mod.rs", "mod admin;\nmod chat;\n"),
        (
            "src/handlers/chat.rs",
            "#[handler]\npub async fn chat() {}\n\n#[handler]\n/// Joins.\npub async fn chat_join() {}\n",
        ),
        ("src/handlers/admin/mod.rs", "mod users;\n"),
        (
            "src/handlers/admin/users.rs",
            "#[liveview::handler]\nasync fn users() {}\n#[handler(\"given\", state = crate::Other)]\nasync fn named() {}\n",
        ),
        (
            "src/other.rs",
            "#[handler(state = Other)]\nasync fn other() {}\n#[not_a::handler]\nfn no() {}\n",
        ),
    ]);
    let declared = read(folder.path()).unwrap();
    assert_eq!(
        listed(&declared),
        [
            "admin/users src/handlers/admin/users.rs:2",
            "chat src/handlers/chat.rs:2",
            "chat_join src/handlers/chat.rs:6",
            "given src/handlers/admin/users.rs:4",
            "other src/other.rs:2",
        ]
    );
}

#[test]
fn a_file_that_no_mod_line_reaches_is_told_apart() {
    let folder = tree(&[
        (
            "src/main.rs",
            "mod handlers { mod inline; }\n#[path = \"odd/place.rs\"]\nmod placed;\n",
        ),
        (
            "src/handlers/inline.rs",
            "#[handler]\nasync fn inline() {}\n",
        ),
        (
            "src/handlers/forgotten.rs",
            "#[handler]\nasync fn forgotten() {}\n",
        ),
        ("src/odd/place.rs", "#[handler]\nasync fn placed() {}\n"),
        ("src/bin/tool.rs", "mod helper;\n"),
        ("src/bin/helper.rs", "#[handler]\nasync fn helper() {}\n"),
    ]);
    let declared = read(folder.path()).unwrap();
    assert_eq!(
        listed(&declared),
        [
            "forgotten src/handlers/forgotten.rs:2 unlinked",
            "helper src/bin/helper.rs:2",
            "inline src/handlers/inline.rs:2",
            "placed src/odd/place.rs:2",
        ]
    );
}

#[test]
fn what_does_not_parse_is_named_and_the_rest_is_read() {
    let folder = tree(&[
        ("src/lib.rs", "mod good;\nmod bad;\n"),
        (
            "src/good.rs",
            "#[handler]\nasync fn good() {}\n#[cfg(test)]\nmod tests {\n #[handler]\n async fn hidden() {}\n}\n",
        ),
        ("src/bad.rs", "fn broken( {\n"),
    ]);
    let declared = read(folder.path()).unwrap();
    assert_eq!(listed(&declared), ["good src/good.rs:2"]);
    assert_eq!(declared.unreadable.len(), 1);
    assert_eq!(declared.unreadable[0].file, "src/bad.rs");
    assert_eq!(declared.unreadable[0].place.0, 1);
}

#[test]
fn a_project_without_source_declares_nothing() {
    let declared = read(tree(&[("Cargo.toml", "")]).path()).unwrap();
    assert!(declared.handlers.is_empty() && declared.unreadable.is_empty());
}
