//! What the terminal shows: addresses, what changed and how long it took, problems, what the app and the browsers'
//! consoles print. Text from outside is cleaned of what could drive the terminal; each record is one line.

use std::time::Duration;

use super::keys::HELP;
use super::problem::Problem;
use crate::ui::{Progress, Style, Ui, clean};

/// The terminal, or the log that stands in for it.
#[derive(Debug)]
pub(crate) struct Screen {
    ui: Ui,
    progress: Option<Progress>,
}

impl Screen {
    /// Shows by this.
    pub(crate) fn new(ui: &Ui) -> Self {
        Self {
            ui: ui.clone(),
            progress: None,
        }
    }

    fn style(&self) -> Style {
        self.ui.style()
    }

    fn line(&self, text: &str) {
        match &self.progress {
            Some(progress) => progress.above(&self.ui, text),
            None => self.ui.say(text),
        }
    }

    /// Something to know.
    pub(crate) fn note(&self, text: &str) {
        self.line(&format!("  {}", clean(text)));
    }

    /// Something that is not as it should be.
    pub(crate) fn warn(&self, text: &str) {
        self.line(&format!(
            "{} {}",
            self.style().yellow("warning:"),
            clean(text)
        ));
    }

    /// Where the app and the inspector are.
    pub(crate) fn addresses(&self, app: &str, inspector: &str) {
        let style = self.style();
        self.line(&format!("  app        {}", style.cyan(app)));
        self.line(&format!("  inspector  {}", style.cyan(inspector)));
    }

    /// The keys there are.
    pub(crate) fn help(&self) {
        for (letter, _, what) in HELP {
            self.line(&format!(
                "  {}  {what}",
                self.style().bold(&letter.to_string())
            ));
        }
    }

    /// That an edit is live: `templates/home.html → live 0.021 s`.
    pub(crate) fn live(&self, what: &str, compiled: Option<Duration>, live: Duration, note: &str) {
        let compiled = compiled
            .map(|compiled| format!("compiled {}, ", seconds(compiled)))
            .unwrap_or_default();
        let note = if note.is_empty() {
            String::new()
        } else {
            format!(" ({note})")
        };
        let text = format!("{compiled}live {}{note}", seconds(live));
        self.line(&format!(
            "{} → {}",
            self.style().bold(&clean(what)),
            self.style().green(&text)
        ));
    }

    /// How far a build is.
    pub(crate) fn building(&mut self, done: u64, of: u64, doing: &str) {
        // The bar would only flicker for the one crate of an edit.
        if of > 2 || self.progress.is_some() {
            let ui = &self.ui;
            self.progress
                .get_or_insert_with(|| ui.progress("building"))
                .set(done, of, &clean(doing));
        }
    }

    /// The build has ended.
    pub(crate) fn built(&mut self) {
        if let Some(progress) = self.progress.take() {
            progress.finish();
        }
    }

    /// What rustc drew, in its own colours.
    pub(crate) fn rendered(&self, rendered: &str) {
        let plain = console::strip_ansi_codes(rendered);
        let text = if self.style().is_on() {
            recolored(rendered)
        } else {
            plain.lines().map(clean_line).collect()
        };
        self.line(text.trim_end());
    }

    /// A problem that rustc did not draw.
    pub(crate) fn problem(&self, problem: &Problem) {
        let style = self.style();
        let place = problem
            .place()
            .map(|place| format!(" {}", style.bold(&clean(&place))))
            .unwrap_or_default();
        let head = format!(
            "{}{place} {}",
            style.red(&format!("{}:", clean(&problem.kind))),
            lines(&problem.message)
        );
        self.line(head.trim_end());
        let below = problem
            .excerpt
            .iter()
            .chain(&problem.frames)
            .chain(&problem.help);
        for text in below.flat_map(|text| text.lines()) {
            self.line(&format!("    {}", clean(text)));
        }
    }

    /// A line that the app printed.
    pub(crate) fn output(&self, line: &str) {
        let plain = console::strip_ansi_codes(line);
        self.line(&format!("{} {}", self.style().dim("│"), clean(&plain)));
    }

    /// A line of a page's console.
    pub(crate) fn console(&self, level: &str, text: &str) {
        let mark = format!("browser {}:", clean(level));
        let mark = if level == "error" {
            self.style().red(&mark)
        } else {
            self.style().dim(&mark)
        };
        self.line(&format!(
            "{mark} {}",
            clean(&console::strip_ansi_codes(text))
        ));
    }

    /// An empty screen, where there is one.
    pub(crate) fn clear(&self) {
        if self.ui.is_terminal() {
            // A terminal that cannot be cleared stays as it is.
            let _ = console::Term::stderr().clear_screen();
        }
    }
}

/// `0.021 s`, `12.4 s`.
pub(crate) fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 0.1 {
        format!("{seconds:.3} s")
    } else if seconds < 10.0 {
        format!("{seconds:.2} s")
    } else {
        format!("{seconds:.1} s")
    }
}

fn lines(text: &str) -> String {
    text.lines().map(clean).collect::<Vec<_>>().join("\n    ")
}

fn clean_line(line: &str) -> String {
    format!("{}\n", clean(line))
}

/// Keeps colours and nothing else of what an escape can do: file names and messages are the project's, not ours.
fn recolored(text: &str) -> String {
    let mut kept = String::new();
    for (part, is_escape) in console::AnsiCodeIterator::new(text) {
        let is_color = part.starts_with("\u{1b}[")
            && part.ends_with('m')
            && part[2..part.len() - 1]
                .chars()
                .all(|c| c.is_ascii_digit() || c == ';');
        match (is_escape, is_color) {
            (true, true) => kept.push_str(part),
            (true, false) => {}
            (false, _) => {
                kept.extend(
                    part.split_inclusive('\n')
                        .map(|line| match line.strip_suffix('\n') {
                            Some(line) => clean_line(line),
                            None => clean(line).into_owned(),
                        }),
                )
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        let table = [
            (21, "0.021 s"),
            (99, "0.099 s"),
            (710, "0.71 s"),
            (12_400, "12.4 s"),
        ];
        for (time, text) in table {
            assert_eq!(seconds(Duration::from_millis(time)), text);
        }
    }

    #[test]
    fn only_colours_are_left_of_what_rustc_drew() {
        let drawn = "\u{1b}[1m\u{1b}[31merror\u{1b}[0m: x\u{1b}]0;pwn\u{7}\u{1b}[2J\n  \u{9b}31m\r";
        let kept = recolored(drawn);
        assert!(kept.starts_with("\u{1b}[1m\u{1b}[31merror\u{1b}[0m: x"));
        let rest = kept
            .replace("\u{1b}[1m", "")
            .replace("\u{1b}[31m", "")
            .replace("\u{1b}[0m", "");
        assert!(
            !rest.contains(|c: char| c.is_control() && c != '\n'),
            "{rest:?}"
        );
    }
}
