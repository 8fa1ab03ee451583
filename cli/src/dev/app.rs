//! Runs of the app: each on a Unix socket of its own, with one end of a socket pair as its pipe. It says by the pipe
//! that it is ready; when the pipe ends on its side, the dev server has gone and it ends too.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustix::io::{FdFlags, fcntl_getfd, fcntl_setfd};
use tokio::io::{AsyncRead, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::dotenv;
use super::event::{Event, Events};
use super::gate::Route;
use super::lines::Lines;
use super::message::{self, ToApp};
use super::process::Group;
use super::swap::Generation;

/// How long a run may take to end once it was asked to.
const PATIENCE: Duration = Duration::from_secs(12);

/// The last lines of stderr that are kept, to say why a run ended.
const LAST_LINES: usize = 40;

/// Longest line of a run: its sessions in memory, which are 64 MiB at most, and what is on the screens of its pages.
const LINE_LIMIT: usize = 128 * 1024 * 1024;

/// What every run is started with.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) root: PathBuf,
    pub(crate) env_file: PathBuf,
    /// Where the sockets are: only this user may enter.
    pub(crate) sockets: PathBuf,
    /// The same for every run, or the pages that are open would be strangers to the next one.
    pub(crate) secret: String,
    pub(crate) page_token: String,
    pub(crate) url: String,
}

/// A run of the app. Dropping it asks the run to end.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) route: Route,
    pub(crate) started: Instant,
    pipe: mpsc::UnboundedSender<ToApp>,
    stop: mpsc::UnboundedSender<Stop>,
}

#[derive(Debug, Clone, Copy)]
enum Stop {
    Gently,
    Now,
}

impl App {
    /// Says something on the pipe; a run that has ended does not hear it.
    pub(crate) fn send(&self, message: ToApp) {
        let _ = self.pipe.send(message);
    }

    /// Asks it to end, and ends it when it does not.
    pub(crate) fn end(&self) {
        let _ = self.stop.send(Stop::Gently);
    }

    /// Ends it now, with all that it started.
    pub(crate) fn kill(&self) {
        let _ = self.stop.send(Stop::Now);
    }
}

impl Launch {
    /// Starts a run of this program. What becomes of it comes as events.
    pub(crate) fn start(
        &self,
        program: &Path,
        generation: Generation,
        events: Events,
    ) -> io::Result<App> {
        let socket = self.sockets.join(format!("{generation}.sock"));
        let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
        ours.set_nonblocking(true)?;
        let ours = UnixStream::from_std(ours)?;
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .envs(self.environment())
            .env("LIVEVIEW_LISTEN", format!("unix:{}", socket.display()))
            .env("LIVEVIEW_DEV_FD", theirs.as_raw_fd().to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        inherit(&mut command, theirs.as_raw_fd());
        let child = command.spawn()?;
        drop(theirs);

        let (pipe, to_write) = mpsc::unbounded_channel();
        let (stop, stops) = mpsc::unbounded_channel();
        let (reader, writer) = ours.into_split();
        tokio::spawn(write(writer, to_write));
        tokio::spawn(attend(generation, child, reader, stops, events));
        let app = App {
            route: Route {
                generation,
                socket: Arc::new(socket),
            },
            started: Instant::now(),
            pipe,
            stop,
        };
        app.send(ToApp::Welcome {
            page_token: self.page_token.clone(),
            url: self.url.clone(),
        });
        Ok(app)
    }

    /// What the environment does not hold already: the variables of the `.env` file, and a secret.
    fn environment(&self) -> Vec<(String, String)> {
        let text = std::fs::read_to_string(self.root.join(&self.env_file)).unwrap_or_default();
        let mut variables = dotenv::parse(&text).variables;
        let needs_secret = variables
            .get("LIVEVIEW_SECRET")
            .is_none_or(String::is_empty);
        if needs_secret {
            variables.insert("LIVEVIEW_SECRET".into(), self.secret.clone());
        }
        // Programs of the same name share a target folder where one is set for all projects, and cargo may take
        // another's for this one's: its templates are not.
        variables.insert(
            "LIVEVIEW_ROOT".into(),
            self.root.to_string_lossy().into_owned(),
        );
        variables
            .into_iter()
            .filter(|(name, _)| std::env::var_os(name).is_none_or(|value| value.is_empty()))
            .collect()
    }
}

/// Lets the child keep this one descriptor. It is done in the child alone, so that no other child inherits it.
#[expect(
    unsafe_code,
    reason = "what runs between fork and exec has no safe form"
)]
fn inherit(command: &mut Command, descriptor: i32) {
    // SAFETY: between fork and exec only async-signal-safe calls are made (fcntl), and nothing is allocated. The
    // descriptor is open: the caller holds it until the child has been spawned.
    unsafe {
        command.pre_exec(move || {
            let descriptor = BorrowedFd::borrow_raw(descriptor);
            let flags = fcntl_getfd(descriptor)?;
            Ok(fcntl_setfd(descriptor, flags.difference(FdFlags::CLOEXEC))?)
        });
    }
}

