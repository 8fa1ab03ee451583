//! `liveview handlers`: what the source declares, also while it does not compile.
//! What counts as a handler is tested beside the code, in `cli/src/declared`.

use serde_json::json;
use support::Workbench;

#[test]
fn every_handler_is_listed_with_its_place() {
    let bench = Workbench::minimal();
    bench.run("gen handler admin/users").succeeds();
    let line = |file: &str| {
        1 + bench
            .read(file)
            .lines()
            .position(|line| line.starts_with("pub async fn"))
            .unwrap()
    };
    let run = bench.run("handlers");
    run.succeeds().wrote_nothing();
    let expected = format!(
        "admin/users   src/handlers/admin/users.rs:{}\ngreet         src/handlers/greet.rs:{}\n",
        line("src/handlers/admin/users.rs"),
        line("src/handlers/greet.rs"),
    );
    assert_eq!(run.stdout, expected);
    assert_eq!(run.stderr, "");
}

#[test]
fn the_starter_has_one_of_each() {
    let bench = Workbench::starter();
    let run = bench.run("handlers");
    run.succeeds();
    for name in ["chat", "counter", "greet", "navigate", "search", "signup"] {
        assert!(
            run.stdout.lines().any(|line| line.starts_with(name)),
            "{name}\n{run}"
        );
    }
    bench
        .run("handlers --unlinked")
        .succeeds()
        .says("every handler is reached");
}

#[test]
fn they_are_listed_while_the_project_does_not_compile() {
    let bench = Workbench::minimal();
    bench.run("gen handler subscribe").succeeds();
    bench.edit("src/handlers/greet.rs", "name.trim()", "name.trim(;");
    let run = bench.run("handlers");
    run.succeeds()
        .prints("subscribe")
        .says("src/handlers/greet.rs:")
        .says("does not parse");
    bench
        .write("src/main.rs", "let me = not rust")
        .run("handlers")
        .succeeds()
        .prints("subscribe");
}

#[test]
fn what_no_line_reaches_is_found() {
    let bench = Workbench::minimal();
    bench.run("gen handler subscribe").succeeds();
    bench.run("gen handler admin/users").succeeds();
    bench
        .edit("src/handlers/mod.rs", "mod subscribe;\n", "")
        .edit("src/handlers/mod.rs", "mod admin;\n", "");
    let run = bench.run("handlers --unlinked");
    run.exits(3)
        .prints("subscribe")
        .prints("admin/users")
        .wrote_nothing();
    assert!(!run.stdout.contains("greet"), "{run}");
    bench
        .run("handlers")
        .succeeds()
        .prints("greet")
        .prints("no `mod` line");
}

#[test]
fn some_can_be_asked_for() {
    let bench = Workbench::starter();
    let run = bench.run("handlers --grep sear");
    assert!(
        run.succeeds()
            .stdout
            .lines()
            .all(|line| line.contains("sear"))
            && !run.stdout.is_empty(),
        "{run}"
    );
    bench
        .run("handlers --grep nothing_like_it")
        .succeeds()
        .says("no handler's name or file holds that text");
}

#[test]
fn the_list_is_a_document() {
    let bench = Workbench::minimal();
    let document = bench.run("handlers --json").succeeds().json();
    let handler = &document["handlers"][0];
    assert_eq!(
        (&handler["name"], &handler["file"]),
        (&json!("greet"), &json!("src/handlers/greet.rs"))
    );
    assert_eq!(
        (&handler["linked"], &document["unreadable"]),
        (&json!(true), &json!([]))
    );
    bench.edit("src/handlers/greet.rs", "name.trim()", "name.trim(;");
    let document = bench.run("handlers --json").succeeds().json();
    assert_eq!(document["unreadable"][0]["file"], "src/handlers/greet.rs");
}

#[test]
fn a_file_name_cannot_drive_the_terminal() {
    let bench = Workbench::minimal();
    bench.write(
        "src/handlers/a\u{1b}[2Jb.rs",
        "#[handler]\npub async fn evil() {}\nfn f( {",
    );
    let run = bench.run("handlers");
    assert!(
        !run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'),
        "{run}"
    );
}
