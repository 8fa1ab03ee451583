//! Every kind of row in its words.
//! A table from records to what a reader sees.

use super::*;
use crate::inspector::{BuildKind, ConnectionInfo, Direction, Recorder, Trace};

fn line(fill: impl FnOnce(&Recorder)) -> Line {
    let recorder = Recorder::new(10);
    recorder.opened(
        1,
        ConnectionInfo {
            page: "p".into(),
            path: "/chat".into(),
            ..ConnectionInfo::default()
        },
    );
    fill(&recorder);
    let snapshot = recorder.snapshot();
    Line::of(snapshot.rows.last().unwrap(), "/chat", false)
}

#[test]
fn a_call_says_what_ran_how_long_and_what_came_of_it() {
    let shown = line(|recorder| {
        recorder.frame(1, Direction::FromPage, r#"{"function":"search","ref":1}"#);
        recorder.frame(1, Direction::ToPage, r##"{"ops":[{"target":"#a","html":"x"},{"target":"#b","remove":true},{"title":"T"}],"ref":1}"##);
        recorder.trace(Trace {
            page: "p".into(),
            reference_number: Some(1),
            file: Some("src/handlers/search.rs".into()),
            line: Some(9),
            handler_us: 61_000,
            render_us: 120,
            outcome: "ok".into(),
            ..Trace::default()
        });
    });
    assert_eq!(
        (
            shown.kind,
            shown.name.as_str(),
            shown.outcome.as_str(),
            shown.tone
        ),
        ("call", "search", "ok", "good")
    );
    assert_eq!(
        (shown.handler.as_str(), shown.render.as_str(), shown.pace),
        ("61.0 ms", "0.12 ms", "slow")
    );
    assert_eq!(shown.place, "search.rs:9");
    let targets: Vec<_> = shown
        .targets
        .iter()
        .map(|target| format!("{} {}", target.swap, target.target))
        .collect();
    assert_eq!(
        (targets, shown.more),
        (vec!["morph #a".to_owned(), "remove #b".to_owned()], 1)
    );
}

#[test]
fn every_kind_of_row_has_a_line() {
    let waiting =
        line(|recorder| recorder.frame(1, Direction::FromPage, r#"{"function":"f","ref":1}"#));
    assert_eq!(
        (waiting.outcome.as_str(), waiting.tone),
        ("waiting", "waiting")
    );
    let bad = line(|recorder| recorder.frame(1, Direction::FromPage, "nonsense"));
    assert_eq!(bad.name, "unreadable message");
    let title = line(|recorder| recorder.frame(1, Direction::ToPage, r#"{"title":"T"}"#));
    assert_eq!(
        (
            title.kind,
            title.targets[0].swap.as_str(),
            title.targets[0].target.as_str()
        ),
        ("push", "title", "T")
    );
    let closed = line(|recorder| recorder.closed(1, 1008));
    assert_eq!(
        (
            closed.kind,
            closed.outcome.as_str(),
            closed.tone,
            closed.note.as_str()
        ),
        ("close", "1008", "mild", "/chat")
    );
    let build = line(|recorder| {
        recorder.build(BuildRecord {
            kind: BuildKind::Rust,
            changed: vec!["src/a.rs".into(), "src/b.rs".into()],
            compile: Duration::from_millis(710),
            live: Duration::from_millis(60),
            ..BuildRecord::default()
        });
    });
    assert_eq!(
        (
            build.note.as_str(),
            build.handler.as_str(),
            build.render.as_str()
        ),
        ("src/a.rs and 1 more", "710 ms", "60.0 ms")
    );
    let failed = line(|recorder| {
        recorder.build(BuildRecord {
            failed: Some("no".into()),
            ..BuildRecord::default()
        })
    });
    assert_eq!((failed.outcome.as_str(), failed.tone), ("failed", "bad"));
    let problem = line(|recorder| {
        recorder.problem(Problem {
            kind: "rustc".into(),
            message: "one\ntwo".into(),
            file: Some("a.rs".into()),
            line: Some(3),
            ..Problem::default()
        });
    });
    assert_eq!(
        (problem.note.as_str(), problem.place.as_str(), problem.tone),
        ("one", "a.rs:3", "bad")
    );
}