async fn write(mut pipe: OwnedWriteHalf, mut messages: mpsc::UnboundedReceiver<ToApp>) {
    while let Some(message) = messages.recv().await {
        let Ok(mut line) = serde_json::to_vec(&message) else {
            continue;
        };
        line.push(b'\n');
        if pipe.write_all(&line).await.is_err() {
            return;
        }
    }
}

/// Follows a run to its end: what it says, what it prints, and when it stops.
async fn attend(
    generation: Generation,
    mut child: Child,
    pipe: OwnedReadHalf,
    mut stops: mpsc::UnboundedReceiver<Stop>,
    events: Events,
) {
    let group = Group::of(&child);
    let stdout = child
        .stdout
        .take()
        .map(|stdout| tokio::spawn(print(stdout, events.clone())));
    let stderr = child
        .stderr
        .take()
        .map(|stderr| tokio::spawn(print(stderr, events.clone())));
    let said = tokio::spawn(listen(generation, pipe, events.clone()));
    let signal = |send: fn(Group)| group.map_or((), send);
    let (mut deadline, mut held) = (None, true);
    let status = loop {
        tokio::select! {
            status = child.wait() => break status.ok(),
            stop = stops.recv(), if held => {
                held = stop.is_some();
                match stop {
                    Some(Stop::Now) => signal(Group::kill),
                    Some(Stop::Gently) | None if deadline.is_none() => {
                        deadline = Some(tokio::time::Instant::now() + PATIENCE);
                        signal(Group::end);
                    }
                    _ => {}
                }
            }
            () = sleep_until(deadline.unwrap_or_else(tokio::time::Instant::now)), if deadline.is_some() => {
                deadline = None;
                signal(Group::kill);
            }
        }
    };
    // What it started itself has no business without it.
    if let Some(group) = group {
        group.kill();
    }
    let mut last = Vec::new();
    for printed in [stdout, stderr].into_iter().flatten() {
        // The pipes end when the group has; a grandchild that left the group may hold them open, and is not waited for.
        if let Ok(Ok(lines)) = tokio::time::timeout(Duration::from_secs(1), printed).await {
            last = lines;
        }
    }
    let _ = tokio::time::timeout(Duration::from_secs(1), said).await;
    let _ = events
        .send(Event::Exited {
            generation,
            status,
            last,
        })
        .await;
}

async fn listen(generation: Generation, pipe: OwnedReadHalf, events: Events) {
    let mut lines = Lines::up_to(LINE_LIMIT, pipe);
    while let Some(line) = lines.next().await {
        if let Some(message) = message::read(&line)
            && events
                .send(Event::App {
                    generation,
                    message,
                })
                .await
                .is_err()
        {
            return;
        }
    }
}

/// Sends on what a run prints, and returns its last lines.
async fn print(pipe: impl AsyncRead + Unpin, events: Events) -> Vec<String> {
    let mut lines = Lines::new(pipe);
    let mut last = Vec::new();
    while let Some(line) = lines.next().await {
        if last.len() == LAST_LINES {
            last.remove(0);
        }
        last.push(line.clone());
        if events.send(Event::Output { line }).await.is_err() {
            break;
        }
    }
    last
}
