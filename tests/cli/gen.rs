//! `liveview gen handler`: the files it names and nothing else, and the second time nothing at all.
//! That what it writes compiles is tested in `stamped`.

use support::Workbench;

#[test]
fn a_handler_is_two_files_and_one_line() {
    let bench = Workbench::minimal();
    let before = bench.read("src/handlers/mod.rs");
    let run = bench.run("gen handler subscribe");
    run.succeeds().changed(&[
        "edited src/handlers/mod.rs",
        "created src/handlers/subscribe.rs",
        "created templates/subscribe.html",
    ]);
    assert_eq!(
        bench.read("src/handlers/mod.rs"),
        before.replace("mod greet;\n", "mod greet;\nmod subscribe;\n")
    );
    insta::assert_snapshot!(run.transcript(), @r#"
    exit 0
    -- stderr
    created src/handlers/subscribe.rs
    created templates/subscribe.html
    edited src/handlers/mod.rs

    next: call it from a page with data-liveview-function="subscribe", and try its test: cargo test handlers::subscribe
    "#);
}

#[test]
fn a_nested_handler_brings_its_module() {
    let bench = Workbench::minimal();
    bench.run("gen handler admin/users").succeeds().changed(&[
        "created src/handlers/admin/mod.rs",
        "created src/handlers/admin/users.rs",
        "edited src/handlers/mod.rs",
        "created templates/admin/users.html",
    ]);
    bench.run("gen handler admin/orders").succeeds().changed(&[
        "edited src/handlers/admin/mod.rs",
        "created src/handlers/admin/orders.rs",
        "created templates/admin/orders.html",
    ]);
    let module = bench.read("src/handlers/admin/mod.rs");
    assert!(module.ends_with("mod orders;\nmod users;\n"), "{module}");
    bench
        .run("handlers")
        .succeeds()
        .prints("admin/users")
        .prints("src/handlers/admin/users.rs:");
}

#[test]
fn a_module_in_a_flat_file_is_taken_as_it_is() {
    let bench = Workbench::minimal();
    bench.write("src/handlers/admin.rs", "//! Ours.\n").edit(
        "src/handlers/mod.rs",
        "mod greet;",
        "mod admin;\nmod greet;",
    );
    bench.run("gen handler admin/users").succeeds().changed(&[
        "edited src/handlers/admin.rs",
        "created src/handlers/admin/users.rs",
        "created templates/admin/users.html",
    ]);
    assert_eq!(
        bench.read("src/handlers/admin.rs"),
        "//! Ours.\n\nmod users;\n"
    );
}

#[test]
fn the_second_time_there_is_nothing_to_do() {
    for name in ["subscribe", "admin/users"] {
        let bench = Workbench::minimal();
        bench.run(&format!("gen handler {name}")).succeeds();
        let again = bench.run(&format!("gen handler {name}"));
        again
            .succeeds()
            .wrote_nothing()
            .says("(identical)")
            .says("nothing to do");
        bench
            .run(&format!("gen handler {name} --check"))
            .succeeds()
            .wrote_nothing();
        bench
            .run(&format!("gen handler {name} --diff"))
            .succeeds()
            .wrote_nothing()
            .says("nothing would change");
        bench
            .run(&format!("gen handler {name} --force"))
            .succeeds()
            .wrote_nothing();
    }
}

#[test]
fn what_is_missing_is_added_again() {
    let bench = Workbench::minimal();
    bench.run("gen handler subscribe").succeeds();
    std::fs::remove_file(bench.path("templates/subscribe.html")).unwrap();
    bench
        .run("gen handler subscribe")
        .succeeds()
        .changed(&["created templates/subscribe.html"]);
    bench.edit("src/handlers/mod.rs", "mod subscribe;\n", "");
    bench
        .run("gen handler subscribe")
        .succeeds()
        .changed(&["edited src/handlers/mod.rs"]);
}

#[test]
fn it_shows_what_it_would_write() {
    let bench = Workbench::minimal();
    let run = bench.run("gen handler subscribe --dry-run");
    insta::assert_snapshot!(run.wrote_nothing().transcript(), @r"
    exit 0
    -- stdout
    create src/handlers/subscribe.rs
    create templates/subscribe.html
    edit src/handlers/mod.rs
    -- stderr
    nothing was written
    ");
    let run = bench.run("gen handler subscribe --diff");
    run.succeeds()
        .wrote_nothing()
        .prints("--- /dev/null\n+++ b/src/handlers/subscribe.rs\n")
        .prints("\n+mod subscribe;\n");
    bench
        .run("gen handler subscribe --check")
        .exits(3)
        .wrote_nothing();
}

#[test]
fn a_diff_is_one_that_git_applies() {
    let bench = Workbench::minimal();
    let diff = bench
        .run("gen handler admin/users --diff")
        .succeeds()
        .stdout
        .clone();
    bench.write("../change.diff", &diff);
    let applied = bench
        .command("git".as_ref())
        .args(["apply", "../change.diff"])
        .output()
        .unwrap();
    assert!(
        applied.status.success(),
        "{}\n{diff}",
        String::from_utf8_lossy(&applied.stderr)
    );
    bench
        .run("gen handler admin/users")
        .succeeds()
        .wrote_nothing()
        .says("nothing to do");
}

#[test]
fn the_plan_is_a_document() {
    let bench = Workbench::minimal();
    let planned = bench
        .run("gen handler subscribe --json --dry-run")
        .succeeds()
        .wrote_nothing()
        .json();
    let done = bench.run("gen handler subscribe --json");
    done.succeeds();
    assert_eq!(done.stderr, "");
    let done = done.json();
    assert_eq!(
        (planned["applied"].as_bool(), done["applied"].as_bool()),
        (Some(false), Some(true))
    );
    assert_eq!(planned["operations"], done["operations"]);
    let paths: Vec<_> = done["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| (&o["action"], &o["path"]))
        .collect();
    let mut expected = vec![
        ("create", "src/handlers/subscribe.rs"),
        ("create", "templates/subscribe.html"),
        ("edit", "src/handlers/mod.rs"),
    ];
    expected.retain(|(action, path)| !paths.iter().any(|(a, p)| *a == action && *p == path));
    assert!(expected.is_empty() && paths.len() == 3, "{paths:?}");
    let again = bench
        .run("gen handler subscribe --json")
        .succeeds()
        .wrote_nothing()
        .json();
    assert_eq!(
        (again["applied"].as_bool(), again["changes"].as_bool()),
        (Some(false), Some(false))
    );
}

#[test]
fn it_works_from_any_folder_of_the_project() {
    let bench = Workbench::minimal().within("src/handlers");
    bench
        .run("gen handler one")
        .succeeds()
        .says("src/handlers/one.rs");
    bench.read("one.rs");
    let bench = Workbench::minimal();
    bench.write("../elsewhere/x", "");
    bench
        .run("-C ../shop gen handler two")
        .succeeds()
        .says("src/handlers/two.rs");
    let bench = bench.within("../elsewhere");
    bench
        .run("-C ../shop gen handler three")
        .succeeds()
        .changed(&[
            "edited ../work/shop/src/handlers/mod.rs",
            "created ../work/shop/src/handlers/three.rs",
            "created ../work/shop/templates/three.html",
        ]);
}

#[test]
fn outside_a_project_it_says_so() {
    let bench = Workbench::empty();
    bench.run("gen handler x").refused("LV0141", 4);
    bench.run("handlers").refused("LV0141", 4);
    bench.write(
        "Cargo.toml",
        "[package]\nname = \"other\"\n[dependencies]\nserde = \"1\"\n",
    );
    bench.run("gen handler x").refused("LV0141", 4);
    bench
        .run("-C nowhere gen handler x")
        .exits(4)
        .says("nowhere")
        .wrote_nothing();
}

#[test]
fn a_name_is_checked_before_the_project_is_looked_for() {
    // Either mistake may be told of, but never a success, and nothing is written.
    Workbench::empty()
        .run("gen handler x;rm")
        .wrote_nothing()
        .says("error[LV01");
}

#[test]
fn settings_that_cannot_be_read_are_named_with_their_line() {
    let bench = Workbench::minimal();
    bench.write("liveview.toml", "[dev]\nport = \"many\"\n");
    bench
        .run("gen handler x")
        .refused("LV0143", 4)
        .says("liveview.toml")
        .says("port = \"many\"");
}
