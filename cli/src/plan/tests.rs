//! Plans on a real file system, and with a disk that fails at each step in turn.
//! After every failure the tree is as before, or as after: each test compares all of it. One table for all the
//! operations, which is why it is longer than other files.

#![expect(
    clippy::disallowed_methods,
    reason = "tests make the projects that they plan for"
)]

use std::{
    cell::Cell,
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    apply::{apply_on, create_on},
    disk::{Disk, Real},
    *,
};
use crate::error::{Code, Exit};

/// Every path below a folder, with its content; folders have none.
fn tree(root: &Path) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path.clone());
                found.insert(path, None);
            } else {
                let bytes = fs::read(&path).unwrap_or_default();
                found.insert(path, Some(bytes));
            }
        }
    }
    found
}

/// The real disk, failing at one step. What comes after, the putting back, works again.
struct Failing {
    at: usize,
    step: usize,
}

impl Failing {
    fn step(&mut self) -> io::Result<()> {
        self.step += 1;
        if self.step == self.at {
            Err(io::Error::other("the disk is full"))
        } else {
            Ok(())
        }
    }
}

impl Disk for Failing {
    fn create_dir(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        Real.create_dir(path)
    }
    fn write(&mut self, path: &Path, bytes: &[u8], private: bool) -> io::Result<()> {
        if self.step().is_err() {
            // A full disk takes a part of it.
            Real.write(path, &bytes[..bytes.len() / 2], private)?;
            return Err(io::Error::other("the disk is full"));
        }
        Real.write(path, bytes, private)
    }
    fn copy_permissions(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        Real.copy_permissions(from, to)
    }
    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        Real.rename(from, to)
    }
    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        Real.remove_file(path)
    }
    fn remove_dir(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        Real.remove_dir(path)
    }
    fn remove_staged(&mut self, path: &Path) -> io::Result<()> {
        self.step()?;
        Real.remove_staged(path)
    }
}

/// A project with two files to edit, and a plan that creates three and edits two.
fn project() -> (tempfile::TempDir, Plan) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("src/handlers")).unwrap();
    fs::write(folder.path().join("src/lib.rs"), "mod handlers;\n").unwrap();
    fs::write(folder.path().join("src/handlers/mod.rs"), "mod greet;\n").unwrap();
    let mut draft = Draft::new(folder.path(), Existing::Refuse).unwrap();
    draft
        .file(
            "src/handlers/admin/users.rs",
            b"// users\n".to_vec(),
            "the handler",
        )
        .unwrap();
    draft
        .file(
            "templates/admin/users.html",
            b"<p>\n".to_vec(),
            "its template",
        )
        .unwrap();
    draft
        .edit(
            "src/handlers/admin/mod.rs",
            "mod users;\n".into(),
            "links it",
        )
        .unwrap();
    draft
        .edit(
            "src/handlers/mod.rs",
            "mod admin;\nmod greet;\n".into(),
            "links it",
        )
        .unwrap();
    draft
        .edit(
            "src/lib.rs",
            "//! A crate.\nmod handlers;\n".into(),
            "says so",
        )
        .unwrap();
    (folder, draft.finish())
}

#[test]
fn a_plan_is_applied_whole_and_leaves_nothing_beside() {
    let (folder, plan) = project();
    apply(&plan).unwrap();
    let tree = tree(folder.path());
    let files: Vec<_> = tree.iter().filter(|(_, bytes)| bytes.is_some()).collect();
    assert_eq!(files.len(), 5);
    assert_eq!(
        fs::read_to_string(folder.path().join("src/handlers/mod.rs")).unwrap(),
        "mod admin;\nmod greet;\n"
    );
}

#[test]
fn a_failure_at_any_step_leaves_the_tree_as_it_was() {
    let mut steps = 0;
    loop {
        let (folder, plan) = project();
        let before = tree(folder.path());
        let mut disk = Failing {
            at: steps + 1,
            step: 0,
        };
        match apply_on(&plan, &mut disk, &|| false) {
            Ok(()) => break,
            Err(error) => {
                assert_eq!(error.exit(), Exit::Failed);
                assert_eq!(
                    tree(folder.path()),
                    before,
                    "after a failure at step {}",
                    steps + 1
                );
            }
        }
        steps += 1;
    }
    // Three folders, five files written, two permissions, five renames.
    assert_eq!(steps, 15);
}

#[test]
fn an_interruption_at_any_step_leaves_the_tree_as_it_was() {
    let mut asked_at = 0;
    loop {
        let (folder, plan) = project();
        let before = tree(folder.path());
        let asked = Cell::new(0);
        let interrupted = || asked.replace(asked.get() + 1) == asked_at;
        match apply_on(&plan, &mut Real, &interrupted) {
            Ok(()) => break,
            Err(error) => {
                assert_eq!(error.exit(), Exit::Interrupted);
                assert_eq!(tree(folder.path()), before);
            }
        }
        asked_at += 1;
    }
    assert_eq!(asked_at, 10);
}

