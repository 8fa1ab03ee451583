//! The connection to one page, from the runtime's side. It is made when a page's first socket opens, and outlives it: a
//! page that comes back within a while finds its topics, and what it missed, in the same connection.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::extract::ws::Utf8Bytes;
use tokio_util::sync::CancellationToken;

use crate::app::Shared;
use crate::extract::Room;
use crate::outbox::{Frame, Outbox, Outgoing, Seen};
use crate::patch::Patch;
use crate::protocol::{self, Hello, close};
use crate::pubsub::{By, Joined, Membership};
use crate::resume::{self, Bound};
use crate::socket::Arrival;

/// Who has come: a document, the room of its page, and the session that both belong to.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) page: Box<str>,
    pub(crate) room: Room,
    pub(crate) session: Arc<str>,
}

/// The connection to one page.
pub(crate) struct Connection {
    pub(crate) id: u64,
    pub(crate) page: Box<str>,
    pub(crate) room: Room,
    /// The session's name, which the room is bound to.
    pub(crate) session: Arc<str>,
    pub(crate) outbox: Outbox,
    pub(crate) shared: Arc<Shared>,
    joined: Mutex<Joined>,
    lang: Mutex<Arc<str>>,
    ended: OnceLock<CancellationToken>,
    door: Mutex<Door>,
    attached: AtomicBool,
    /// Whether a message of the page has its turn.
    busy: AtomicBool,
    /// What is on the page's screen, kept while a dev server listens.
    #[cfg(debug_assertions)]
    pub(crate) screen: Option<Mutex<crate::dev::Screen>>,
}

/// Where a socket of a page that is known already waits to be taken in.
#[derive(Default)]
enum Door {
    #[default]
    Open,
    Waiting(Box<Arrival>),
    /// The connection has ended; who comes begins a new one.
    Shut,
}

impl Connection {
    pub(crate) fn new(shared: Arc<Shared>, visitor: Visitor) -> Self {
        let Visitor {
            page,
            room,
            session,
        } = visitor;
        Self {
            id: shared.next_connection(),
            page,
            outbox: Outbox::default(),
            joined: Mutex::default(),
            lang: Mutex::new(Arc::clone(&shared.default_lang)),
            ended: OnceLock::new(),
            door: Mutex::default(),
            attached: AtomicBool::new(true),
            busy: AtomicBool::new(false),
            #[cfg(debug_assertions)]
            screen: shared
                .dev
                .as_ref()
                .map(|dev| Mutex::new(dev.screen_of(&room))),
            room,
            session,
            shared,
        }
    }

    /// Queues what was rendered already.
    pub(crate) fn push(&self, frame: Utf8Bytes) {
        self.queue(Frame::new(frame));
    }

    /// Queues the final answer to the message of that `ref`.
    pub(crate) fn answer(&self, frame: Utf8Bytes, reference: Option<u64>) {
        self.queue(Frame::answering(frame, reference));
    }

    /// Queues patches and the frame that they were rendered to.
    pub(crate) fn deliver(&self, frame: Frame, patches: &[Patch]) {
        self.record(patches);
        self.queue(frame);
    }

    fn queue(&self, frame: Frame) {
        let lost = self.outbox.push(frame, &self.shared.limits);
        self.shared.metrics.lost(lost);
        if !self.is_attached() {
            self.shared.away.make_room(&self.shared.limits);
        }
    }

    /// What is known of a message that came, by its `ref`; one without is always new.
    pub(crate) fn recall(&self, reference: Option<u64>) -> Seen {
        reference.map_or(Seen::Never, |reference| {
            self.outbox.recall(reference, &self.shared.limits)
        })
    }

    /// The next thing to write, if something waits: behind all else, the token for topics that have changed.
    pub(crate) fn outgoing(&self) -> Option<Outgoing> {
        let limits = &self.shared.limits;
        self.outbox.take(limits).or_else(|| {
            self.push(protocol::resume(&self.changed_topics()?).into());
            self.outbox.take(limits)
        })
    }

    /// Notes that a message of the page has its turn, or has had it: its topics may change more than once meanwhile, and
    /// are told once.
    pub(crate) fn set_busy(&self, busy: bool) {
        self.busy.store(busy, Ordering::Relaxed);
        if !busy && self.joined().is_news {
            self.outbox.wake();
        }
    }

    fn changed_topics(&self) -> Option<String> {
        if self.busy.load(Ordering::Relaxed) {
            return None;
        }
        let mut joined = self.joined();
        std::mem::take(&mut joined.is_news).then(|| self.token(joined.all()))
    }

