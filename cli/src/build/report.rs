//! What a build came to: every asset in its sizes, the binary, the time of each stage, and what changed
//! since the last build. As text for people and as JSON for machines.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::output::{Memory, Packed};
use crate::ui::Style;

/// Measures stages that follow each other.
#[derive(Debug)]
pub(crate) struct Stages {
    began: Instant,
    done: Vec<(&'static str, Duration)>,
}

impl Stages {
    /// The first stage begins.
    pub(crate) fn begin() -> Self {
        Self {
            began: Instant::now(),
            done: Vec::new(),
        }
    }

    /// A stage ends, and the next begins.
    pub(crate) fn end(&mut self, name: &'static str) {
        let before: Duration = self.done.iter().map(|(_, time)| *time).sum();
        self.done
            .push((name, self.began.elapsed().saturating_sub(before)));
    }
}

/// The sizes of one asset.
#[derive(Debug, PartialEq)]
struct Line {
    name: String,
    served: String,
    source: u64,
    bytes: u64,
    gzip: Option<u64>,
    brotli: Option<u64>,
    /// Bytes of the last build: `None` when it had no such asset.
    before: Option<u64>,
}

/// What a build came to.
#[derive(Debug)]
pub(crate) struct Report {
    lines: Vec<Line>,
    gone: Vec<String>,
    binary: PathBuf,
    bytes: u64,
    before: Option<u64>,
    stages: Vec<(&'static str, Duration)>,
}

impl Report {
    /// Puts together what was built and what is remembered of the build before.
    pub(crate) fn new(
        packed: &[Packed],
        binary: PathBuf,
        bytes: u64,
        last: &Memory,
        stages: Stages,
    ) -> Self {
        let size = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| bytes.len() as u64);
        let lines = packed.iter().map(|Packed { asset, variants }| Line {
            name: asset.name.clone(),
            served: asset.served.clone(),
            source: asset.source_bytes as u64,
            bytes: asset.bytes.len() as u64,
            gzip: size(&variants.gzip),
            brotli: size(&variants.brotli),
            before: last.assets.get(&asset.name).map(|before| before.bytes),
        });
        let lines: Vec<_> = lines.collect();
        let gone = last
            .assets
            .keys()
            .filter(|name| !lines.iter().any(|line| line.name == **name))
            .cloned()
            .collect();
        Self {
            lines,
            gone,
            binary,
            bytes,
            before: last.binary,
            stages: stages.done,
        }
    }

    /// For people.
    pub(crate) fn text(&self, style: Style) -> String {
        let first_build = self.before.is_none();
        let width = self
            .lines
            .iter()
            .map(|line| line.served.chars().count())
            .max()
            .unwrap_or(0)
            .max(6);
        let mut text = String::new();
        if !self.lines.is_empty() {
            let head = format!(
                "  {:width$}  {:>9}  {:>9}  {:>9}",
                "asset", "raw", "gzip", "brotli"
            );
            text.push_str(&format!("{}\n", style.dim(&head)));
            for line in &self.lines {
                let change = match line.before {
                    _ if first_build => String::new(),
                    None => "  new".to_owned(),
                    Some(before) => change(before, line.bytes),
                };
                text.push_str(&format!(
                    "  {:width$}  {:>9}  {:>9}  {:>9}{}\n",
                    line.served,
                    size(line.bytes),
                    line.gzip.map_or("–".to_owned(), size),
                    line.brotli.map_or("–".to_owned(), size),
                    marked(style, &change),
                ));
            }
            if self.lines.len() > 1 {
                let sum = |of: fn(&Line) -> u64| size(self.lines.iter().map(of).sum());
                let total = format!(
                    "  {:width$}  {:>9}  {:>9}  {:>9}",
                    "total",
                    sum(|line| line.bytes),
                    sum(|line| line.gzip.unwrap_or(line.bytes)),
                    sum(|line| line.brotli.unwrap_or(line.bytes)),
                );
                text.push_str(&format!("{}\n", style.dim(&total)));
            }
            for name in &self.gone {
                text.push_str(&format!("  {}\n", style.yellow(&format!("{name} is gone"))));
            }
            text.push('\n');
        }
        let stages: Vec<_> = self
            .stages
            .iter()
            .map(|(name, time)| format!("{name} {}", duration(*time)))
            .collect();
        let all = self.stages.iter().map(|(_, time)| *time).sum();
        text.push_str(&format!(
            "  {}\n\n",
            style.dim(&format!("{} · total {}", stages.join(" · "), duration(all)))
        ));
        let changed = self
            .before
            .map(|before| change(before, self.bytes))
            .unwrap_or_default();
        text.push_str(&format!(
            "  {} {}  {}{}",
            style.green("✓"),
            style.bold(&self.binary.display().to_string()),
            size(self.bytes),
            marked(style, &changed),
        ));
        text
    }

