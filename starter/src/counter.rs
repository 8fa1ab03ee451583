//! A counter that the server moves, once a second, on every page that shows it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use liveview::{Topics, prelude::*};
use tokio::{
    task::JoinHandle,
    time::{Instant, interval_at},
};

pub const TOPIC: &str = "counter";

const STEP: Duration = Duration::from_secs(1);

/// What the counter says, as its template shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    pub count: u64,
    pub running: bool,
}

pub struct Counter {
    topics: Topics,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    count: u64,
    /// The task that counts, while there is one.
    task: Option<JoinHandle<()>>,
}

impl Inner {
    fn reading(&self) -> Reading {
        Reading {
            count: self.count,
            running: self.task.is_some(),
        }
    }

    fn patch(&self) -> Patch {
        let counter = self.reading();
        Patch::inner("#counter").template("counter.html", context! { counter })
    }
}

impl Counter {
    pub fn new(topics: Topics) -> Self {
        Self {
            topics,
            inner: Mutex::default(),
        }
    }

    pub fn reading(&self) -> Reading {
        self.lock().reading()
    }

    /// Shows the page where the counter is, and from here on where it goes.
    pub fn join(&self, live: &Live) {
        let inner = self.lock();
        live.subscribe(TOPIC);
        live.send(inner.patch());
    }

    pub fn start(self: &Arc<Self>) {
        let mut inner = self.lock();
        if inner.task.is_none() {
            inner.task = Some(tokio::spawn(Arc::clone(self).run()));
        }
        self.topics.topic(TOPIC).send(inner.patch());
    }

    pub fn stop(&self) {
        let mut inner = self.lock();
        if let Some(task) = inner.task.take() {
            task.abort();
        }
        self.topics.topic(TOPIC).send(inner.patch());
    }

    pub fn reset(&self) {
        let mut inner = self.lock();
        inner.count = 0;
        self.topics.topic(TOPIC).send(inner.patch());
    }

    async fn run(self: Arc<Self>) {
        let mut steps = interval_at(Instant::now() + STEP, STEP);
        loop {
            steps.tick().await;
            let mut inner = self.lock();
            if inner.task.is_none() {
                return; // Stopped in this very moment.
            }
            inner.count += 1;
            let count = inner.count.to_string();
            self.topics
                .topic(TOPIC)
                .send(Patch::text("#count").content(count));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
