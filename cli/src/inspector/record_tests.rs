//! Messages meet their answers and traces, whatever the order; the ring stays bounded.
//! Frames and traces in, rows out: no socket, and no page.

use std::time::{Duration, SystemTime};

use super::*;

const MESSAGE: &str = r#"{"function":"search","form":{"query":"ru","password":"hunter2"},"data":{},"ref":7,"url":"http://127.0.0.1:4400/find?a=1"}"#;
const ANSWER: &str = r##"{"target":"#results","html":"<li>Rust</li>","ref":7}"##;

fn at(millis: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}

fn open() -> Record {
    let mut record = Record::new(100);
    record.opened(
        at(0),
        1,
        ConnectionInfo {
            page: "p1".into(),
            room: "r1".into(),
            ..ConnectionInfo::default()
        },
    );
    record
}

fn trace(outcome: &str) -> Trace {
    let text = format!(
        r#"{{"page":"p1","room":"r1","ref":7,"function":"search","file":"src/handlers/search.rs","line":9,"handler_us":120,"render_us":40,"bytes":60,"outcome":"{outcome}"}}"#
    );
    serde_json::from_str(&text).unwrap()
}

fn call(record: &Record) -> &Call {
    match &record.rows()[1].kind {
        Kind::Call(call) => call,
        other => panic!("expected a call, found {other:?}"),
    }
}

#[test]
fn a_message_its_answer_and_its_trace_are_one_row_in_any_order() {
    for trace_first in [true, false] {
        let mut record = open();
        record.frame(at(10), 1, Direction::FromPage, MESSAGE);
        assert_eq!(call(&record).outcome, Outcome::Waiting);
        if trace_first {
            record.trace(trace("ok"));
        }
        record.frame(at(14), 1, Direction::ToPage, ANSWER);
        if !trace_first {
            record.trace(trace("ok"));
        }
        assert_eq!(record.rows().len(), 2, "the answer has no row of its own");
        let call = call(&record);
        assert_eq!(
            (call.function.as_str(), call.outcome),
            ("search", Outcome::Ok)
        );
        let answer = call.answer.as_ref().unwrap();
        assert_eq!(answer.after, Duration::from_millis(4));
        assert_eq!(answer.operations[0].target, "#results");
        assert_eq!(call.trace.as_ref().unwrap().handler_us, 120);
        assert!(
            record.waiting.is_empty(),
            "nothing is kept of what is complete"
        );
    }
}

#[test]
fn secrets_never_reach_the_record() {
    let mut record = open();
    record.frame(at(10), 1, Direction::FromPage, MESSAGE);
    assert!(!format!("{record:?}").contains("hunter2"));
    assert_eq!(
        call(&record).message.bytes,
        MESSAGE.len(),
        "bytes are those of the wire"
    );
}

#[test]
fn a_trace_knows_better_than_the_error_frame() {
    let mut record = open();
    record.frame(at(10), 1, Direction::FromPage, MESSAGE);
    record.frame(
        at(11),
        1,
        Direction::ToPage,
        r#"{"ref":7,"error":{"code":"internal","message":"something went wrong"}}"#,
    );
    assert_eq!(call(&record).outcome, Outcome::Internal);
    record.trace(trace("panic"));
    assert_eq!(call(&record).outcome, Outcome::Panic);
}

#[test]
fn connections_count_and_learn_their_path() {
    let mut record = open();
    record.frame(at(10), 1, Direction::FromPage, MESSAGE);
    record.frame(at(11), 1, Direction::ToPage, ANSWER);
    record.frame(
        at(12),
        1,
        Direction::ToPage,
        r##"{"target":"#n","html":"1"}"##,
    );
    record.page("p1", None, Some(vec!["chat".into()]));
    let connection = record.connections().next().unwrap();
    assert_eq!((connection.messages_in, connection.messages_out), (1, 2));
    assert_eq!(connection.bytes_in, MESSAGE.len() as u64);
    assert_eq!(connection.info.path, "/find?a=1");
    assert_eq!(connection.info.topics, ["chat"]);
    assert!(matches!(&record.rows()[2].kind, Kind::Push(push) if push.word == "push"));
}

#[test]
fn what_waits_when_a_socket_closes_is_lost() {
    let mut record = open();
    record.frame(at(10), 1, Direction::FromPage, MESSAGE);
    record.closed(at(20), 1, Some(1001));
    assert_eq!(call(&record).outcome, Outcome::Lost);
    assert!(matches!(
        record.rows()[2].kind,
        Kind::Socket(SocketEvent::Closed(Some(1001)))
    ));
    assert!(record.waiting.is_empty());
}