    /// For machines. Times are in milliseconds, sizes in bytes.
    pub(crate) fn json(&self) -> Value {
        let line = |line: &Line| {
            json!({
                "name": line.name, "served": line.served, "source": line.source, "bytes": line.bytes,
                "gzip": line.gzip, "brotli": line.brotli, "before": line.before,
            })
        };
        let stage = |(name, time): &(&str, Duration)| json!({ "name": name, "millis": time.as_secs_f64() * 1000.0 });
        json!({
            "binary": { "path": self.binary.display().to_string(), "bytes": self.bytes, "before": self.before },
            "assets": self.lines.iter().map(line).collect::<Vec<_>>(),
            "gone": self.gone,
            "stages": self.stages.iter().map(stage).collect::<Vec<_>>(),
        })
    }
}

/// `812 B`, `12.1 kB`, `3.42 MB`: a kilobyte is 1,000 bytes.
pub(crate) fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    if bytes < 1000.0 {
        format!("{bytes} B")
    } else if bytes < 999_950.0 {
        format!("{:.1} kB", bytes / 1e3)
    } else {
        format!("{:.2} MB", bytes / 1e6)
    }
}

fn marked(style: Style, change: &str) -> String {
    if change.is_empty() {
        String::new()
    } else {
        style.yellow(change)
    }
}

/// `  +1.2 kB`; nothing when nothing changed.
fn change(before: u64, after: u64) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("  +{}", size(after - before)),
        std::cmp::Ordering::Less => format!("  -{}", size(before - after)),
    }
}

/// `12 ms`, `1.4 s`, `2 min 5 s`.
pub(crate) fn duration(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        1..60 => format!("{:.1} s", time.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, bytes: u64, brotli: Option<u64>, before: Option<u64>) -> Line {
        Line {
            name: name.into(),
            served: name.into(),
            source: bytes,
            bytes,
            gzip: brotli,
            brotli,
            before,
        }
    }

    fn report(lines: Vec<Line>, gone: &[&str], before: Option<u64>) -> Report {
        Report {
            lines,
            gone: gone.iter().map(|name| (*name).to_owned()).collect(),
            binary: "dist/app".into(),
            bytes: 4_200_000,
            before,
            stages: vec![
                ("check", Duration::from_millis(12)),
                ("cargo", Duration::from_millis(1400)),
            ],
        }
    }

    #[test]
    fn sizes_and_times_are_short() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.00 MB"),
            (4_215_000, "4.21 MB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        for (millis, text) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (1000, "1.0 s"),
            (59_900, "59.9 s"),
            (125_000, "2 min 5 s"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn a_first_build_tells_sizes_and_a_later_one_changes() {
        let first = report(
            vec![
                line("app.css", 1200, Some(400), None),
                line("a.png", 5000, None, None),
            ],
            &[],
            None,
        );
        assert_eq!(
            first.text(Style::new(false)),
            "  asset          raw       gzip     brotli\n\
             \x20 app.css     1.2 kB      400 B      400 B\n\
             \x20 a.png       5.0 kB          –          –\n\
             \x20 total       6.2 kB     5.4 kB     5.4 kB\n\n\
             \x20 check 12 ms · cargo 1.4 s · total 1.4 s\n\n\
             \x20 ✓ dist/app  4.20 MB"
        );
        let later = report(
            vec![
                line("app.css", 1200, None, Some(1000)),
                line("b.png", 10, None, None),
            ],
            &["old.css"],
            Some(4_300_000),
        );
        let text = later.text(Style::new(false));
        for part in [
            "–  +200 B\n",
            "–  new\n",
            "  old.css is gone\n",
            "4.20 MB  -100.0 kB",
        ] {
            assert!(text.contains(part), "{part} in\n{text}");
        }
        assert_eq!(later.json()["assets"][0]["before"], 1000);
        assert_eq!(later.json()["binary"]["bytes"], 4_200_000);
    }
}
