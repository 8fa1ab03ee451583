//! What one inspector page shows, and what has to change on it when the record has changed.
//!
//! Pure: a snapshot goes in, changes come out; the feed turns them into patches. The page holds the
//! newest rows first, [`View::ROWS`] of them at most.

use std::collections::VecDeque;
use std::sync::Arc;

use super::filter::Filter;
use super::recorder::Snapshot;
use super::row::Row;

/// The state of one page.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// Which rows it wants.
    pub(crate) filter: Filter,
    /// Whether rows wait until it goes on.
    pub(crate) paused: bool,
    /// The row whose details are shown.
    pub(crate) selected: Option<u64>,
    /// Ids on the page, newest first.
    shown: VecDeque<u64>,
    /// The row that was drawn as selected.
    drawn: Option<u64>,
    /// What is drawn is of another filter, or nothing is drawn yet.
    stale: bool,
    /// The newest row that was looked at.
    last: u64,
    /// The record's version then.
    version: u64,
    /// How often the record had been cleared then.
    cleared: u64,
}

/// What to do to the page.
#[derive(Debug)]
pub(crate) enum Change {
    /// Put these rows, newest first, in place of all that is there.
    Reset(Vec<Arc<Row>>),
    /// Put these, newest first, above what is there.
    Prepend(Vec<Arc<Row>>),
    /// Draw this row again where it stands.
    Redraw(Arc<Row>),
    /// Drop what stands below the limit.
    Trim,
    /// Show the details of this row, or of none.
    Detail(Option<Arc<Row>>),
    /// So many rows wait.
    Waiting(usize),
}

impl View {
    /// Rows that a page holds at most: what a browser lays out without effort.
    pub(crate) const ROWS: usize = 300;

    /// A page on which nothing is drawn yet.
    pub(crate) fn new() -> Self {
        Self {
            stale: true,
            ..Self::default()
        }
    }

    /// Shows rows by another filter.
    pub(crate) fn set_filter(&mut self, filter: Filter) {
        if filter != self.filter {
            self.filter = filter;
            self.stale = true;
        }
    }

    /// Selects the row below the selected one, or above it; the newest when none is selected.
    pub(crate) fn step(&mut self, older: bool) -> Option<u64> {
        let at = self
            .selected
            .and_then(|id| self.shown.iter().position(|shown| *shown == id));
        let next = match at {
            None => 0,
            Some(at) if older => (at + 1).min(self.shown.len().saturating_sub(1)),
            Some(at) => at.saturating_sub(1),
        };
        self.selected = self.shown.get(next).copied();
        self.selected
    }

    /// What has changed since the last call.
    pub(crate) fn update(&mut self, now: &Snapshot) -> Vec<Change> {
        let mut changes = Vec::new();
        let cleared = now.cleared != self.cleared;
        if self.paused && !self.stale && !cleared {
            let waiting = now.rows.iter().rev().take_while(|row| row.id > self.last);
            changes.push(Change::Waiting(
                waiting.filter(|row| self.filter.shows(row)).count(),
            ));
        } else if self.stale || cleared || self.appeared_late(now) {
            let rows: Vec<_> = now
                .rows
                .iter()
                .rev()
                .filter(|row| self.filter.shows(row))
                .take(Self::ROWS)
                .cloned()
                .collect();
            self.shown = rows.iter().map(|row| row.id).collect();
            self.looked_at(now);
            changes.push(Change::Reset(rows));
        } else {
            self.advance(now, &mut changes);
        }
        self.select(now, &mut changes);
        self.version = now.version;
        self.stale = false;
        changes
    }

    /// Rows that came and rows that changed.
    fn advance(&mut self, now: &Snapshot, changes: &mut Vec<Change>) {
        let changed = now
            .rows
            .iter()
            .filter(|row| row.changed > self.version && row.id <= self.last);
        let on_page = changed.filter(|row| self.shown.contains(&row.id));
        changes.extend(on_page.cloned().map(Change::Redraw));

        let new = now.rows.iter().rev().take_while(|row| row.id > self.last);
        let new: Vec<_> = new
            .filter(|row| self.filter.shows(row))
            .take(Self::ROWS)
            .cloned()
            .collect();
        self.looked_at(now);
        if new.is_empty() {
            return;
        }
        if new.len() == Self::ROWS {
            self.shown = new.iter().map(|row| row.id).collect();
            changes.clear();
            changes.push(Change::Reset(new));
            return;
        }
        new.iter()
            .rev()
            .for_each(|row| self.shown.push_front(row.id));
        changes.push(Change::Prepend(new));
        if self.shown.len() > Self::ROWS {
            self.shown.truncate(Self::ROWS);
            changes.push(Change::Trim);
        }
    }

    /// Whether a row that was left out when it came belongs to the filter now: one that failed, say.
    fn appeared_late(&self, now: &Snapshot) -> bool {
        let oldest = self.shown.back().copied().unwrap_or_default();
        let full = self.shown.len() == Self::ROWS;
        now.rows.iter().any(|row| {
            row.changed > self.version
                && row.id <= self.last
                && (row.id > oldest || !full)
                && !self.shown.contains(&row.id)
                && self.filter.shows(row)
        })
    }

    /// Draws the row that is selected, and the one that was.
    fn select(&mut self, now: &Snapshot, changes: &mut Vec<Change>) {
        let find = |id: u64| {
            now.rows
                .binary_search_by_key(&id, |row| row.id)
                .ok()
                .map(|index| Arc::clone(&now.rows[index]))
        };
        let selected = self.selected.and_then(find);
        let news = selected
            .as_ref()
            .is_some_and(|row| row.changed > self.version);
        if self.selected == self.drawn && !news && !self.stale {
            return;
        }
        if self.selected != self.drawn {
            let drawn_before = self
                .drawn
                .filter(|id| self.shown.contains(id))
                .and_then(find);
            changes.extend(drawn_before.map(Change::Redraw));
            let drawn_now = selected.clone().filter(|row| self.shown.contains(&row.id));
            changes.extend(drawn_now.map(Change::Redraw));
        }
        self.drawn = self.selected;
        changes.push(Change::Detail(selected));
    }

    fn looked_at(&mut self, now: &Snapshot) {
        self.last = now.rows.last().map_or(self.last, |row| row.id);
        self.cleared = now.cleared;
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
