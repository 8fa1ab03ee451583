//! Long work: a bar with the time left on a terminal, plain lines elsewhere, nothing with `--quiet` and `--json`.
//! `dev` and `build` feed it what cargo says; it draws, and is gone when the work is done.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Ui;

/// A plain line at most this often, where nothing can be drawn over.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

/// One piece of long work.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    /// Plain lines: what to call the work, and when the last was printed.
    plain: Option<(Ui, String, Instant)>,
}

impl Ui {
    /// Begins to show long work.
    pub fn progress(&self, name: &str) -> Progress {
        let shown = !self.quiet && !self.json;
        let bar = ProgressBar::with_draw_target(
            None,
            if shown && self.terminal {
                ProgressDrawTarget::stderr()
            } else {
                ProgressDrawTarget::hidden()
            },
        );
        // The template is a constant; if it could not be read, the default style would do.
        if let Ok(style) = ProgressStyle::with_template(
            "{prefix} {bar:28} {pos}/{len} {wide_msg} {elapsed} (left: {eta})",
        ) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        bar.set_prefix(name.to_owned());
        if shown && self.terminal {
            // The clock goes on while one crate takes minutes.
            bar.enable_steady_tick(Duration::from_millis(500));
        }
        let plain = (shown && !self.terminal).then(|| {
            self.say(format!("{name} …"));
            (self.clone(), name.to_owned(), Instant::now())
        });
        Progress { bar, plain }
    }
}

impl Progress {
    /// So many done of so many, and what is being done.
    pub fn set(&mut self, done: u64, of: u64, doing: &str) {
        self.bar.set_length(of);
        self.bar.set_position(done);
        self.bar.set_message(doing.to_owned());
        if let Some((ui, name, last)) = &mut self.plain
            && last.elapsed() >= PLAIN_EVERY
        {
            ui.say(format!("{name} {done} of {of}"));
            *last = Instant::now();
        }
    }

    /// Prints a line above the bar.
    pub fn above(&self, ui: &Ui, text: &str) {
        self.bar.suspend(|| ui.say(text));
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
