//! The figures as a table in Markdown, on standard output; how far it is, on standard error.

use std::io::Write;

use crate::{Result, machine};

#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<[String; 5]>,
}

impl Table {
    /// Adds a line, and shows it at once: what it is, both figures, how they compare, what is promised.
    pub(crate) fn row(&mut self, what: &str, plain: &str, ours: &str, beside: &str, promise: &str) {
        say(&format!("{what}: {plain} | {ours} | {beside} | {promise}"));
        self.rows
            .push([what, plain, ours, beside, promise].map(str::to_owned));
    }

    pub(crate) fn print(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}\n", machine::name())?;
        writeln!(
            out,
            "| what | plain axum | liveview | compared | promised |"
        )?;
        writeln!(out, "|---|---|---|---|---|")?;
        for row in &self.rows {
            writeln!(out, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}

pub(crate) fn say(line: &str) {
    // Somebody who closed it does not want to know.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The middle one, or the upper of the two in the middle.
pub(crate) fn median(figures: &[f64]) -> f64 {
    quantile(figures, 0.5)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "an index below the length"
)]
pub(crate) fn quantile(figures: &[f64], part: f64) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let index = (sorted.len() as f64 * part) as usize;
    sorted
        .get(index.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// The median of what two series of the same rounds say about each other.
pub(crate) fn ratio(ours: &[f64], plain: &[f64]) -> f64 {
    let ratios: Vec<f64> = ours.iter().zip(plain).map(|(a, b)| a / b).collect();
    median(&ratios)
}

/// `what is promised: kept` or `…: broken`.
pub(crate) fn promise(text: &str, kept: bool) -> String {
    format!("{text}: {}", if kept { "kept" } else { "**broken**" })
}
