//! Somebody is there: what is asked, and what Escape, Ctrl-C and a bad answer do.
//! At a pseudoterminal; `unattended` has the cases in which nobody is there.

use support::{Workbench, keys};

#[test]
fn new_asks_where_and_what() {
    let bench = Workbench::empty();
    let mut terminal = bench.at_terminal("new --no-git");
    terminal
        .shows("Where to make the project")
        .types("shop")
        .types(keys::ENTER);
    terminal
        .shows("What to begin with")
        .types(keys::DOWN)
        .types(keys::ENTER);
    let ended = terminal.ends();
    assert_eq!(ended.code, 0, "{}", ended.screen);
    let again = "the same without questions: liveview new shop --template minimal";
    assert!(ended.screen.contains(again), "{}", ended.screen);
    assert!(bench.read("shop/Cargo.toml").contains("name = \"shop\""));
    assert!(!bench.path("shop/src/chat.rs").exists());
}

#[test]
fn new_has_an_answer_ready() {
    let bench = Workbench::empty();
    let mut terminal = bench.at_terminal("new --no-git");
    terminal.shows("myapp").types(keys::ENTER);
    terminal.shows("What to begin with").types(keys::ENTER);
    let ended = terminal.ends();
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(bench.read("myapp/src/chat.rs").contains("//!"));
}

#[test]
fn a_name_that_cannot_be_is_asked_for_again() {
    let bench = Workbench::minimal();
    let mut terminal = bench.at_terminal("gen handler");
    terminal
        .shows("Name of the handler")
        .types("match")
        .types(keys::ENTER);
    terminal
        .shows("is a Rust keyword")
        .shows("Name of the handler");
    terminal
        .types("searxx")
        .types("\u{7f}\u{7f}")
        .types("ch")
        .types(keys::ENTER);
    let ended = terminal.ends();
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(
        ended
            .screen
            .contains("the same without questions: liveview gen handler search"),
        "{}",
        ended.screen
    );
    bench.read("src/handlers/search.rs");
}

#[test]
fn nothing_is_asked_when_everything_was_typed() {
    let bench = Workbench::minimal();
    let ended = bench.at_terminal("gen handler search").ends();
    assert_eq!(ended.code, 0, "{}", ended.screen);
    assert!(
        !ended.screen.contains("without questions"),
        "{}",
        ended.screen
    );
}

#[test]
fn leaving_a_question_writes_nothing_and_says_so() {
    for (line, question) in [
        ("gen handler", "Name of the handler"),
        ("new", "Where to make the project"),
    ] {
        let bench = Workbench::minimal();
        let before = bench.tree();
        for key in [keys::CTRL_C, keys::ESC] {
            let mut terminal = bench.at_terminal(line);
            terminal.shows(question).types(key);
            let ended = terminal.ends();
            assert_eq!(ended.code, 130, "{line}, {key:?}: {}", ended.screen);
            assert_eq!(bench.tree().since(&before), Vec::<String>::new());
        }
    }
}

#[test]
fn escape_at_a_choice_is_no() {
    for key in [keys::ESC, keys::CTRL_C] {
        let bench = Workbench::empty();
        let before = bench.tree();
        let mut terminal = bench.at_terminal("new");
        terminal
            .shows("Where to make the project")
            .types("shop")
            .types(keys::ENTER);
        terminal.shows("What to begin with").types(key);
        let ended = terminal.ends();
        assert_eq!(ended.code, 130, "{key:?}: {}", ended.screen);
        assert_eq!(bench.tree().since(&before), Vec::<String>::new());
    }
}
