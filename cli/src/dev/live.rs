//! The dev loop: sets everything up, takes one event after another, and ends everything. What each event means for
//! builds is in `live/builds.rs`, for runs of the app in `live/runs.rs`, for pages in `live/pages.rs`.

mod builds;
mod pages;
mod runs;
mod setup;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::mpsc;

use super::DevOptions;
use super::action;
use super::app::{App, Launch};
use super::build::Build;
use super::change::{Change, ChangeSet};
use super::event::{Event, Events};
use super::gate::Gate;
use super::guard::Guard;
use super::keys::{self, Key};
use super::message::Handed;
use super::notify::Notifier;
use super::program;
use super::screen::Screen;
use super::server::{self, Listening, Server};
use super::swap::{Generation, Happened, Swap};
use super::token::{self, Tokens};
use super::watch::{self, Sources, Watched};
use super::{browser, own};
use crate::inspector::{self, Recorder};
use crate::{Error, Exit, Project, Result, Ui};

/// Events that may wait. The app's output is among them, so that a flood of it waits too.
const EVENTS: usize = 1024;

/// From being told to stop until everything has ended.
const FAREWELL: Duration = Duration::from_millis(1500);

/// What the loop knows.
struct Loop {
    root: PathBuf,
    bin: Option<String>,
    address: String,
    began: Instant,
    events: Events,
    screen: Screen,
    gate: Gate,
    notifier: Notifier,
    recorder: Recorder,
    tokens: Arc<Tokens>,
    launch: Launch,
    /// Further folders to watch, known after the first build.
    sources: Sources,

    build: Option<Running>,
    builds: u64,
    /// Warnings of rustc that were shown; cargo repeats them with each build.
    warned: HashSet<String>,
    /// The newest good build, with its time: a build that changed nothing leaves both as they are.
    program: Option<(PathBuf, Option<SystemTime>)>,

    swap: Swap,
    apps: BTreeMap<Generation, App>,
    /// What the old run told of its pages and sessions, on its way to the new one.
    handed: Option<Handed>,
    /// Counts the stages of swaps, so that a deadline is known to belong to one that has passed.
    stages: u64,
    /// Runs that ended before their time, one after another.
    failures: u32,
    /// The last lines of the run that ended last.
    last_words: Vec<String>,
    /// What the swap under way is for.
    due: Option<Due>,

    /// What pages were sent and have not painted yet.
    painting: HashMap<u64, Painting>,
    ids: u64,
    /// Edits made while paused.
    paused: Option<(ChangeSet, Instant)>,
}

/// A build, and what it is for.
struct Running {
    build: Build,
    causes: Vec<String>,
    began: Instant,
    /// Whether this build has said that something is wrong.
    failed: bool,
    /// Swap, also when nothing changed.
    forced: bool,
}

/// A build that is on its way to the pages.
struct Due {
    causes: Vec<String>,
    compiled: Option<Duration>,
    since: Instant,
}

/// What was sent to pages.
struct Painting {
    what: String,
    kind: crate::inspector::BuildKind,
    at: Instant,
    pages: u64,
}

/// Runs the dev server.
pub(crate) async fn run(project: &Project, options: &DevOptions, ui: &Ui) -> Result<Exit> {
    let began = Instant::now();
    let screen = Screen::new(ui);
    let wanted = options.port.unwrap_or(project.config.dev.port);
    let listening = server::listen(wanted, options.strict_port)
        .await
        .map_err(|error| setup::no_port(wanted, options, &error))?;
    let port = listening.port;
    if wanted != 0 && port != wanted {
        screen.warn(&format!("port {wanted} is taken; this is port {port}"));
    }
    let no_random = || Error::environment("the system gives no random bytes");
    let tokens = Arc::new(Tokens::new(port).ok_or_else(no_random)?);
    let secret = token::random()
        .zip(token::random())
        .map(|(one, two)| one + &two)
        .ok_or_else(no_random)?;
    let sockets = tempfile::Builder::new()
        .prefix("liveview-")
        .tempdir()
        .map_err(|error| {
            Error::environment("failed to make a folder for the app's socket").cause(&error)
        })?;
    let (events, mut happened) = mpsc::channel(EVENTS);
    let env_file = PathBuf::from(".env");
    let address = format!("http://localhost:{port}");
    setup::raise_descriptor_limit();

    let mut live = Loop {
        root: project.root.clone(),
        bin: program::name(&project.root, &project.package),
        address: address.clone(),
        began,
        events: events.clone(),
        screen,
        gate: Gate::new(),
        notifier: Notifier::new(),
        recorder: Recorder::new(Recorder::CAPACITY),
        tokens: Arc::clone(&tokens),
        launch: Launch {
            root: project.root.clone(),
            env_file: env_file.clone(),
            sockets: sockets.path().to_owned(),
            secret,
            page_token: tokens.page().to_owned(),
            url: address,
        },
        sources: watch::start(
            Watched {
                root: project.root.clone(),
                env_file,
                poll: options.poll,
            },
            events.clone(),
        ),
        build: None,
        builds: 0,
        warned: HashSet::new(),
        program: None,
        swap: Swap::default(),
        apps: BTreeMap::new(),
        handed: None,
        stages: 0,
        failures: 0,
        last_words: Vec::new(),
        due: None,
        painting: HashMap::new(),
        ids: 0,
        paused: None,
    };
    let accepting = live.serve(listening);
    setup::stop_on_signals(events.clone());
    let keys = keys::read(events);
    live.addresses();
    if keys.is_some() {
        live.screen.note("h for help, q to quit");
    }
    if options.open {
        browser::open(&live.address);
    }
    live.start_build(vec!["the first build".into()], true);

    while let Some(event) = happened.recv().await {
        match event {
            Event::Changed { changes, at } => live.changed(changes, at),
            Event::Watching(text) => live.screen.note(&text),
            Event::Building { number, step } => live.building(number, step),
            Event::Built { number, outcome } => live.built(number, outcome),
            Event::App {
                generation,
                message,
            } => live.app_says(generation, message),
            Event::Output { line } => live.screen.output(&line),
            Event::Exited {
                generation,
                status,
                last,
            } => live.exited(generation, status, last),
            Event::Drained => live.drained(),
            Event::Late { stage } => live.late(stage),
            Event::Waited { generation } => live.waited(generation),
            Event::Restart { failures } => live.restart(failures),
            Event::Painted { id } => live.painted(id),
            Event::Unpainted { id } => live.unpainted(id),
            Event::Console { level, text } => live.screen.console(&level, &text),
            Event::Key(Key::Quit) | Event::Quit => break,
            Event::Key(key) => live.key(key),
        }
    }
    accepting.iter().for_each(tokio::task::JoinHandle::abort);
    live.end(&mut happened).await;
    drop(keys);
    Ok(Exit::Done)
}