#[test]
fn a_new_folder_comes_into_being_at_once_or_not_at_all() {
    let mut steps = 0;
    loop {
        let folder = tempfile::tempdir().unwrap();
        let empty = tempfile::tempdir().unwrap();
        let mut draft = Draft::new(empty.path(), Existing::Refuse).unwrap();
        for path in ["Cargo.toml", "src/main.rs", "src/handlers/mod.rs"] {
            draft.file(path, b"text\n".to_vec(), "").unwrap();
        }
        let plan = Plan {
            root: folder.path().join("deep/er/myapp"),
            ..draft.finish()
        };
        let mut disk = Failing {
            at: steps + 1,
            step: 0,
        };
        match create_on(&plan, &mut disk, &|| false) {
            Ok(()) => {
                assert_eq!(tree(folder.path()).len(), 8);
                break;
            }
            Err(_) => assert_eq!(
                tree(folder.path()),
                BTreeMap::new(),
                "after a failure at step {}",
                steps + 1
            ),
        }
        steps += 1;
    }
    // Two parents, the staged folder, two folders in it, three files, the rename.
    assert_eq!(steps, 9);
}

#[test]
fn what_changed_since_the_plan_was_made_is_not_overwritten() {
    let (folder, plan) = project();
    fs::write(folder.path().join("src/lib.rs"), "mod handlers; // mine\n").unwrap();
    let before = tree(folder.path());
    assert_eq!(apply(&plan).unwrap_err().code(), Some(Code::Exists));
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_second_plan_has_nothing_to_do() {
    let (folder, plan) = project();
    apply(&plan).unwrap();
    let mut draft = Draft::new(folder.path(), Existing::Refuse).unwrap();
    draft
        .file("templates/admin/users.html", b"<p>\n".to_vec(), "")
        .unwrap();
    draft
        .edit("src/handlers/mod.rs", "mod admin;\nmod greet;\n".into(), "")
        .unwrap();
    let plan = draft.finish();
    assert!(!plan.writes());
    assert!(
        plan.operations
            .iter()
            .all(|operation| operation.action == Action::Identical)
    );
}

#[test]
fn other_content_is_a_conflict_unless_said_otherwise() {
    for (existing, action, writes) in [
        (Existing::Refuse, Action::Conflict, false),
        (Existing::Replace, Action::Replace, true),
        (Existing::Keep, Action::Keep, false),
    ] {
        let (folder, _) = project();
        let mut draft = Draft::new(folder.path(), existing).unwrap();
        draft.file("src/lib.rs", b"other\n".to_vec(), "").unwrap();
        let plan = draft.finish();
        assert_eq!(plan.operations[0].action, action);
        assert_eq!(plan.writes(), writes);
        assert_eq!(plan.conflict().is_some(), existing == Existing::Refuse);
    }
}

#[cfg(unix)]
#[test]
fn nothing_is_written_through_a_way_out() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let (folder, _) = project();
    symlink(outside.path(), folder.path().join("src/out")).unwrap();
    symlink(
        outside.path().join("nothing"),
        folder.path().join("src/dangling.rs"),
    )
    .unwrap();
    symlink("lib.rs", folder.path().join("src/alias.rs")).unwrap();
    fs::create_dir(folder.path().join("src/folder.rs")).unwrap();
    let mut draft = Draft::new(folder.path(), Existing::Replace).unwrap();
    for (path, code) in [
        ("src/out/x.rs", Code::LeavesProject),
        ("src/dangling.rs", Code::LeavesProject),
        ("../x.rs", Code::LeavesProject),
        ("src/folder.rs", Code::Exists),
        ("src/lib.rs/x.rs", Code::Exists),
        ("src/Handlers/x.rs", Code::Exists),
        ("src/handlers/Mod.rs", Code::Exists),
    ] {
        let error = draft.file(path, b"x".to_vec(), "").expect_err(path);
        assert_eq!(error.code(), Some(code), "{path}: {error}");
    }
    // A link inside the project is followed: the file changes, the link stays.
    draft
        .edit("src/alias.rs", "// edited\n".into(), "")
        .unwrap();
    apply(&draft.finish()).unwrap();
    assert!(folder.path().join("src/alias.rs").is_symlink());
    assert_eq!(
        fs::read_to_string(folder.path().join("src/lib.rs")).unwrap(),
        "// edited\n"
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn a_diff_shows_what_comes_and_goes() {
    let (_folder, plan) = project();
    let text = diff(&plan, crate::ui::Style::new(false));
    assert!(
        text.contains("--- /dev/null\n+++ b/templates/admin/users.html\n"),
        "{text}"
    );
    assert!(text.contains("--- a/src/handlers/mod.rs\n+++ b/src/handlers/mod.rs\n@@ -1 +1,2 @@\n+mod admin;\n mod greet;\n"));
}

fn inserted(source: &str, module: &str) -> String {
    match insert_mod(source, module) {
        Insertion::Inserted(text) => text,
        other => panic!("{source:?}: {other:?}"),
    }
}

#[test]
fn a_mod_line_goes_where_rustfmt_would_have_it() {
    for (source, module, expected) in [
        ("", "b", "mod b;\n"),
        ("mod a;\nmod c;\n", "b", "mod a;\nmod b;\nmod c;\n"),
        ("mod a;\n", "b", "mod a;\nmod b;\n"),
        ("mod c;\n", "b", "mod b;\nmod c;\n"),
        ("mod a;", "b", "mod a;\nmod b;\n"),
        ("mod a; mod c;\n", "b", "mod a; mod c;\nmod b;\n"),
        ("mod v2;\n", "v10", "mod v10;\nmod v2;\n"),
        (
            "mod user;\nmod users;\n",
            "user_list",
            "mod user;\nmod user_list;\nmod users;\n",
        ),
        (
            "//! Docs.\n\nmod a;\n",
            "b",
            "//! Docs.\n\nmod a;\nmod b;\n",
        ),
        ("//! Docs.\n", "b", "//! Docs.\n\nmod b;\n"),
        ("//! Docs.", "b", "//! Docs.\n\nmod b;\n"),
        (
            "//! Docs.\n\nuse x::y;\n",
            "b",
            "//! Docs.\n\nmod b;\n\nuse x::y;\n",
        ),
        (
            "//! Docs.\nuse x::y;\n",
            "b",
            "//! Docs.\n\nmod b;\n\nuse x::y;\n",
        ),
        ("use x::y;\n", "b", "mod b;\n\nuse x::y;\n"),
        // Comments and attributes stay with what they are about.
        (
            "// About c.\nmod c;\n",
            "b",
            "mod b;\n// About c.\nmod c;\n",
        ),
        (
            "mod a; // About a.\n// About c.\nmod c;\n",
            "b",
            "mod a; // About a.\nmod b;\n// About c.\nmod c;\n",
        ),
        (
            "#[cfg(unix)]\nmod c;\n",
            "b",
            "mod b;\n#[cfg(unix)]\nmod c;\n",
        ),
        (
            "/// About c.\n#[cfg(unix)]\nmod c;\n",
            "b",
            "mod b;\n/// About c.\n#[cfg(unix)]\nmod c;\n",
        ),
        (
            "#[cfg(unix)]\nmod a;\n\n#[cfg(test)]\nmod tests {}\n",
            "b",
            "#[cfg(unix)]\nmod a;\nmod b;\n\n#[cfg(test)]\nmod tests {}\n",
        ),
        (
            "macro_rules! m { () => { mod x; } }\nmod a;\n",
            "b",
            "macro_rules! m { () => { mod x; } }\nmod a;\nmod b;\n",
        ),
        // A module in a comment or a string is none.
        (
            "/*\nmod b;\n*/\nmod a;\n",
            "b",
            "/*\nmod b;\n*/\nmod a;\nmod b;\n",
        ),
        (
            "const X: &str = \"\nmod b;\n\";\nmod a;\n",
            "b",
            "const X: &str = \"\nmod b;\n\";\nmod a;\nmod b;\n",
        ),
        // Line ends and byte-order marks stay.
        (
            "mod a;\r\nmod c;\r\n",
            "b",
            "mod a;\r\nmod b;\r\nmod c;\r\n",
        ),
        ("\u{feff}mod c;\n", "b", "\u{feff}mod b;\nmod c;\n"),
        (
            "//! Größe: ü.\n\nmod a; // ü\nmod c;\n",
            "b",
            "//! Größe: ü.\n\nmod a; // ü\nmod b;\nmod c;\n",
        ),
    ] {
        assert_eq!(inserted(source, module), expected, "{source:?}");
        assert_eq!(
            insert_mod(expected, module),
            Insertion::Present,
            "{expected:?}"
        );
    }
}

#[test]
fn a_mod_line_is_not_put_where_it_would_not_do() {
    assert_eq!(
        insert_mod("#[cfg(unix)]\nmod b;\n", "b"),
        Insertion::Present
    );
    assert_eq!(
        insert_mod("\nmod tests {}\n", "tests"),
        Insertion::Inline { line: 2 }
    );
    assert!(matches!(
        insert_mod("mod a\n\nfn {", "b"),
        Insertion::Broken { line: 3, .. }
    ));
}
