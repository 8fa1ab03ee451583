//! `liveview dev`: the loop from a save to the open page.
//!
//! `watch ──paths──▶ change ──ChangeSet──▶ action ──Actions──▶ build | swap | push ──▶ notify ──▶ browser`
//!
//! Tasks at the edges send an `Event` each; `Loop` (in `live`) takes them one by one and is the only place where they
//! meet. Pure: `change`, `action`, `cargo`, `swap`, `guard`, `headers`, `dotenv`. The public port is `server`: each
//! request passes `guard`, then goes to `own` (routes below `/__liveview`) or by `proxy` and `bridge` through the
//! `gate` to whichever run of the `app` serves.

#[cfg(not(unix))]
compile_error!("`liveview dev` needs Unix sockets: it runs on Linux, macOS and WSL");

mod action;
mod app;
mod bridge;
mod browser;
mod build;
pub(crate) mod cargo;
mod change;
mod dotenv;
mod event;
mod gate;
mod guard;
mod headers;
mod keys;
mod lines;
mod live;
mod message;
mod notify;
mod own;
mod problem;
mod process;
mod program;
mod proxy;
mod screen;
mod server;
mod socket;
mod swap;
mod token;
mod watch;

use crate::{Error, Exit, Project, Result, Ui};

/// What was asked of the dev server.
#[derive(Debug, Clone, Default)]
pub struct DevOptions {
    /// The port, when it is not the project's. 0 is any free one.
    pub port: Option<u16>,
    /// Fail when the port is taken.
    pub strict_port: bool,
    /// Open a browser.
    pub open: bool,
    /// Watch by reading.
    pub poll: bool,
}

/// Runs the dev server until it is told to stop.
///
/// # Errors
///
/// When it cannot begin: the port is taken and no other will do, or the system refuses what it needs.
pub fn run(project: &Project, options: DevOptions, ui: &Ui) -> Result<Exit> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| {
            Error::environment("failed to start the dev server's threads").cause(&error)
        })?;
    let exit = runtime.block_on(live::run(project, &options, ui));
    // The thread that reads keys waits for one more; nothing else is worth waiting for.
    runtime.shutdown_background();
    exit
}
