//! What cargo says while it builds: one JSON object a line on stdout (artifacts, rustc's diagnostics, the end), and on
//! stderr its progress bar and the errors that are its own. Pure: `build` runs cargo and hands the lines over.

use std::path::PathBuf;

use serde::Deserialize;

use super::problem::Problem;

/// A line of cargo's stdout, as far as it matters here.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    /// A crate is built; the last of these with an executable is the app.
    Artifact { executable: Option<PathBuf> },
    /// rustc found an error.
    Error {
        problem: Box<Problem>,
        rendered: String,
    },
    /// rustc has an opinion.
    Warning { rendered: String },
}

/// Reads a line of stdout; `None` when it says nothing that matters, as what build scripts and macros print does not.
pub(crate) fn message(line: &str) -> Option<Message> {
    match serde_json::from_str(line).ok()? {
        Line::CompilerArtifact { executable, target } => {
            let is_program = target.kind.iter().any(|kind| kind == "bin");
            Some(Message::Artifact {
                executable: executable.filter(|_| is_program),
            })
        }
        Line::CompilerMessage { message } => diagnostic(message),
        Line::Other => None,
    }
}

#[derive(Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
enum Line {
    CompilerArtifact {
        executable: Option<PathBuf>,
        target: Target,
    },
    CompilerMessage {
        message: Diagnostic,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    code: Option<Code>,
    #[serde(default)]
    spans: Vec<Span>,
    #[serde(default)]
    children: Vec<Child>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Code {
    code: String,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
}

#[derive(Deserialize)]
struct Child {
    message: String,
    level: String,
}

fn diagnostic(diagnostic: Diagnostic) -> Option<Message> {
    let rendered = diagnostic
        .rendered
        .unwrap_or_else(|| diagnostic.message.clone());
    if diagnostic.level == "warning" {
        // "3 warnings emitted" repeats what was said.
        return (!diagnostic.spans.is_empty()).then_some(Message::Warning { rendered });
    }
    if !diagnostic.level.starts_with("error") || diagnostic.message.starts_with("aborting due to") {
        return None;
    }
    let plain = console::strip_ansi_codes(&rendered).into_owned();
    let span = diagnostic.spans.iter().find(|span| span.is_primary);
    let help: Vec<_> = (diagnostic.children.into_iter())
        .filter(|child| child.level == "help" || child.level == "note")
        .map(|child| child.message)
        .collect();
    let mut problem = Problem {
        kind: "rustc".into(),
        message: diagnostic.message,
        code: diagnostic.code.map(|code| code.code),
        file: span.map(|span| span.file_name.clone()),
        line: span.map(|span| span.line_start),
        column: span.map(|span| span.column_start),
        excerpt: excerpt(&plain),
        help: (!help.is_empty()).then(|| help.join("\n")),
        ..Problem::default()
    };
    problem.id = format!(
        "rustc {} {}",
        problem.place().unwrap_or_default(),
        problem.message
    );
    Some(Message::Error {
        problem: Box::new(problem),
        rendered,
    })
}

/// The lines of code that rustc drew, without the message above them, which is shown by itself.
fn excerpt(rendered: &str) -> Option<String> {
    let drawn: Vec<_> = rendered
        .lines()
        .skip_while(|line| !line.trim_start().starts_with("-->"))
        .skip(1)
        .collect();
    let drawn = drawn.join("\n");
    (!drawn.trim().is_empty()).then(|| drawn.trim_end().to_owned())
}

/// How far a build is, from cargo's progress bar: `Building [====>    ] 12/80: serde, tokio`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) done: u64,
    pub(crate) of: u64,
    pub(crate) doing: String,
}

/// Reads a line of stderr as progress; `None` for every other line.
pub(crate) fn progress(line: &str) -> Option<Progress> {
    let (_, rest) = line
        .trim_start()
        .strip_prefix("Building [")?
        .split_once("] ")?;
    let (numbers, doing) = rest.split_once(':').unwrap_or((rest, ""));
    let (done, of) = numbers.trim().split_once('/')?;
    Some(Progress {
        done: done.parse().ok()?,
        of: of.parse().ok()?,
        doing: doing.trim().to_owned(),
    })
}

/// Cargo's own errors (a manifest it cannot read, a crate it cannot find), from the lines of its stderr.
pub(crate) fn own_error(stderr: &[String]) -> Option<Problem> {
    let start = stderr.iter().position(|line| line.starts_with("error"))?;
    let lines = &stderr[start..];
    let message = lines[0].trim_start_matches("error: ").to_owned();
    let mut problem = Problem::new(format!("cargo {message}"), "cargo", message);
    let rest = lines[1..].join("\n");
    problem.excerpt = (!rest.trim().is_empty()).then(|| rest.trim().to_owned());
    // ` --> Cargo.toml:5:8`, where cargo knows it.
    let place = lines
        .iter()
        .find_map(|line| line.trim_start().strip_prefix("--> "));
    if let Some(place) = place {
        let mut parts = place.trim().rsplitn(3, ':');
        problem.column = parts.next().and_then(|column| column.parse().ok());
        problem.line = parts.next().and_then(|line| line.parse().ok());
        problem.file = parts.next().map(str::to_owned);
    }
    Some(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_from_the_bar() {
        let bar = |done, of, doing: &str| {
            Some(Progress {
                done,
                of,
                doing: doing.into(),
            })
        };
        let table = [
            (
                "    Building [=====>           ] 12/80: serde, tokio(build)",
                bar(12, 80, "serde, tokio(build)"),
            ),
            ("    Building [                 ] 0/3", bar(0, 3, "")),
            ("   Compiling serde v1.0.0", None),
            ("    Building [", None),
            ("    Building [==] x/y: a", None),
            ("", None),
        ];
        for (line, expected) in table {
            assert_eq!(progress(line), expected, "{line}");
        }
    }

    #[test]
    fn an_artifact_names_the_program() {
        let line = |kind: &str, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","target":{{"kind":["{kind}"]}},"executable":{executable},"fresh":true}}"#
            )
        };
        let program = Message::Artifact {
            executable: Some("/t/debug/app".into()),
        };
        assert_eq!(message(&line("bin", r#""/t/debug/app""#)), Some(program));
        assert_eq!(
            message(&line("lib", "null")),
            Some(Message::Artifact { executable: None })
        );
    }

    #[test]
    fn an_error_becomes_a_problem() {
        let line = serde_json::json!({"reason": "compiler-message", "message": {
            "message": "mismatched types", "level": "error", "code": {"code": "E0308", "explanation": null},
            "spans": [
                {"file_name": "src/other.rs", "line_start": 1, "column_start": 1, "is_primary": false},
                {"file_name": "src/main.rs", "line_start": 2, "column_start": 18, "is_primary": true}
            ],
            "children": [{"message": "try this", "level": "help"}],
            "rendered": "\u{1b}[1merror[E0308]\u{1b}[0m: mismatched types\n --> src/main.rs:2:18\n  |\n2 |   let x: u8 = \"a\";\n"
        }});
        let Some(Message::Error { problem, rendered }) = message(&line.to_string()) else {
            panic!("not an error")
        };
        assert!(rendered.contains('\u{1b}'));
        assert_eq!(problem.place().as_deref(), Some("src/main.rs:2:18"));
        assert_eq!(problem.code.as_deref(), Some("E0308"));
        assert_eq!(problem.help.as_deref(), Some("try this"));
        assert_eq!(
            problem.excerpt.as_deref(),
            Some("  |\n2 |   let x: u8 = \"a\";")
        );
    }

    #[test]
    fn summaries_and_noise_say_nothing() {
        let level = |level: &str, text: &str| {
            serde_json::json!({"reason": "compiler-message", "message": {"message": text, "level": level, "code": null, "spans": []}})
                .to_string()
        };
        let table = [
            level("error", "aborting due to 2 previous errors"),
            level("failure-note", "For more information about this error"),
            level("warning", "2 warnings emitted"),
            r#"{"reason":"build-script-executed","package_id":"x"}"#.into(),
            r#"{"reason":"build-finished","success":true}"#.into(),
            "printed by a macro".into(),
            "{".into(),
        ];
        for line in table {
            assert_eq!(message(&line), None, "{line}");
        }
    }

    #[test]
    fn cargos_own_error_has_its_place() {
        let stderr = [
            "error: key with no value, expected `=`",
            " --> Cargo.toml:5:8",
            "  |",
            "5 | broken",
        ];
        let problem = own_error(&stderr.map(str::to_owned)).unwrap();
        assert_eq!(problem.message, "key with no value, expected `=`");
        assert_eq!(problem.place().as_deref(), Some("Cargo.toml:5:8"));
        assert_eq!(own_error(&["warning: unused".to_owned()]), None);
    }
}
