//! Many pages that listen, each in a task of its own, and one that speaks: how long it takes until
//! all have heard.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::Result;
use crate::client::{Request, Socket, visits};
use crate::server::{Kind, Server};

/// One that has not heard by then will not.
const PATIENCE: Duration = Duration::from_secs(60);

struct Heard {
    spoken: Cell<Instant>,
    missing: Cell<usize>,
    all: Notify,
    /// Milliseconds until each page had heard.
    times: RefCell<Vec<f64>>,
    /// Why a page heard no more.
    lost: RefCell<Option<String>>,
}

pub(crate) struct Crowd {
    speaker: Socket,
    shout: Request,
    kind: Kind,
    size: usize,
    heard: Rc<Heard>,
    _pages: JoinSet<()>,
}

impl Crowd {
    /// Opens the sockets of a crowd.
    pub(crate) async fn new(server: &Server, size: usize) -> Result<Self> {
        let mut visits = visits(server, size + 1).await?;
        for visit in &mut visits {
            visit.relayed();
        }
        let heard = Rc::new(Heard {
            spoken: Cell::new(Instant::now()),
            missing: Cell::new(0),
            all: Notify::new(),
            times: RefCell::default(),
            lost: RefCell::default(),
        });
        let mut pages = JoinSet::new();
        for visit in visits.iter().skip(1) {
            let socket = Socket::open(server, visit).await?;
            pages.spawn_local(listen(socket, Rc::clone(&heard)));
        }
        Ok(Self {
            speaker: Socket::open(server, &visits[0]).await?,
            shout: Request::new("shout"),
            kind: server.kind,
            size,
            heard,
            _pages: pages,
        })
    }

    /// Sends to all, and waits until all have it: the milliseconds that each of them waited.
    pub(crate) async fn shout(&mut self) -> Result<Vec<f64>> {
        self.heard.missing.set(self.size);
        self.heard.spoken.set(Instant::now());
        self.speaker.send(self.shout.next()).await?;
        let all = tokio::time::timeout(PATIENCE, self.heard.all.notified()).await;
        if let Some(lost) = self.heard.lost.take() {
            return Err(lost.into());
        }
        all.map_err(|_| format!("{} pages did not hear", self.heard.missing.get()))?;
        // The speaker hears itself, and the runtime answers it besides.
        self.speaker.next().await?;
        if self.kind != Kind::Plain {
            self.speaker.next().await?;
        }
        Ok(self.heard.times.take())
    }
}

async fn listen(mut socket: Socket, heard: Rc<Heard>) {
    loop {
        if let Err(error) = socket.next().await {
            heard.lost.replace(Some(error.to_string()));
            heard.all.notify_one();
            return;
        }
        let time = heard.spoken.get().elapsed();
        heard.times.borrow_mut().push(time.as_secs_f64() * 1e3);
        heard.missing.set(heard.missing.get().saturating_sub(1));
        if heard.missing.get() == 0 {
            heard.all.notify_one();
        }
    }
}
