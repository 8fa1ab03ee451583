//! Which rows a page wants to see: words to look for, a kind, a connection.
//! Each page has its own, and `view` asks it of every row.

use super::row::{Kind, Outcome, Row};

/// What to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Each has to be found; in lower case.
    words: Vec<String>,
    /// None of these may be found: written with `-` in front.
    without: Vec<String>,
    /// The kind of rows.
    pub(crate) scope: Scope,
    /// Rows of this connection only.
    pub(crate) connection: Option<u64>,
}

/// The kinds that can be chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything.
    #[default]
    All,
    /// Messages and their answers.
    Calls,
    /// Frames that nobody asked for.
    Pushes,
    /// Edits and what they led to.
    Builds,
    /// What somebody should look at.
    Failures,
}

impl Scope {
    /// The values of the form's field, in the order in which they are offered.
    pub(crate) const WORDS: [&str; 5] = ["all", "calls", "pushes", "builds", "failures"];

    /// Reads the value of the form's field.
    pub(crate) fn parse(word: &str) -> Self {
        match word {
            "calls" => Self::Calls,
            "pushes" => Self::Pushes,
            "builds" => Self::Builds,
            "failures" => Self::Failures,
            _ => Self::All,
        }
    }
}

impl Filter {
    /// Reads what was typed: words that have to be found, and after `-` words that must not.
    pub(crate) fn new(typed: &str, scope: Scope, connection: Option<u64>) -> Self {
        let mut filter = Self {
            scope,
            connection,
            ..Self::default()
        };
        for word in typed.split_whitespace() {
            match word.strip_prefix('-') {
                Some("") => {}
                Some(word) => filter.without.push(word.to_lowercase()),
                None => filter.words.push(word.to_lowercase()),
            }
        }
        filter
    }

    /// Whether a page with this filter shows `row`.
    pub(crate) fn shows(&self, row: &Row) -> bool {
        self.connection
            .is_none_or(|connection| row.connection == Some(connection))
            && self.in_scope(&row.kind)
            && self.words.iter().all(|word| holds(row, word))
            && !self.without.iter().any(|word| holds(row, word))
    }

    fn in_scope(&self, kind: &Kind) -> bool {
        match self.scope {
            Scope::All => true,
            Scope::Calls => matches!(kind, Kind::Call(_)),
            Scope::Pushes => matches!(kind, Kind::Push(_)),
            Scope::Builds => matches!(kind, Kind::Build(_)),
            Scope::Failures => match kind {
                Kind::Call(call) => call.outcome.is_failure(),
                Kind::Push(push) => push.word == "error",
                Kind::Build(build) => build.failed.is_some(),
                Kind::Problem(_) => true,
                Kind::Socket(_) => false,
            },
        }
    }
}

/// Whether any text of the row holds `word`, which is in lower case.
fn holds(row: &Row, word: &str) -> bool {
    let found = |text: &str| contains(text, word);
    match &row.kind {
        Kind::Call(call) => {
            let file = call
                .trace
                .as_ref()
                .and_then(|trace| trace.file.as_deref())
                .unwrap_or_default();
            found(&call.function)
                || found(call.outcome.word())
                || found(file)
                || found(&call.message.text)
                || call
                    .answer
                    .as_ref()
                    .is_some_and(|answer| found(&answer.frame.text))
        }
        Kind::Push(push) => found(push.word) || found(&push.frame.text),
        Kind::Socket(_) => found("socket"),
        Kind::Build(build) => {
            found(build.kind.word())
                || build.changed.iter().any(|file| found(file))
                || build.failed.as_deref().is_some_and(found)
        }
        Kind::Problem(problem) => {
            found("problem")
                || found(&problem.kind)
                || found(&problem.message)
                || problem.file.as_deref().is_some_and(found)
        }
    }
}

/// Case is ignored in ASCII, which is what code is made of; other letters are compared as they are
/// in lower case. No copy of the text is made: frames are long and rows are many.
fn contains(text: &str, word: &str) -> bool {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else {
        return true;
    };
    text.windows(word.len())
        .any(|part| part[0].eq_ignore_ascii_case(first) && part.eq_ignore_ascii_case(word))
}

impl Outcome {
    /// Whether the answer is still to come.
    pub(crate) fn is_waiting(self) -> bool {
        self == Self::Waiting
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::inspector::record::Record;
    use crate::inspector::row::{BuildRecord, ConnectionInfo, Direction, Problem};

    fn rows() -> Record {
        let at = SystemTime::UNIX_EPOCH;
        let mut record = Record::new(100);
        record.opened(at, 1, ConnectionInfo::default());
        record.frame(
            at,
            1,
            Direction::FromPage,
            r#"{"function":"search","form":{"query":"Rust"},"ref":1}"#,
        );
        record.frame(
            at,
            1,
            Direction::ToPage,
            r##"{"target":"#results","html":"<li>Ferris</li>","ref":1}"##,
        );
        record.frame(
            at,
            2,
            Direction::ToPage,
            r##"{"target":"#clock","html":"12:00"}"##,
        );
        record.frame(at, 2, Direction::FromPage, r#"{"function":"gone","ref":1}"#);
        record.frame(
            at,
            2,
            Direction::ToPage,
            r#"{"ref":9,"error":{"code":"internal","message":"x"}}"#,
        );
        record.build(
            at,
            BuildRecord {
                changed: vec!["src/lib.rs".into()],
                ..BuildRecord::default()
            },
        );
        record.problem(
            at,
            Problem {
                id: "a".into(),
                message: "mismatched types".into(),
                ..Problem::default()
            },
        );
        record
    }

    #[test]
    fn words_scopes_and_connections_choose_rows() {
        for (typed, scope, connection, expected) in [
            ("", "all", None, vec![1, 2, 3, 4, 5, 6, 7]),
            ("rust", "all", None, vec![2]),
            ("FERRIS", "all", None, vec![2]),
            ("search ferris", "all", None, vec![2]),
            ("search clock", "all", None, vec![]),
            ("-search -socket -", "all", None, vec![3, 4, 5, 6, 7]),
            ("lib.rs", "all", None, vec![6]),
            ("mismatched", "all", None, vec![7]),
            ("", "calls", None, vec![2, 4]),
            ("", "pushes", None, vec![3, 5]),
            ("", "builds", None, vec![6]),
            ("", "failures", None, vec![5, 7]),
            ("", "all", Some(2), vec![3, 4, 5]),
            ("clock", "pushes", Some(2), vec![3]),
        ] {
            let filter = Filter::new(typed, Scope::parse(scope), connection);
            let shown: Vec<u64> = rows()
                .rows()
                .iter()
                .filter(|row| filter.shows(row))
                .map(|row| row.id)
                .collect();
            assert_eq!(shown, expected, "{typed} {scope} {connection:?}");
        }
    }
}
