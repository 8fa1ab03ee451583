//! Runs `cargo build` and turns what it says into events. The environment and the flags are the user's own and the same
//! each time: another RUSTFLAGS would make cargo build everything again. Its progress bar is asked for by `--config`,
//! which no fingerprint depends on, and gives the exact number of units to build.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use super::cargo::{self, Message};
use super::event::{Event, Events, Step};
use super::lines::Lines;
use super::process::Group;

/// A build that runs. Dropping it interrupts it.
#[derive(Debug)]
pub(crate) struct Build {
    pub(crate) number: u64,
    _running: oneshot::Sender<()>,
}

/// Starts a build of the package in `root`.
pub(crate) fn start(
    number: u64,
    root: &Path,
    bin: Option<&str>,
    events: Events,
) -> std::io::Result<Build> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .arg("build")
        .arg("--message-format=json-diagnostic-rendered-ansi")
        .args([
            "--config",
            "term.progress.when='always'",
            "--config",
            "term.progress.width=240",
        ])
        .args(["--config", "term.color='never'"])
        .current_dir(root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    if let Some(bin) = bin {
        command.args(["--bin", bin]);
    }
    let child = command.spawn()?;
    let (running, interrupted) = oneshot::channel();
    tokio::spawn(run(number, child, interrupted, events));
    Ok(Build {
        number,
        _running: running,
    })
}

async fn run(number: u64, mut child: Child, interrupted: oneshot::Receiver<()>, events: Events) {
    let group = Group::of(&child);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let finished = async {
        let (program, own) = tokio::join!(
            async { read_stdout(number, Lines::new(stdout?), &events).await },
            async { Some(read_stderr(number, Lines::new(stderr?), &events).await) },
        );
        (program, own, child.wait().await)
    };
    tokio::select! {
        (program, own, status) = finished => {
            let succeeded = status.as_ref().is_ok_and(ExitStatus::success);
            let outcome = match program {
                Some(program) if succeeded => Ok(program),
                _ if succeeded => Err(Some(nothing_to_run())),
                _ => Err(own
                    .and_then(|lines: Vec<String>| cargo::own_error(&lines))
                    .or_else(|| killed(status.ok()?))),
            };
            // The loop has ended when nobody takes it.
            let _ = events.send(Event::Built { number, outcome }).await;
        }
        // Resolves when the `Build` is dropped: its input has changed.
        _ = interrupted => {
            if let Some(group) = group {
                group.kill();
            }
        }
    }
}

async fn read_stdout(
    number: u64,
    mut lines: Lines<tokio::process::ChildStdout>,
    events: &Events,
) -> Option<PathBuf> {
    let mut program = None;
    while let Some(line) = lines.next().await {
        let step = match cargo::message(&line) {
            Some(Message::Artifact { executable }) => {
                program = executable.or(program);
                continue;
            }
            Some(Message::Error { problem, rendered }) => Step::Error { problem, rendered },
            Some(Message::Warning { rendered }) => Step::Warning { rendered },
            None => continue,
        };
        events.send(Event::Building { number, step }).await.ok()?;
    }
    program
}

async fn read_stderr(
    number: u64,
    mut lines: Lines<tokio::process::ChildStderr>,
    events: &Events,
) -> Vec<String> {
    let mut kept = Vec::new();
    while let Some(line) = lines.next().await {
        let step = if let Some(progress) = cargo::progress(&line) {
            Step::Progress(progress)
        } else if line
            .trim_start()
            .starts_with("Blocking waiting for file lock")
        {
            Step::Blocked
        } else {
            if !line.starts_with("error: could not compile") && kept.len() < 1000 {
                kept.push(line);
            }
            continue;
        };
        if events.send(Event::Building { number, step }).await.is_err() {
            break;
        }
    }
    kept
}

/// Somebody else ended it, or the system did for want of memory: it has nothing to say of that itself.
fn killed(status: ExitStatus) -> Option<super::problem::Problem> {
    let signal = status.signal()?;
    let message = format!("cargo was ended by signal {signal}: press `r` to build again");
    Some(super::problem::Problem::new(
        "cargo ended",
        "cargo",
        message,
    ))
}

fn nothing_to_run() -> super::problem::Problem {
    super::problem::Problem::new(
        "cargo no program",
        "cargo",
        "the package has no program to run: add src/main.rs",
    )
}
