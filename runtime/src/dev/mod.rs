//! The application's end of the dev server's pipe, in debug builds only; it sleeps unless the
//! process was handed the pipe. `pipe` carries lines, `message` says what they mean, `screen`
//! keeps what each page shows, `refresh` shows edited templates, `swap` hands pages to the next
//! process, and `problem` says what is wrong until it is not.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::app::Shared;
use crate::connection::Connection;
use crate::extract::Room;
use crate::pipeline::Trace;
use crate::pubsub::Topics;

mod message;
#[cfg(unix)]
mod pipe;
#[cfg(not(unix))]
#[path = "no_pipe.rs"]
mod pipe;
mod problem;
mod refresh;
mod screen;
mod swap;
mod value;

use message::{FromDev, ToDev};
use pipe::Pipe;
use problem::Problems;
pub(crate) use problem::{PanicPlace, take_panic_place};
pub(crate) use screen::Screen;
use screen::Shown;
pub(crate) use swap::Adopted;

/// Pages that were rendered and whose sockets may still come.
const RENDERED: usize = 256;

/// The pipe to the dev server, and what is known for it.
pub(crate) struct Dev {
    pipe: Pipe,
    page_token: String,
    problems: Problems,
    rendered: Mutex<VecDeque<Shown>>,
    adopted: Mutex<HashMap<String, Adopted>>,
    /// A connection has ended.
    left: Notify,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Dev {
    /// Takes the pipe, if there is one and `wanted`. The process has one, for its main application.
    pub(crate) fn attached(wanted: bool) -> Option<Arc<Self>> {
        if !wanted {
            return None;
        }
        let (pipe, welcome) = Pipe::inherited()?;
        problem::watch_panics();
        Some(Arc::new(Self {
            pipe,
            page_token: welcome.page_token,
            problems: Problems::default(),
            rendered: Mutex::default(),
            adopted: Mutex::default(),
            left: Notify::new(),
        }))
    }

    pub(crate) fn page_token(&self) -> &str {
        &self.page_token
    }

    /// Listens to the dev server, on a thread of its own, for as long as the process lives.
    pub(crate) fn serve(self: &Arc<Self>, shared: &Arc<Shared>) {
        let (dev, shared) = (Arc::clone(self), Arc::clone(shared));
        let runtime = tokio::runtime::Handle::try_current();
        self.pipe.listen(move |message| match message {
            FromDev::Welcome(_) => {}
            FromDev::Templates { id, changed } => dev.refresh(&shared, id, &changed),
            FromDev::Handover { id } => {
                if let Ok(runtime) = &runtime {
                    runtime.block_on(dev.hand_over(&shared, id));
                }
            }
            FromDev::Adopt {
                id,
                pages,
                sessions,
            } => {
                // Before the pages, which are let in only with their sessions.
                if let Some(memory) = shared.records.memory() {
                    memory.adopt(sessions);
                }
                dev.adopt(id, pages);
            }
        });
    }

    fn tell(&self, message: &ToDev<'_>) {
        self.pipe.send(message);
    }

    /// The application listens.
    pub(crate) fn ready(&self, shared: &Shared) {
        let handlers = shared
            .registry
            .sorted()
            .into_iter()
            .map(|handler| message::Handler {
                name: &handler.name,
                file: &handler.file,
                line: handler.line,
            });
        self.tell(&ToDev::Ready {
            pid: std::process::id(),
            handlers: handlers.collect(),
        });
    }

    /// A page with a room was rendered; its socket is about to come.
    pub(crate) fn page_rendered(
        &self,
        room: &Room,
        session: &str,
        path: &str,
        template: &str,
        data: &minijinja::Value,
    ) {
        let mut rendered = lock(&self.rendered);
        if rendered.len() == RENDERED {
            rendered.pop_front();
        }
        rendered.push_back(Shown {
            room: room.clone(),
            session: session.to_owned(),
            path: path.to_owned(),
            template: template.to_owned(),
            data: data.clone(),
        });
    }

    /// What the page of a room shows when its socket comes.
    pub(crate) fn screen_of(&self, room: &Room) -> Screen {
        let rendered = lock(&self.rendered);
        Screen::new(
            rendered
                .iter()
                .rev()
                .find(|shown| shown.room == *room)
                .cloned(),
        )
    }

    /// What the page of that path showed this visitor when it was last rendered.
    fn last_shown(&self, session: &str, path: &str) -> Option<Shown> {
        let rendered = lock(&self.rendered);
        rendered
            .iter()
            .rev()
            .find(|shown| shown.session == session && shown.path == path)
            .cloned()
    }

    pub(crate) fn opened(&self, connection: &Arc<Connection>, adopted: Option<Adopted>) {
        if let Some(adopted) = adopted {
            self.resume(connection, adopted);
        }
        let path = connection
            .screen
            .as_ref()
            .map(|screen| lock(screen).path().to_owned())
            .unwrap_or_default();
        self.tell(&ToDev::Opened {
            page: &connection.page,
            room: connection.room.as_str(),
            path: &path,
            topics: Topics::named(connection),
        });
    }

    pub(crate) fn closed(&self, page: &str) {
        self.tell(&ToDev::Closed { page });
    }

    /// A connection has ended, whether its page had a socket or not.
    pub(crate) fn ended(&self) {
        self.left.notify_waiters();
    }

    pub(crate) fn topics(&self, page: &str, topics: &[String]) {
        self.tell(&ToDev::Topics { page, topics });
    }

    pub(crate) fn trace(&self, connection: &Connection, trace: &Trace) {
        self.tell(&ToDev::Trace(message::Traced::new(connection, trace)));
    }
}
