//! What is wrong in a template or an asset: the place, the words, and the lines around it.
//! `templates` and `css` find faults; `run` tells all of them together, before anything compiles.

use std::fmt;

use crate::Error;

/// Lines shown before and after the one that is meant.
const AROUND: usize = 1;

/// One mistake in a file of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The file, relative to the project.
    pub(crate) file: String,
    /// The line in it, from 1; 0 when it is about the whole file.
    pub(crate) line: usize,
    /// What is wrong.
    pub(crate) message: String,
    /// The line and those around it, numbered.
    pub(crate) excerpt: String,
}

impl Fault {
    /// A mistake in line `line` of `source`.
    pub(crate) fn new(
        file: impl Into<String>,
        line: usize,
        message: impl Into<String>,
        source: &str,
    ) -> Self {
        Self {
            file: file.into(),
            line,
            message: message.into(),
            excerpt: excerpt(source, line),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}", self.file, self.message)?,
            line => write!(out, "{}:{line}: {}", self.file, self.message)?,
        }
        for line in self.excerpt.lines() {
            write!(out, "\n  {line}")?;
        }
        Ok(())
    }
}

/// All mistakes as one error, in the order of files and lines.
pub(crate) fn error(mut faults: Vec<Fault>) -> Error {
    faults.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    faults.dedup();
    let message = match faults.len() {
        1 => "a mistake in the project's templates or assets".to_owned(),
        count => format!("{count} mistakes in the project's templates and assets"),
    };
    faults.iter().fold(Error::failed(message), |error, fault| {
        error.note(fault.to_string())
    })
}

/// The line of a byte offset, from 1.
pub(crate) fn line_of(source: &str, offset: usize) -> usize {
    source.as_bytes()[..offset.min(source.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

fn excerpt(source: &str, line: usize) -> String {
    if line == 0 {
        return String::new();
    }
    let first = line.saturating_sub(AROUND).max(1);
    let lines = source
        .lines()
        .enumerate()
        .skip(first - 1)
        .take(line + AROUND + 1 - first);
    let shown = lines.map(|(index, text)| {
        let number = index + 1;
        let mark = if number == line { '>' } else { ' ' };
        format!("{mark} {number:>4} | {}", shorten(text))
    });
    shown.collect::<Vec<_>>().join("\n")
}

/// Minified files have lines of megabytes.
fn shorten(line: &str) -> String {
    const LONGEST: usize = 160;
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_shows_its_place() {
        let source = "one\ntwo\nthree\nfour\n";
        for (line, shown) in [
            (1, "f.html:1: no\n  >    1 | one\n       2 | two"),
            (
                3,
                "f.html:3: no\n       2 | two\n  >    3 | three\n       4 | four",
            ),
            (4, "f.html:4: no\n       3 | three\n  >    4 | four"),
            (0, "f.html: no"),
        ] {
            assert_eq!(Fault::new("f.html", line, "no", source).to_string(), shown);
        }
        let long = Fault::new("f", 1, "no", &"x".repeat(100_000)).to_string();
        assert!(long.len() < 300, "{} bytes", long.len());
    }

    #[test]
    fn offsets_become_lines() {
        for (offset, line) in [(0, 1), (3, 1), (4, 2), (8, 3), (99, 3)] {
            assert_eq!(line_of("one\ntwo\nx", offset), line, "offset {offset}");
        }
    }
}