#[test]
fn the_ring_drops_the_oldest_rows_and_late_answers_to_them() {
    let mut record = Record::new(3);
    record.opened(
        at(0),
        1,
        ConnectionInfo {
            page: "p1".into(),
            ..ConnectionInfo::default()
        },
    );
    record.frame(at(1), 1, Direction::FromPage, MESSAGE);
    for n in 0..5 {
        record.frame(
            at(2 + n),
            1,
            Direction::ToPage,
            r##"{"target":"#n","html":"1"}"##,
        );
    }
    assert_eq!(record.rows().len(), 3);
    assert_eq!(
        record.rows().iter().map(|row| row.id).collect::<Vec<_>>(),
        [5, 6, 7]
    );
    record.trace(trace("ok"));
    assert!(record.waiting.is_empty());
}

#[test]
fn text_is_bounded_too() {
    let mut record = Record::new(10_000);
    record.opened(at(0), 1, ConnectionInfo::default());
    let large = format!(
        r##"{{"target":"#n","html":"{}"}}"##,
        "x".repeat(Raw::LIMIT * 2)
    );
    for n in 0..400 {
        record.frame(at(n), 1, Direction::ToPage, &large);
    }
    assert!(record.text <= TEXT_LIMIT, "{} bytes", record.text);
    assert_eq!(record.rows().len(), TEXT_LIMIT / Raw::LIMIT);
    let held: usize = record.rows().iter().map(|row| row.text()).sum();
    assert_eq!(held, record.text, "what is counted is what is kept");
}

#[test]
fn what_cannot_be_read_is_still_shown() {
    let mut record = open();
    record.frame(at(1), 1, Direction::FromPage, "not json");
    record.frame(at(2), 1, Direction::ToPage, "[]");
    assert_eq!(&*call(&record).message.text, "not json");
    assert!(matches!(&record.rows()[2].kind, Kind::Push(push) if &*push.frame.text == "[]"));
}

#[test]
fn clearing_forgets_rows_and_keeps_open_connections() {
    let mut record = open();
    record.frame(at(1), 1, Direction::FromPage, MESSAGE);
    let before = record.version();
    record.clear();
    assert_eq!((record.rows().len(), record.connections().count()), (0, 1));
    assert!(record.version() > before);
    record.frame(at(2), 1, Direction::ToPage, ANSWER);
    assert_eq!(
        record.rows().len(),
        1,
        "an answer to a forgotten message is shown by itself"
    );
}

#[test]
fn a_problem_reported_again_is_one_problem() {
    let mut record = open();
    let problem = |message: &str| Problem {
        id: "a".into(),
        message: message.into(),
        ..Problem::default()
    };
    record.problem(at(1), problem("one"));
    record.problem(at(2), problem("two"));
    assert_eq!(record.problems().len(), 1);
    assert_eq!(record.problems()[0].message, "two");
    record.resolved("a");
    assert!(record.problems().is_empty());
}

#[test]
fn a_build_that_succeeds_mends_what_was_wrong_before_it() {
    let compiled = Duration::from_millis(700);
    for (kind, compile, failed, left) in [
        (BuildKind::Rust, compiled, None, vec![]),
        (
            BuildKind::Rust,
            compiled,
            Some("no"),
            vec!["rustc", "template", "panic"],
        ),
        (BuildKind::Rust, Duration::ZERO, None, vec!["rustc"]),
        (
            BuildKind::Template,
            Duration::ZERO,
            None,
            vec!["rustc", "panic"],
        ),
        (
            BuildKind::Css,
            Duration::ZERO,
            None,
            vec!["rustc", "template", "panic"],
        ),
    ] {
        let mut record = open();
        for kind in ["rustc", "template", "panic"] {
            record.problem(
                at(1),
                Problem {
                    id: kind.into(),
                    kind: kind.into(),
                    ..Problem::default()
                },
            );
        }
        let failed = failed.map(str::to_owned);
        record.build(
            at(2),
            BuildRecord {
                kind,
                compile,
                failed,
                ..BuildRecord::default()
            },
        );
        let kinds: Vec<_> = record
            .problems()
            .iter()
            .map(|problem| &*problem.kind)
            .collect();
        assert_eq!(kinds, left, "{kind:?} {compile:?}");
    }
}
