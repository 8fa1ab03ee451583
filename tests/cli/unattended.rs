//! Nobody is there to be asked: it never hangs, never guesses, and never ends well with nothing done and nothing said.
//! What happens when somebody is there is in `prompts`.

use std::process::Stdio;

use support::{Workbench, piped};

#[test]
fn a_missing_value_is_named() {
    let bench = Workbench::minimal();
    for (line, wanted, hint) in [
        ("new", "needs a PATH", "liveview new myapp"),
        ("gen handler", "needs a NAME", "liveview gen handler search"),
    ] {
        for more in ["", " --yes", " --no-input"] {
            let run = bench.run(&format!("{line}{more}"));
            run.exits(2)
                .says(wanted)
                .says("hint: ")
                .says(hint)
                .wrote_nothing();
        }
        let error = bench
            .run(&format!("{line} --json"))
            .exits(2)
            .wrote_nothing()
            .json();
        assert!(error["error"]["message"].as_str().unwrap().contains(wanted));
    }
}

#[test]
fn what_is_piped_in_answers_nothing() {
    let bench = Workbench::minimal();
    for stdin in ["", "search\n", "y\ny\ny\n"] {
        bench
            .run_reading(&["gen", "handler"], piped(stdin))
            .exits(2)
            .wrote_nothing();
        bench
            .run_reading(&["new"], piped(stdin))
            .exits(2)
            .wrote_nothing();
    }
}

#[cfg(unix)]
#[test]
fn stdin_may_be_closed() {
    let bench = Workbench::minimal();
    // `<&-` is how a shell closes it.
    for (line, code) in [("gen handler", 2), ("gen handler search", 0), ("new", 2)] {
        let mut command = bench.command("sh".as_ref());
        let script = format!("exec \"$0\" {line} <&-");
        command
            .args(["-c", &script])
            .arg(support::binary())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let output = command.output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(code),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    bench.read("src/handlers/search.rs");
}

#[cfg(unix)]
#[test]
fn at_a_terminal_ci_and_no_input_count_as_nobody() {
    let bench = Workbench::minimal();
    for options in ["--no-input", "--yes"] {
        let ended = bench.at_terminal(&format!("gen handler {options}")).ends();
        assert_eq!(ended.code, 2, "{}", ended.screen);
        assert!(ended.screen.contains("needs a NAME"), "{}", ended.screen);
    }
    for value in ["true", "1", "woodpecker"] {
        let bench = Workbench::empty().with_env("CI", value);
        let ended = bench.at_terminal("new").ends();
        assert_eq!(ended.code, 2, "{}", ended.screen);
    }
}

#[test]
fn nothing_needs_a_home_folder() {
    let bench = Workbench::minimal();
    let mut command = bench.command(&support::binary());
    let output = command
        .args(["gen", "handler", "search"])
        .env_remove("HOME")
        .env_remove("PATH")
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
