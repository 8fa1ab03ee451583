//! Output as an interface: which stream, which exit code, colour, quiet, help.
//! What each command says of its own work is tested with the command.

use support::Workbench;

#[test]
fn help_and_version_go_to_stdout() {
    let bench = Workbench::empty();
    let run = bench.run("--version");
    run.succeeds().wrote_nothing();
    assert_eq!(run.transcript(), "exit 0\n-- stdout\nliveview [VERSION]\n");
    for line in [
        "--help",
        "new --help",
        "gen --help",
        "gen handler --help",
        "handlers --help",
        "dev --help",
        "build --help",
    ] {
        let run = bench.run(line);
        run.succeeds().wrote_nothing().prints("Usage: liveview");
        assert_eq!(run.stderr, "", "{run}");
    }
}

#[test]
fn what_no_command_takes_is_a_usage_error() {
    let bench = Workbench::empty();
    for line in [
        "",
        "nwe x",
        "new x --templat minimal",
        "new x --template rails",
        "gen",
        "gen handlers x",
        "gen handler a b",
    ] {
        let run = bench.run(line);
        run.exits(2).wrote_nothing();
        assert!(run.stdout.is_empty() && !run.stderr.is_empty(), "{run}");
    }
}

#[test]
fn quiet_says_only_what_went_wrong() {
    let bench = Workbench::empty();
    let run = bench.run("new shop -t minimal --no-git --quiet");
    assert_eq!(run.succeeds().transcript(), "exit 0\n");
    let bench = bench.within("shop");
    assert_eq!(bench.run("gen handler x -q").transcript(), "exit 0\n");
    assert_eq!(bench.run("gen handler x -q").transcript(), "exit 0\n");
    bench.run("gen handler x;y -q").refused("LV0103", 2);
    bench.run("gen handler x -q -v").exits(2);
}

#[test]
fn errors_are_documents_too() {
    let bench = Workbench::minimal();
    let run = bench.run("gen handler x;rm --json");
    run.exits(2).wrote_nothing();
    assert_eq!(run.stderr, "");
    let error = &run.json()["error"];
    assert_eq!(
        (error["code"].as_str(), error["exit"].as_u64()),
        (Some("LV0103"), Some(2))
    );
    assert!(
        error["hint"]
            .as_str()
            .is_some_and(|hint| hint.contains("x_rm")),
        "{error}"
    );
}

#[test]
fn colour_is_for_terminals() {
    let bench = Workbench::minimal().with_env("NO_COLOR", "");
    assert!(!bench.run("gen handler a").stderr.contains('\u{1b}'));
    assert!(
        bench
            .run("gen handler b --color always")
            .stderr
            .contains("\u{1b}[1;32m")
    );
    assert!(
        bench
            .run("--color always gen handler b --force -q")
            .stderr
            .is_empty()
    );
    let bench = bench.with_env("NO_COLOR", "1");
    assert!(
        bench
            .run("gen handler c --color always")
            .stderr
            .contains('\u{1b}')
    );
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let bench = Workbench::starter();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = bench.command(&support::binary());
    let status = command.arg("handlers").stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
}

#[test]
fn hostile_text_is_shown_not_obeyed() {
    let bench = Workbench::minimal();
    for name in ["a\u{1b}]0;pwn\u{7}", "a\rb", "a\u{9b}31m", "a\nb"] {
        let run = bench.run_with(&["gen", "handler", name]);
        run.exits(2);
        let control = run.stderr.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(control, None, "{run}");
    }
}
