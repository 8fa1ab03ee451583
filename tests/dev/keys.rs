//! The keys of `liveview dev`, pressed at a terminal.
//! At a pseudoterminal, with the probe app, which compiles in a moment.

use support::keys::CTRL_C;

use crate::harness::probe;

#[test]
fn each_key_does_what_the_help_says() {
    let bench = probe();
    let mut terminal = bench.at_terminal("dev --port 0");
    terminal
        .shows("app        http://localhost:")
        .shows("h for help, q to quit")
        .shows("ready in");
    terminal.types("h").shows("build again").shows("quit");
    terminal.types("u").shows("inspector  http://localhost:");
    terminal.types("p").shows("paused");
    bench.write("assets/app.css", "p { color: blue }");
    bench.edit("src/main.rs", "version 1", "version 2");
    terminal
        .types("x")
        .types("p")
        .shows("going on")
        .shows("assets/app.css → live")
        .shows("src/main.rs → compiled");
    terminal.types("r").shows("build asked for → compiled");
    let ended = terminal.types("q").ends();
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(
        !ended.screen.contains("xp"),
        "what is typed is not echoed: {}",
        ended.screen
    );
}

#[test]
fn ctrl_c_ends_it_as_q_does() {
    let bench = probe();
    let mut terminal = bench.at_terminal("dev --port 0");
    terminal.shows("ready in").types(CTRL_C);
    assert_eq!(terminal.ends().code, 0);
}