    /// The token that another process takes for these topics.
    fn token<'a>(&self, topics: impl IntoIterator<Item = &'a Membership>) -> String {
        let until = self.shared.clock.now() + self.shared.limits.resume_age;
        resume::write(&self.shared.secret, self.bound(), topics, until)
    }

    fn bound(&self) -> Bound<'_> {
        Bound {
            session: &self.session,
            room: &self.room,
        }
    }

    /// Puts a page into the topics that its token names, as far as the server's code had joined them. Those that it had
    /// named itself are asked for again: they are given back.
    fn rejoin(self: &Arc<Self>, token: &str) -> (Vec<Membership>, Vec<Membership>) {
        let now = self.shared.clock.now();
        let topics = resume::open(&self.shared.secret, self.bound(), token, now);
        let (own, given): (Vec<_>, Vec<_>) = topics
            .unwrap_or_default()
            .into_iter()
            .partition(|membership| membership.by == By::Page);
        for membership in &given {
            self.shared.topics.join(self, &membership.topic, By::Server);
        }
        (own, given)
    }

    /// Greets a page that is new here, and puts it into the topics of its token. The topics that it named itself are
    /// given back, to be asked for again.
    pub(crate) fn begin(self: &Arc<Self>, token: &str) -> Vec<Membership> {
        let (own, given) = self.rejoin(token);
        let mut joined = self.joined();
        // Until they are asked for, the token goes on naming all of them.
        let token = self.token(given.iter().chain(&own));
        joined.is_news = !own.is_empty();
        drop(joined);
        self.outbox.begin(self.hello(0, false, &token), 0);
        own
    }

    /// Greets a page that another process has left at this number.
    #[cfg(debug_assertions)]
    pub(crate) fn take_over(&self, seq: u64) {
        self.outbox.begin(self.hello(seq, true, ""), seq);
    }

    /// Greets a page that has come back, if it can be sent all that it has not seen.
    pub(crate) fn resume(&self, seen: u64) -> bool {
        // What is sent again may hold older tokens, so one that is due still comes, behind them.
        let token = self.token(self.joined().all());
        let hello = self.hello(seen, true, &token);
        let goes_on = self.outbox.resume(hello, seen);
        if goes_on {
            self.shared.metrics.returned(true);
        }
        goes_on
    }

    fn hello(&self, seq: u64, resumed: bool, resume: &str) -> Utf8Bytes {
        let hello = Hello {
            version: protocol::VERSION,
            instance: &self.shared.instance,
            seq,
            resumed,
            resume,
        };
        hello.encode().into()
    }

    #[cfg(debug_assertions)]
    pub(crate) fn record(&self, patches: &[Patch]) {
        if let Some(screen) = &self.screen {
            screen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .record(patches);
        }
    }

    #[cfg(not(debug_assertions))]
    #[expect(
        clippy::unused_self,
        reason = "there is no dev server to keep a record for"
    )]
    pub(crate) fn record(&self, _patches: &[Patch]) {}

    pub(crate) fn joined(&self) -> MutexGuard<'_, Joined> {
        self.joined.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The language that a message names, shared with the message before where it is the same.
    /// One that is no language tag is passed over.
    pub(crate) fn lang(&self, named: Option<&str>) -> Arc<str> {
        let mut known = self.lang.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(named) = named.filter(|named| is_language_tag(named) && **named != **known) {
            *known = named.into();
        }
        Arc::clone(&known)
    }

    /// Cancelled when the connection has ended.
    pub(crate) fn ended(&self) -> CancellationToken {
        self.ended.get_or_init(CancellationToken::new).clone()
    }

    /// Whether the page has a socket; otherwise it is expected back.
    pub(crate) fn is_attached(&self) -> bool {
        self.attached.load(Ordering::Relaxed)
    }

    /// Notes that the page has a socket, or has none, and tells the dev server.
    pub(crate) fn set_attached(self: &Arc<Self>, attached: bool) {
        let before = self.attached.swap(attached, Ordering::Relaxed);
        #[cfg(debug_assertions)]
        if let Some(dev) = self.shared.dev.as_ref().filter(|_| before != attached) {
            if attached {
                dev.opened(self, None);
            } else {
                dev.closed(&self.page);
            }
        }
        #[cfg(not(debug_assertions))]
        let _ = before;
    }

    fn door(&self) -> MutexGuard<'_, Door> {
        self.door.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands in another socket of the page. It comes back when the connection has ended.
    pub(crate) fn knock(&self, arrival: Box<Arrival>) -> Result<(), Box<Arrival>> {
        let mut door = self.door();
        if matches!(*door, Door::Shut) || self.outbox.is_closing() {
            return Err(arrival);
        }
        // Of two that wait, the page holds on to the newer.
        *door = Door::Waiting(arrival);
        drop(door);
        self.outbox.call();
        Ok(())
    }

    /// The socket that waits to be taken in.
    pub(crate) fn arrival(&self) -> Option<Box<Arrival>> {
        let mut door = self.door();
        match std::mem::take(&mut *door) {
            Door::Waiting(arrival) => Some(arrival),
            as_it_was => {
                *door = as_it_was;
                None
            }
        }
    }

    /// Ends it: it hears nothing more, and what was spawned on it is stopped. Gives back a socket that still waited.
    pub(crate) fn end(self: &Arc<Self>) -> Option<Box<Arrival>> {
        let door = std::mem::replace(&mut *self.door(), Door::Shut);
        self.shared.topics.exit(self);
        self.outbox.close(close::NORMAL, "");
        self.ended().cancel();
        self.set_attached(false);
        #[cfg(debug_assertions)]
        if let Some(dev) = &self.shared.dev {
            dev.ended();
        }
        match door {
            Door::Waiting(arrival) => Some(arrival),
            Door::Open | Door::Shut => None,
        }
    }
}

fn is_language_tag(text: &str) -> bool {
    text.len() <= 35 && text.starts_with(|c: char| c.is_ascii_alphabetic()) && {
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }
}
