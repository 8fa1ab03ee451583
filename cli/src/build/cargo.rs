//! Runs cargo: once for what it knows of the project, once to build, with progress and its own words.
//! What its lines mean is read by `dev::cargo`, which the dev loop uses too.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

use crate::dev::cargo::{self as said, Message};
use crate::{Error, Project, Result, Ui};

/// What cargo knows of the project.
#[derive(Debug)]
pub(crate) struct Cargo {
    /// Where it builds.
    pub(crate) target: PathBuf,
    /// The folder of the workspace, the project's own as a rule.
    pub(crate) workspace: PathBuf,
    /// The program that the project builds.
    pub(crate) program: String,
    root: PathBuf,
    package: String,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    default_run: Option<String>,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Cargo {
    /// Asks cargo where things are.
    pub(crate) fn ask(project: &Project) -> Result<Self> {
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(&project.root)
            .stderr(Stdio::piped())
            .output()
            .map_err(|error| not_found(&error))?;
        if !output.status.success() {
            return Err(Error::failed("cargo cannot read the project")
                .note(String::from_utf8_lossy(&output.stderr).trim()));
        }
        let metadata: Metadata = serde_json::from_slice(&output.stdout).map_err(Error::bug)?;
        let package = metadata
            .packages
            .iter()
            .find(|package| package.name == project.package);
        let program = package.and_then(program).ok_or_else(|| {
            Error::failed(format!("`{}` has no program to build", project.package))
                .hint("a src/main.rs makes one")
        })?;
        Ok(Self {
            program,
            target: metadata.target_directory,
            workspace: metadata.workspace_root,
            root: project.root.clone(),
            package: project.package.clone(),
        })
    }

    /// Builds the program and gives its place.
    pub(crate) fn build(
        &self,
        arguments: &[&str],
        environment: &[(&str, &Path)],
        ui: &Ui,
    ) -> Result<PathBuf> {
        let colored = ui.style().is_on();
        let mut child = Command::new("cargo")
            .args(["build", "--package", &self.package, "--bin", &self.program])
            .args(arguments)
            .arg(if colored {
                "--message-format=json-diagnostic-rendered-ansi"
            } else {
                "--message-format=json"
            })
            .envs(environment.iter().copied())
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "100")
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| not_found(&error))?;
        let stderr = child.stderr.take();
        let progress = ui.progress("building");
        let watching = ui.clone();
        let words = std::thread::spawn(move || {
            stderr
                .map(|stderr| watch(stderr, progress, &watching))
                .unwrap_or_default()
        });
        let mut executable = None;
        let mut errors = Vec::new();
        for line in child
            .stdout
            .take()
            .into_iter()
            .flat_map(|stdout| BufReader::new(stdout).lines())
            .map_while(Result::ok)
        {
            match said::message(&line) {
                Some(Message::Artifact {
                    executable: Some(path),
                }) => executable = Some(path),
                Some(Message::Error { rendered, .. }) => errors.push(rendered),
                Some(Message::Warning { rendered }) => ui.say(rendered.trim_end()),
                Some(Message::Artifact { executable: None }) | None => {}
            }
        }
        let status = child
            .wait()
            .map_err(|error| Error::failed("failed to wait for cargo").cause(&error))?;
        let words = words.join().unwrap_or_default();
        match (status.success(), executable) {
            (true, Some(executable)) => Ok(executable),
            (true, None) => Err(Error::bug("cargo built no program")),
            (false, _) => Err(failed(errors, words)),
        }
    }
}

/// Shows cargo's progress, and keeps the last of what else it says.
fn watch(stderr: impl Read, mut progress: crate::ui::Progress, ui: &Ui) -> VecDeque<String> {
    const KEPT: usize = 200;
    let mut words = VecDeque::new();
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    // The bar is drawn over with a carriage return; a plain line ends with a newline.
    while read_line(&mut reader, &mut line) {
        let text = console::strip_ansi_codes(&String::from_utf8_lossy(&line))
            .trim_end()
            .to_owned();
        line.clear();
        if let Some(done) = said::progress(&text) {
            progress.set(done.done, done.of, &done.doing);
        } else if !text.trim().is_empty() {
            ui.detail(&text);
            words.push_back(text);
            if words.len() > KEPT {
                words.pop_front();
            }
        }
    }
    progress.finish();
    words
}

