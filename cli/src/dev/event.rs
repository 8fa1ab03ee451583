//! All that can happen to the dev loop. Tasks (the watcher, cargo, the app, pages, keys) send events into one channel;
//! the loop takes them out one by one. The channel is bounded: an app that prints without end waits for the terminal.

use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Instant;

use tokio::sync::mpsc;

use super::cargo;
use super::change::ChangeSet;
use super::keys::Key;
use super::message::FromApp;
use super::problem::Problem;
use super::swap::Generation;

/// Every task's end of the channel.
pub(crate) type Events = mpsc::Sender<Event>;

/// What happened.
#[derive(Debug)]
pub(crate) enum Event {
    /// Files have changed; the first of them at this moment.
    Changed { changes: ChangeSet, at: Instant },
    /// The watcher has something to say.
    Watching(String),
    /// A build says something.
    Building { number: u64, step: Step },
    /// A build has ended: with the program, or with cargo's own error when rustc said nothing.
    Built {
        number: u64,
        outcome: Result<PathBuf, Option<Problem>>,
    },
    /// A run of the app says something on its pipe.
    App {
        generation: Generation,
        message: FromApp,
    },
    /// A run of the app prints a line.
    Output { line: String },
    /// A run of the app has ended; with its last lines on stderr.
    Exited {
        generation: Generation,
        status: Option<ExitStatus>,
        last: Vec<String>,
    },
    /// All that went to the app is answered.
    Drained,
    /// A stage of a swap takes longer than it may.
    Late { stage: u64 },
    /// A run has had a while to become ready.
    Waited { generation: Generation },
    /// An app that died so many times in a row is to be started again.
    Restart { failures: u32 },
    /// No page has shown this for a while.
    Unpainted { id: u64 },
    /// A page shows what it was told to show.
    Painted { id: u64 },
    /// A page's console.
    Console { level: String, text: String },
    /// A key was pressed.
    Key(Key),
    /// Ctrl-C, SIGTERM, or the terminal has gone.
    Quit,
}

/// What a build says on its way.
#[derive(Debug)]
pub(crate) enum Step {
    /// How far it is.
    Progress(cargo::Progress),
    /// An error of rustc, and how rustc draws it.
    Error {
        problem: Box<Problem>,
        rendered: String,
    },
    /// A warning, as rustc draws it.
    Warning { rendered: String },
    /// Cargo waits for another cargo.
    Blocked,
}
