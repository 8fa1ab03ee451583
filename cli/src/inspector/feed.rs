//! Keeps one page up to date: waits for the record to change, asks the page's view what that means,
//! and sends it as patches.
//!
//! The feed alone draws rows. Handlers change the view and wake it, so that nothing is drawn twice or
//! in the wrong order.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use liveview::prelude::*;
use tokio::sync::Notify;

use super::detail::Detail;
use super::recorder::{Recorder, Snapshot};
use super::row::{Connection, Row};
use super::show::{Line, Page};
use super::view::{Change, View};

/// Changes are gathered for this long: below what the eye sees, and few patches under load.
const GATHER: Duration = Duration::from_millis(60);
/// The same when the page was drawn anew, which costs the browser more.
const GATHER_MANY: Duration = Duration::from_millis(250);
/// Ages in the list of connections are this old at most.
const AGES: Duration = Duration::from_secs(1);

/// A page's view, shared by its handlers and its feed.
#[derive(Debug)]
pub(crate) struct Shown {
    view: Mutex<View>,
    wake: Notify,
}

impl Shown {
    /// A page on which nothing is drawn yet.
    pub(crate) fn new(view: View) -> Self {
        Self {
            view: Mutex::new(view),
            wake: Notify::new(),
        }
    }

    /// Changes the view and draws what follows.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut View) -> T) -> T {
        let result = change(&mut self.lock());
        self.wake.notify_one();
        result
    }

    fn lock(&self) -> MutexGuard<'_, View> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends what `shown` has to show, until the connection ends and the task is dropped.
pub(crate) async fn feed(live: Live, recorder: Recorder, shown: Arc<Shown>) {
    let mut changes = recorder.changes();
    let mut drawn = Drawn::default();
    loop {
        changes.mark_unchanged();
        let snapshot = recorder.snapshot();
        let (patches, many) = drawn.draw(&mut shown.lock(), &snapshot);
        if !patches.is_empty() {
            live.send(patches);
        }
        let sent = Instant::now();
        tokio::select! {
            () = shown.wake.notified() => continue,
            () = tokio::time::sleep(AGES) => continue,
            changed = changes.changed() => if changed.is_err() { return },
        }
        let gather = if many { GATHER_MANY } else { GATHER };
        tokio::select! {
            () = shown.wake.notified() => {}
            () = tokio::time::sleep(gather.saturating_sub(sent.elapsed()).max(GATHER / 4)) => {}
        }
    }
}

/// What stands on the page beside rows, so that only what differs is sent.
#[derive(Debug, Default)]
struct Drawn {
    pages: Option<Vec<Page>>,
    counts: Option<(usize, usize)>,
    pause: Option<(bool, usize)>,
    waiting: usize,
}

impl Drawn {
    /// The patches that bring the page up to date, and whether they are many.
    fn draw(&mut self, view: &mut View, now: &Snapshot) -> (Vec<Patch>, bool) {
        let mut patches = Vec::new();
        let mut many = false;
        self.waiting = 0;
        for change in view.update(now) {
            many |= matches!(&change, Change::Reset(rows) | Change::Prepend(rows) if rows.len() > View::ROWS / 3);
            patches.extend(self.patch(change, view, now));
        }
        let at = SystemTime::now();
        let (open, closed): (Vec<_>, Vec<_>) = now
            .connections
            .iter()
            .rev()
            .partition(|connection| connection.closed.is_none());
        let page = |connection: &Connection| Page::of(connection, at, view.filter.connection);
        let pages: Vec<_> = open.into_iter().chain(closed).map(page).collect();
        if self.pages.as_ref() != Some(&pages) {
            patches.push(
                Patch::inner("#connections").template("connections.html", context! { pages }),
            );
            self.pages = Some(pages);
        }
        let (rows, problems) = (now.rows.len(), now.problems);
        if self.counts.replace((rows, problems)) != Some((rows, problems)) {
            patches
                .push(Patch::inner("#counts").template("counts.html", context! { rows, problems }));
        }
        let (paused, waiting) = (view.paused, self.waiting);
        if self.pause.replace((paused, waiting)) != Some((paused, waiting)) {
            patches
                .push(Patch::inner("#pause").template("pause.html", context! { paused, waiting }));
        }
        (patches, many)
    }

    fn patch(&mut self, change: Change, view: &View, now: &Snapshot) -> Option<Patch> {
        let line = |row: &Arc<Row>| {
            let path = connection(row, now).map_or("", |connection| connection.info.path.as_str());
            Line::of(row, path, view.selected == Some(row.id))
        };
        let lines = |rows: &[Arc<Row>]| rows.iter().map(line).collect::<Vec<_>>();
        Some(match change {
            Change::Reset(rows) => {
                Patch::inner("#rows").template("rows.html", context! { lines => lines(&rows) })
            }
            Change::Prepend(rows) => {
                Patch::prepend("#rows").template("rows.html", context! { lines => lines(&rows) })
            }
            Change::Redraw(row) => {
                let line = line(&row);
                Patch::outer(format!("#row-{}", line.id)).template("row.html", context! { line })
            }
            Change::Trim => {
                Patch::remove(format!("#rows > :nth-child(n + {})", View::ROWS + 1)).all()
            }
            Change::Detail(Some(row)) => {
                let detail = Detail::of(&row, connection(&row, now));
                Patch::inner("#detail").template("detail.html", context! { detail })
            }
            Change::Detail(None) => Patch::inner("#detail").html(""),
            Change::Waiting(count) => {
                self.waiting = count;
                return None;
            }
        })
    }
}

fn connection<'a>(row: &Row, now: &'a Snapshot) -> Option<&'a Connection> {
    let id = row.connection?;
    now.connections
        .iter()
        .find(|connection| connection.id == id)
}
