//! The outbox by itself: what closes it, what is dropped from it, what a page that comes back is sent.

use super::*;

fn limits() -> Limits {
    Limits {
        queue_frames: 3,
        queue_bytes: 10,
        ..Limits::default()
    }
}

fn push(outbox: &Outbox, text: &str) {
    outbox.push(Frame::new(text.into()), &limits());
}

fn frame(text: &str) -> Option<Outgoing> {
    Some(Outgoing::Frame(text.into()))
}

const TOO_SLOW: Option<Outgoing> = Some(Outgoing::Close(close::TOO_SLOW, "too slow"));

/// The texts of all frames that wait.
fn rest(outbox: &Outbox, limits: &Limits) -> Vec<String> {
    let texts = std::iter::from_fn(|| match outbox.take(limits) {
        Some(Outgoing::Frame(text)) => Some(text.to_string()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn too_many_frames_close_it() {
    let outbox = Outbox::default();
    for _ in 0..3 {
        push(&outbox, "a");
    }
    assert!(!outbox.is_closing());
    push(&outbox, "a");
    assert_eq!(outbox.take(&limits()), TOO_SLOW);
}

#[test]
fn too_many_bytes_close_it() {
    let outbox = Outbox::default();
    push(&outbox, "12345678");
    push(&outbox, "123");
    assert_eq!(outbox.take(&limits()), TOO_SLOW);
}

#[test]
fn what_is_taken_makes_room() {
    let outbox = Outbox::default();
    for _ in 0..100 {
        push(&outbox, "12345678");
        assert_eq!(outbox.take(&limits()), frame("12345678"));
    }
    assert!(!outbox.is_closing());
}

#[test]
fn a_close_waits_for_what_was_queued() {
    let outbox = Outbox::default();
    push(&outbox, "a");
    outbox.close(close::RESTART, "restart");
    push(&outbox, "b");
    assert_eq!(outbox.take(&limits()), frame("a"));
    assert_eq!(
        outbox.take(&limits()),
        Some(Outgoing::Close(close::RESTART, "restart"))
    );
}

#[test]
fn a_ping_carries_the_number_of_the_frame_before_it() {
    let outbox = Outbox::default();
    outbox.begin("hello".into(), 40);
    outbox.ping();
    push(&outbox, "a");
    assert_eq!(outbox.take(&limits()), frame("hello"));
    assert_eq!(outbox.take(&limits()), Some(Outgoing::Ping(40)));
    assert_eq!(outbox.take(&limits()), frame("a"));
    outbox.ping();
    assert_eq!(outbox.take(&limits()), Some(Outgoing::Ping(41)));
}

#[test]
fn a_page_that_comes_back_gets_what_it_missed_and_then_what_waits() {
    let outbox = Outbox::default();
    for text in ["a", "b", "c"] {
        push(&outbox, text);
    }
    outbox.take(&limits());
    outbox.take(&limits());
    assert!(outbox.resume("hello".into(), 1));
    assert_eq!(rest(&outbox, &limits()), ["hello", "b", "c"]);
    assert!(!outbox.resume("hello".into(), 4), "it was not sent that");
    outbox.confirm(3);
    assert!(!outbox.resume("hello".into(), 2), "it said that it had it");
    assert!(outbox.resume("hello".into(), 3));
    assert_eq!(rest(&outbox, &limits()), ["hello"]);
    outbox.close(close::NORMAL, "");
    assert!(!outbox.resume("hello".into(), 3));
}

#[test]
fn a_message_is_answered_once_and_then_from_memory() {
    let (outbox, limits) = (Outbox::default(), Limits::default());
    assert_eq!(outbox.recall(7, &limits), Seen::Never);
    outbox.push(Frame::answering("seven".into(), Some(7)), &limits);
    assert_eq!(outbox.recall(7, &limits), Seen::Answered);
    assert_eq!(
        rest(&outbox, &limits),
        ["seven"],
        "it waited, so it is not sent twice"
    );
    assert_eq!(outbox.recall(7, &limits), Seen::Answered);
    assert_eq!(rest(&outbox, &limits), ["seven"]);
    assert_eq!(outbox.recall(5, &limits), Seen::Forgotten);
    outbox.confirm(2);
    assert_eq!(outbox.recall(7, &limits), Seen::Forgotten);
    assert_eq!(outbox.recall(8, &limits), Seen::Never);
}

#[test]
fn only_a_reader_that_is_behind_misses_steps() {
    let (outbox, limits) = (Outbox::default(), Limits::default());
    let update = |text: String, key| Frame::replacing(text.into(), Some(key));
    for step in 0..COALESCE_FROM {
        outbox.push(update(step.to_string(), 1), &limits);
    }
    let every: Vec<_> = (0..COALESCE_FROM).map(|step| step.to_string()).collect();
    assert_eq!(rest(&outbox, &limits), every);

    for step in 0..10_000 {
        outbox.push(update(format!("a{step}"), 1), &limits);
        outbox.push(update(format!("b{step}"), 2), &limits);
    }
    outbox.push(Frame::new("other".into()), &limits);
    let left = rest(&outbox, &limits);
    assert!(
        !outbox.is_closing() && left.len() <= COALESCE_FROM + 1,
        "{left:?}"
    );
    assert_eq!(left[left.len() - 3..], ["a9999", "b9999", "other"]);
    assert_eq!(outbox.state().bytes, 0);
}
