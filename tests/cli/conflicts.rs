//! What is there already is never overwritten unasked, whatever is wrong with asking.
//! Each test compares the whole folder before and after.

use support::{Workbench, piped};

fn edited() -> Workbench {
    let bench = Workbench::minimal();
    bench.run("gen handler subscribe").succeeds();
    bench.edit(
        "src/handlers/subscribe.rs",
        "use liveview::prelude::*;",
        "use liveview::prelude::*; // mine",
    );
    bench
}

#[test]
fn an_edited_file_stops_everything() {
    let bench = edited();
    std::fs::remove_file(bench.path("templates/subscribe.html")).unwrap();
    bench
        .run("gen handler subscribe")
        .refused("LV0118", 3)
        .says("src/handlers/subscribe.rs");
}

#[test]
fn only_force_replaces() {
    let bench = edited();
    for quiet in ["--yes", "--no-input", "--quiet", "--yes --no-input -q"] {
        bench
            .run(&format!("gen handler subscribe {quiet}"))
            .refused("LV0118", 3);
    }
    let words = ["gen", "handler", "subscribe"];
    bench
        .run_reading(&words, piped("y\ny\ny\n"))
        .refused("LV0118", 3);
    bench
        .run("gen handler subscribe --force")
        .succeeds()
        .changed(&["edited src/handlers/subscribe.rs"]);
    assert!(!bench.read("src/handlers/subscribe.rs").contains("mine"));
}

#[test]
fn skipping_leaves_it_and_says_so() {
    let bench = edited();
    std::fs::remove_file(bench.path("templates/subscribe.html")).unwrap();
    bench
        .run("gen handler subscribe --skip-existing")
        .succeeds()
        .changed(&["created templates/subscribe.html"])
        .says("skipped src/handlers/subscribe.rs (has other content)");
    bench
        .run("gen handler subscribe --skip-existing --force")
        .exits(2)
        .wrote_nothing();
}

#[test]
fn the_difference_is_shown_and_the_exit_code_is_that_of_a_conflict() {
    let bench = edited();
    let run = bench.run("gen handler subscribe --diff");
    run.exits(3)
        .wrote_nothing()
        .says("error[LV0118]")
        .prints("-use liveview::prelude::*; // mine\n");
    bench
        .run("gen handler subscribe --check")
        .exits(3)
        .wrote_nothing();
    bench
        .run("gen handler subscribe --dry-run")
        .exits(3)
        .wrote_nothing()
        .prints("conflict src/handlers/subscribe.rs");
    let error = bench
        .run("gen handler subscribe --json")
        .exits(3)
        .wrote_nothing()
        .json();
    assert_eq!(
        (
            error["error"]["code"].as_str(),
            error["error"]["exit"].as_u64()
        ),
        (Some("LV0118"), Some(3))
    );
}

#[test]
fn the_same_handler_in_another_place_is_found() {
    let bench = Workbench::minimal();
    bench.edit(
        "src/handlers/greet.rs",
        "#[handler]",
        "#[handler(\"subscribe\")]",
    );
    bench
        .run("gen handler subscribe")
        .refused("LV0118", 3)
        .says("src/handlers/greet.rs:");
}

#[test]
fn another_spelling_is_the_same_file_to_some_systems() {
    let bench = Workbench::minimal();
    bench
        .write("src/handlers/UserName.rs", "")
        .write("templates/user-list.html", "");
    bench
        .run("gen handler user_list")
        .refused("LV0118", 3)
        .says("user-list.html");
    bench.write("src/handlers/Admin/x.rs", "");
    bench
        .run("gen handler admin/users")
        .refused("LV0118", 3)
        .says("src/handlers/Admin");
}

#[test]
fn a_module_has_one_file() {
    let bench = Workbench::minimal();
    bench
        .write("src/handlers/admin.rs", "")
        .write("src/handlers/admin/mod.rs", "");
    bench.run("gen handler admin/users").refused("LV0119", 3);
    let bench = Workbench::minimal();
    bench.run("gen handler admin/users").succeeds();
    bench
        .run("gen handler admin")
        .refused("LV0119", 3)
        .says("src/handlers/admin/mod.rs");
}

#[test]
fn a_handler_may_get_handlers_below_it() {
    let bench = Workbench::minimal();
    bench.run("gen handler admin").succeeds();
    bench.run("gen handler admin/users").succeeds();
    assert!(!bench.path("src/handlers/admin/mod.rs").exists());
    let list = bench.run("handlers").succeeds().stdout.clone();
    assert!(
        list.contains("admin ") && list.contains("admin/users ") && !list.contains("no `mod` line"),
        "{list}"
    );
}

#[test]
fn a_folder_in_the_place_of_a_file_is_left() {
    let bench = Workbench::minimal();
    bench.write("src/handlers/subscribe.rs/x", "");
    bench.run("gen handler subscribe").refused("LV0118", 3);
    bench.write("templates/admin", "a file");
    bench.run("gen handler admin/users").refused("LV0118", 3);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_leaves_everything_as_it_was() {
    use std::{fs, os::unix::fs::PermissionsExt};
    let bench = Workbench::minimal();
    let templates = bench.path("templates");
    fs::set_permissions(&templates, fs::Permissions::from_mode(0o555)).unwrap();
    // Who may do everything cannot be kept from writing.
    let allowed = fs::write(templates.join("probe"), "").is_ok();
    if allowed {
        fs::remove_file(templates.join("probe")).unwrap();
    } else {
        bench
            .run("gen handler subscribe")
            .exits(1)
            .says("error: ")
            .wrote_nothing();
    }
    fs::set_permissions(&templates, fs::Permissions::from_mode(0o755)).unwrap();
    bench.run("gen handler subscribe").succeeds();
}

#[test]
fn two_at_once_leave_what_one_of_them_would() {
    let bench = Workbench::minimal();
    let runs: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = ["subscribe", "subscribe", "admin/users", "orders"]
            .map(|name| {
                let mut command = bench.command(&support::binary());
                command.args(["gen", "handler", name]);
                scope.spawn(move || (name, command.output().unwrap()))
            })
            .into();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    // Each waits for the one before it, and finds the project as that one left it.
    for (name, output) in runs {
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{name}: {said}");
        bench.run(&format!("gen handler {name}")).succeeds();
    }
    let module = bench.read("src/handlers/mod.rs");
    assert!(
        module.ends_with("mod admin;\nmod greet;\nmod orders;\nmod subscribe;\n"),
        "{module}"
    );
    let tree = bench.tree();
    let left: Vec<_> = tree
        .files()
        .into_iter()
        .filter(|file| file.contains(".liveview-"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
