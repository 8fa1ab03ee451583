//! A page keeps up with the record by small changes, and is drawn anew when they would be large.
//! Rows in, patches out.

use super::*;
use crate::inspector::filter::Scope;
use crate::inspector::{ConnectionInfo, Direction, Recorder};

const PUSH: &str = r##"{"target":"#n","html":"1"}"##;

fn recorder() -> Recorder {
    let recorder = Recorder::new(1000);
    recorder.opened(
        1,
        ConnectionInfo {
            page: "p".into(),
            ..ConnectionInfo::default()
        },
    );
    recorder
}

fn ask(recorder: &Recorder, number: u64) {
    recorder.frame(
        1,
        Direction::FromPage,
        &format!(r#"{{"function":"f","ref":{number}}}"#),
    );
}

fn answer(recorder: &Recorder, number: u64, error: bool) {
    let error = if error {
        r#","error":{"code":"internal","message":"x"}"#
    } else {
        ""
    };
    recorder.frame(
        1,
        Direction::ToPage,
        &format!(r#"{{"ref":{number}{error}}}"#),
    );
}

/// In few letters: `reset 3 2 1`, `prepend 4`, `redraw 2`, `trim`, `detail 2`, `waiting 5`.
fn update(view: &mut View, recorder: &Recorder) -> Vec<String> {
    let ids = |rows: &[Arc<Row>]| {
        rows.iter()
            .map(|row| format!(" {}", row.id))
            .collect::<String>()
    };
    let word = |change: &Change| match change {
        Change::Reset(rows) => format!("reset{}", ids(rows)),
        Change::Prepend(rows) => format!("prepend{}", ids(rows)),
        Change::Redraw(row) => format!("redraw {}", row.id),
        Change::Trim => "trim".to_owned(),
        Change::Detail(row) => format!(
            "detail {}",
            row.as_ref()
                .map_or("none".to_owned(), |row| row.id.to_string())
        ),
        Change::Waiting(count) => format!("waiting {count}"),
    };
    view.update(&recorder.snapshot()).iter().map(word).collect()
}

#[test]
fn rows_come_on_top_and_change_in_place() {
    let (recorder, mut view) = (recorder(), View::new());
    assert_eq!(update(&mut view, &recorder), ["reset 1", "detail none"]);
    assert_eq!(update(&mut view, &recorder), [""; 0]);
    ask(&recorder, 1);
    recorder.frame(1, Direction::ToPage, PUSH);
    assert_eq!(update(&mut view, &recorder), ["prepend 3 2"]);
    answer(&recorder, 1, false);
    ask(&recorder, 2);
    assert_eq!(update(&mut view, &recorder), ["redraw 2", "prepend 4"]);
}

#[test]
fn a_page_that_is_overrun_is_drawn_anew_and_never_holds_more_than_its_limit() {
    let (recorder, mut view) = (recorder(), View::new());
    update(&mut view, &recorder);
    for _ in 0..View::ROWS - 1 {
        recorder.frame(1, Direction::ToPage, PUSH);
    }
    assert!(update(&mut view, &recorder)[0].starts_with("prepend"));
    recorder.frame(1, Direction::ToPage, PUSH);
    assert_eq!(update(&mut view, &recorder), ["prepend 301", "trim"]);
    assert_eq!(view.shown.len(), View::ROWS);
    for _ in 0..2000 {
        recorder.frame(1, Direction::ToPage, PUSH);
    }
    let changes = update(&mut view, &recorder);
    assert!(
        changes.len() == 1 && changes[0].starts_with("reset 2301 2300"),
        "{changes:?}"
    );
    assert_eq!(view.shown.len(), View::ROWS);
}

#[test]
fn a_paused_page_counts_what_waits_and_then_shows_it() {
    let (recorder, mut view) = (recorder(), View::new());
    update(&mut view, &recorder);
    view.paused = true;
    ask(&recorder, 1);
    recorder.frame(1, Direction::ToPage, PUSH);
    assert_eq!(update(&mut view, &recorder), ["waiting 2"]);
    answer(&recorder, 1, false);
    assert_eq!(update(&mut view, &recorder), ["waiting 2"]);
    view.paused = false;
    assert_eq!(update(&mut view, &recorder), ["prepend 3 2"]);
}

#[test]
fn a_paused_page_can_still_be_filtered_and_looked_into() {
    let (recorder, mut view) = (recorder(), View::new());
    ask(&recorder, 1);
    update(&mut view, &recorder);
    view.paused = true;
    view.set_filter(Filter::new("", Scope::Calls, None));
    view.selected = Some(2);
    assert_eq!(
        update(&mut view, &recorder),
        ["reset 2", "redraw 2", "detail 2"]
    );
}

#[test]
fn a_filter_draws_the_page_anew_once() {
    let (recorder, mut view) = (recorder(), View::new());
    ask(&recorder, 1);
    recorder.frame(1, Direction::ToPage, PUSH);
    update(&mut view, &recorder);
    let filter = Filter::new("", Scope::Pushes, None);
    view.set_filter(filter.clone());
    assert_eq!(update(&mut view, &recorder), ["reset 3", "detail none"]);
    view.set_filter(filter);
    ask(&recorder, 2);
    assert_eq!(update(&mut view, &recorder), [""; 0]);
}

#[test]
fn a_row_that_fails_later_appears_among_failures() {
    let (recorder, mut view) = (recorder(), View::new());
    view.set_filter(Filter::new("", Scope::Failures, None));
    ask(&recorder, 1);
    assert_eq!(update(&mut view, &recorder), ["reset", "detail none"]);
    answer(&recorder, 1, true);
    assert_eq!(update(&mut view, &recorder), ["reset 2"]);
}

#[test]
fn the_selected_row_is_drawn_so_and_its_details_follow_it() {
    let (recorder, mut view) = (recorder(), View::new());
    ask(&recorder, 1);
    ask(&recorder, 2);
    update(&mut view, &recorder);
    view.selected = Some(2);
    assert_eq!(update(&mut view, &recorder), ["redraw 2", "detail 2"]);
    answer(&recorder, 1, false);
    assert_eq!(update(&mut view, &recorder), ["redraw 2", "detail 2"]);
    view.selected = Some(3);
    assert_eq!(
        update(&mut view, &recorder),
        ["redraw 2", "redraw 3", "detail 3"]
    );
    view.selected = None;
    assert_eq!(update(&mut view, &recorder), ["redraw 3", "detail none"]);
}

#[test]
fn a_cleared_record_clears_the_page_even_when_paused() {
    let (recorder, mut view) = (recorder(), View::new());
    ask(&recorder, 1);
    update(&mut view, &recorder);
    view.paused = true;
    recorder.clear();
    assert_eq!(update(&mut view, &recorder), ["reset"]);
    view.paused = false;
    ask(&recorder, 2);
    assert_eq!(update(&mut view, &recorder), ["prepend 3"]);
}

#[test]
fn arrows_go_from_row_to_row_and_stop_at_the_ends() {
    let (recorder, mut view) = (recorder(), View::new());
    assert_eq!(view.step(true), None);
    ask(&recorder, 1);
    ask(&recorder, 2);
    update(&mut view, &recorder);
    let steps =
        [true, true, true, true, false, false, false].map(|older| view.step(older).unwrap());
    assert_eq!(steps, [3, 2, 1, 1, 2, 3, 3]);
}