/// Reads up to `\r` or `\n`; false at the end.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> bool {
    loop {
        let (taken, complete) = match reader.fill_buf() {
            Ok([]) | Err(_) => return !line.is_empty(),
            Ok(bytes) => match bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
                Some(end) => {
                    line.extend_from_slice(&bytes[..end]);
                    (end + 1, true)
                }
                None => {
                    line.extend_from_slice(bytes);
                    (bytes.len(), false)
                }
            },
        };
        reader.consume(taken);
        if complete {
            return true;
        }
    }
}

/// rustc's errors, or without any cargo's own words, under one line that counts them.
fn failed(errors: Vec<String>, words: VecDeque<String>) -> Error {
    let error = match errors.len() {
        0 => Error::failed("cargo could not build the project"),
        1 => Error::failed("the project does not compile: 1 error"),
        count => Error::failed(format!("the project does not compile: {count} errors")),
    };
    if errors.is_empty() {
        let words = words
            .into_iter()
            .skip_while(|line| !line.starts_with("error"));
        return words.fold(error, Error::note);
    }
    let plain = |error: String| console::strip_ansi_codes(error.trim_end()).into_owned();
    errors.into_iter().map(plain).fold(error, Error::note)
}

fn not_found(error: &std::io::Error) -> Error {
    Error::environment("failed to run `cargo`")
        .cause(error)
        .hint("https://rustup.rs installs Rust")
}

fn program(package: &Package) -> Option<String> {
    let programs = || {
        package
            .targets
            .iter()
            .filter(|target| target.kind.iter().any(|kind| kind == "bin"))
    };
    let named = |name: &str| programs().find(|target| target.name == name);
    let default = package.default_run.as_deref().and_then(named);
    default
        .or_else(|| named(&package.name))
        .or_else(|| programs().next())
        .map(|target| target.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_the_one_that_runs_by_default() {
        for (default, programs, expected) in [
            (None, vec!["app"], Some("app")),
            (None, vec!["admin", "app"], Some("app")),
            (Some("admin"), vec!["admin", "app"], Some("admin")),
            (None, vec!["server"], Some("server")),
            (None, vec![], None),
        ] {
            let target = |name: &&str| Target {
                name: (*name).into(),
                kind: vec!["bin".into()],
            };
            let library = Target {
                name: "app".into(),
                kind: vec!["lib".into()],
            };
            let targets = std::iter::once(library)
                .chain(programs.iter().map(target))
                .collect();
            let package = Package {
                name: "app".into(),
                default_run: default.map(str::to_owned),
                targets,
            };
            assert_eq!(program(&package).as_deref(), expected, "{programs:?}");
        }
    }

    #[test]
    fn lines_end_with_either_mark() {
        let mut reader = BufReader::with_capacity(3, &b"one\rtwo\n\nthree"[..]);
        let mut lines = Vec::new();
        let mut line = Vec::new();
        while read_line(&mut reader, &mut line) {
            lines.push(String::from_utf8(std::mem::take(&mut line)).unwrap());
        }
        assert_eq!(lines, ["one", "two", "", "three"]);
    }

    #[test]
    fn rustcs_errors_are_told_and_without_them_cargos_words() {
        let words =
            ["    Updating index", "error: no matching package", "  more"].map(str::to_owned);
        assert_eq!(
            failed(Vec::new(), words.clone().into()).causes(),
            ["error: no matching package", "  more"]
        );
        let colored = "\u{1b}[1merror[E0308]\u{1b}[0m: mismatched types\n".to_owned();
        let told = failed(vec![colored], words.into());
        assert_eq!(told.message(), "the project does not compile: 1 error");
        assert_eq!(told.causes(), ["error[E0308]: mismatched types"]);
    }
}
