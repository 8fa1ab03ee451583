//! The table of names, for `new` and for `gen handler`: each is refused with its code, before anything is written.
//! What is suggested instead is checked beside the code, in `cli/src/names/tests.rs`.

use support::Workbench;

/// What no handler can be called.
const HANDLERS: &[(&str, &str)] = &[
    ("", "LV0101"),
    ("   ", "LV0101"),
    ("my app", "LV0102"),
    ("x;rm", "LV0103"),
    ("a$b", "LV0103"),
    ("my.app", "LV0103"),
    ("a\\b", "LV0103"),
    ("x\"\n[dependencies]\nevil=\"1", "LV0103"),
    ("a\u{1b}[2Jb", "LV0103"),
    ("1app", "LV0104"),
    ("404", "LV0104"),
    ("match", "LV0105"),
    ("type", "LV0105"),
    ("async", "LV0105"),
    ("gen", "LV0105"),
    ("self", "LV0105"),
    ("crate", "LV0105"),
    ("mod", "LV0105"),
    ("_", "LV0105"),
    ("café", "LV0106"),
    ("検索", "LV0106"),
    ("../x", "LV0107"),
    ("a/../b", "LV0107"),
    ("./x", "LV0107"),
    ("../../src/main", "LV0107"),
    ("/etc/x", "LV0108"),
    ("C:\\x", "LV0108"),
    ("~/x", "LV0108"),
    ("a//b", "LV0109"),
    ("a/", "LV0109"),
    ("/", "LV0109"),
    ("con", "LV0110"),
    ("NUL", "LV0110"),
    ("admin/com1", "LV0110"),
    ("lib", "LV0111"),
    ("main", "LV0111"),
    ("a/b/c/d/e/f/g", "LV0115"),
    ("-x", "LV0116"),
    ("_x", "LV0117"),
    ("a__b", "LV0117"),
    ("x-", "LV0117"),
    ("handlers", "LV0123"),
    ("admin/admin", "LV0123"),
    ("Users/users-handler", "LV0123"),
];

/// What no project can be called, by its path or with `--name`.
const APPS: &[(&str, &str)] = &[
    ("   ", "LV0101"),
    ("my app", "LV0102"),
    ("x;rm", "LV0103"),
    ("a$b", "LV0103"),
    ("my.app", "LV0103"),
    ("x\"\n[dependencies]\nevil=\"1", "LV0103"),
    ("1app", "LV0104"),
    ("404", "LV0104"),
    ("match", "LV0105"),
    ("type", "LV0105"),
    ("async", "LV0105"),
    ("gen", "LV0105"),
    ("self", "LV0105"),
    ("crate", "LV0105"),
    ("mod", "LV0105"),
    ("_", "LV0105"),
    ("café", "LV0106"),
    ("検索", "LV0106"),
    ("con", "LV0110"),
    ("NUL", "LV0110"),
    ("com1", "LV0110"),
    ("lib", "LV0111"),
    ("main", "LV0111"),
    ("test", "LV0112"),
    ("core", "LV0112"),
    ("std", "LV0112"),
    ("alloc", "LV0112"),
    ("proc_macro", "LV0112"),
    ("build", "LV0113"),
    ("deps", "LV0113"),
    ("examples", "LV0113"),
    ("incremental", "LV0113"),
    ("liveview", "LV0114"),
    ("axum", "LV0114"),
    ("tokio", "LV0114"),
    ("serde", "LV0114"),
    ("hyper-util", "LV0114"),
    ("_x", "LV0117"),
    ("a__b", "LV0117"),
    ("x-", "LV0117"),
];

#[test]
fn no_handler_is_called_that() {
    let bench = Workbench::minimal();
    for (name, code) in HANDLERS {
        bench.run_with(&["gen", "handler", name]).refused(code, 2);
    }
    bench
        .run_with(&["gen", "handler", &"a".repeat(65)])
        .refused("LV0115", 2);
}

#[test]
fn no_handler_is_called_that_after_two_dashes_either() {
    let bench = Workbench::minimal();
    for (name, code) in [("-x", "LV0116"), ("--help", "LV0116"), ("--", "LV0116")] {
        bench
            .run_with(&["gen", "handler", "--", name])
            .refused(code, 2);
    }
}

#[test]
fn no_project_is_called_that() {
    let bench = Workbench::empty();
    for (name, code) in APPS {
        bench.run_with(&["new", name]).refused(code, 2);
        bench
            .run_with(&["new", &format!("some/where/{name}")])
            .refused(code, 2);
        bench
            .run_with(&["new", "fine", "--name", name])
            .refused(code, 2);
    }
    bench
        .run_with(&["new", &"a".repeat(65)])
        .refused("LV0115", 2);
    bench.run_with(&["new", ""]).refused("LV0101", 2);
    bench.run_with(&["new", "-x"]).refused("LV0116", 2);
    bench.run_with(&["new", "~/x"]).refused("LV0108", 2);
}

#[test]
fn a_package_is_no_path() {
    let bench = Workbench::empty();
    for name in ["../x", "/etc/x", "a/b", ".."] {
        let run = bench.run_with(&["new", "fine", "--name", name]);
        run.exits(2).says("error[LV01").wrote_nothing();
    }
}

#[test]
fn a_refusal_reads_from_the_mistake_to_the_next_command() {
    let bench = Workbench::minimal();
    insta::assert_snapshot!(bench.run("gen handler gen").transcript(), @r"
    exit 2
    -- stderr
    error[LV0105]: `gen` is a Rust keyword since edition 2024

    hint: try `liveview gen handler gen_page`
    ");
    insta::assert_snapshot!(bench.run_with(&["gen", "handler", "my page"]).transcript(), @r"
    exit 2
    -- stderr
    error[LV0102]: `my page` has a space at position 3

    hint: try `liveview gen handler my_page`
    ");
    insta::assert_snapshot!(bench.run("new 404").transcript(), @r"
    exit 2
    -- stderr
    error[LV0104]: `404` cannot start with a digit

    hint: try `liveview new error-404`
    ");
}

#[test]
fn names_are_taken_in_every_spelling() {
    for (typed, file) in [
        ("user-list", "user_list"),
        ("UserList", "user_list"),
        ("userList", "user_list"),
        ("HTTPLog", "http_log"),
        ("SearchHandler", "search"),
        ("admin::users", "admin/users"),
        ("r2", "r2"),
        ("union", "union"),
    ] {
        let bench = Workbench::minimal();
        bench.run(&format!("gen handler {typed}")).succeeds();
        bench.read(&format!("src/handlers/{file}.rs"));
        bench.read(&format!("templates/{file}.html"));
    }
}

#[test]
fn a_dropped_handler_is_said() {
    let bench = Workbench::minimal();
    bench
        .run("gen handler SearchHandler")
        .succeeds()
        .says("note: `SearchHandler` is named `search`");
}

#[test]
fn a_name_that_is_taken_in_its_mended_spelling_too_gets_one_that_is_free() {
    Workbench::empty()
        .run("new serde_json --no-git")
        .refused("LV0114", 2)
        .says("liveview new serde-json-app");
}