impl Loop {
    /// Opens the public port.
    fn serve(&self, listening: Listening) -> Vec<tokio::task::JoinHandle<()>> {
        let server = Arc::new(Server {
            guard: Guard::new(listening.port),
            gate: self.gate.clone(),
            notifier: self.notifier.clone(),
            tokens: Arc::clone(&self.tokens),
            recorder: self.recorder.clone(),
            events: self.events.clone(),
            inspector: self.inspector_app(),
            sockets: AtomicU64::new(1),
        });
        listening
            .listeners
            .into_iter()
            .map(|listener| tokio::spawn(server::accept(listener, Arc::clone(&server))))
            .collect()
    }

    fn changed(&mut self, changes: ChangeSet, at: Instant) {
        match &mut self.paused {
            Some((kept, _)) => {
                kept.retain(|known: &Change| {
                    changes
                        .iter()
                        .all(|change| change.path != known.path || known.texts.is_some())
                });
                kept.extend(changes);
            }
            None => self.act(&changes, at),
        }
    }

    fn act(&mut self, changes: &[Change], at: Instant) {
        let actions = action::plan(changes);
        for warning in &actions.warnings {
            self.screen.warn(warning);
        }
        self.push_assets(&actions, at);
        if !actions.templates.is_empty() {
            self.push_templates(actions.templates, at);
        }
        if !actions.build.is_empty() {
            self.start_build(actions.build, false);
        } else if !actions.restart.is_empty() {
            self.start_run(Due {
                causes: actions.restart,
                compiled: None,
                since: at,
            });
        }
    }

    fn key(&mut self, key: Key) {
        match key {
            Key::Help => self.screen.help(),
            Key::Rebuild => self.start_build(vec!["build asked for".into()], true),
            Key::Addresses => self.addresses(),
            Key::Open => browser::open(&self.address),
            Key::Inspector => {
                let address = self.inspector();
                self.screen.note(&address);
                browser::open(&address);
            }
            Key::Clear => self.screen.clear(),
            Key::Pause => match self.paused.take() {
                None => {
                    self.paused = Some((ChangeSet::new(), Instant::now()));
                    self.screen
                        .note("paused: edits wait until `p` is pressed again");
                }
                Some((changes, _)) => {
                    self.screen.note("going on");
                    self.act(&changes, Instant::now());
                }
            },
            Key::Quit => {}
        }
    }

    fn addresses(&self) {
        self.screen.addresses(&self.address, &self.inspector());
    }

    /// The inspector's page; without it everything else works.
    fn inspector_app(&self) -> Option<axum::Router> {
        match inspector::app(self.recorder.clone()) {
            Ok(app) => Some(app.into_router()),
            Err(error) => {
                self.screen
                    .warn(&format!("the inspector cannot start: {error}"));
                None
            }
        }
    }

    /// The inspector's address, good for one visit.
    fn inspector(&self) -> String {
        let token = self.tokens.one_time().unwrap_or_default();
        format!("{}{}?token={token}", self.address, own::INSPECTOR)
    }

    fn next_id(&mut self) -> u64 {
        self.ids += 1;
        self.ids
    }

    /// Sends an event after a while, unless everything has ended by then.
    fn after(&self, delay: Duration, event: Event) {
        let events = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            let _ = events.send(event).await;
        });
    }

    /// Ends the build and every run of the app, gently first.
    async fn end(&mut self, happened: &mut mpsc::Receiver<Event>) {
        self.screen.built();
        self.build = None;
        self.apps.values().for_each(App::end);
        let ended = async {
            while !self.apps.is_empty() {
                match happened.recv().await {
                    Some(Event::Exited { generation, .. }) => drop(self.apps.remove(&generation)),
                    Some(Event::Output { line }) => self.screen.output(&line),
                    // Asked twice.
                    Some(Event::Quit | Event::Key(Key::Quit)) | None => return,
                    Some(_) => {}
                }
            }
        };
        let _ = tokio::time::timeout(FAREWELL, ended).await;
        self.apps.values().for_each(App::kill);
        let killed = async {
            while !self.apps.is_empty() {
                match happened.recv().await {
                    Some(Event::Exited { generation, .. }) => drop(self.apps.remove(&generation)),
                    Some(_) => {}
                    None => return,
                }
            }
        };
        let _ = tokio::time::timeout(Duration::from_millis(300), killed).await;
    }
}

/// Makes the swap do what follows from what happened.
impl Loop {
    fn happened(&mut self, happened: Happened) {
        for order in self.swap.happened(happened) {
            self.obey(order);
        }
    }
}
