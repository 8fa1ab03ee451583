//! The store, as the runtime uses it: names in place of numbers, expiry, and changes that are merged
//! into what the record holds by then.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use tokio::sync::{Mutex, MutexGuard};
use tower_sessions_core::session::{Id, Record};

use super::name;
use super::store::Store;
use super::values::{Data, Values};
use crate::clock::Clock;
use crate::error::{Error, Result};

/// Records are written one after the other if they share one of so many locks.
const LOCKS: usize = 64;
/// How long it is known that a name was replaced: answers of before may still be on their way.
const TRACE: Duration = Duration::from_secs(60);
/// The only key of a record that was replaced.
const REPLACED: &str = "liveview:replaced";
/// Browsers keep no cookie for longer.
const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// The records of all sessions.
pub(crate) struct Records {
    store: Store,
    expiry: Duration,
    clock: Clock,
    /// A store has no way to change a record in one step; this makes it one within the process.
    locks: [Mutex<()>; LOCKS],
    hasher: RandomState,
}

/// How a session has ended that has no record any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The visitor was given another name a moment ago: that cookie may still be on its way, and one that
    /// is set now could arrive after it and take its place.
    Replaced,
    /// It was deleted, or has expired.
    Gone,
}

/// A record that was found.
pub(crate) struct Found {
    pub(crate) data: Data,
    /// A good part of its time is over, so it is to be written again, for longer.
    pub(crate) is_ageing: bool,
}

impl Records {
    pub(crate) fn new(store: Store, expiry: Duration, clock: Clock) -> Self {
        Self {
            store,
            expiry: expiry.min(LONGEST),
            clock,
            locks: std::array::from_fn(|_| Mutex::new(())),
            hasher: RandomState::new(),
        }
    }

    /// How long a session is kept that is not used.
    pub(crate) fn expiry(&self) -> Duration {
        self.expiry
    }

    /// The record of a session, if it has one and it has not expired.
    pub(crate) async fn load(&self, session: &str) -> Result<Option<Found>> {
        Ok(self.record(session).await?.map(|record| {
            let left = SystemTime::from(record.expiry_date).duration_since(self.clock.now());
            Found {
                data: record.data,
                is_ageing: left.unwrap_or_default() < self.expiry / 10 * 9,
            }
        }))
    }

    /// Whether, and how, a session has ended that had a record.
    pub(crate) async fn ended(&self, session: &str) -> Result<Option<Ended>> {
        if !name::has_record(session) {
            return Ok(None);
        }
        Ok(match self.stored(session).await? {
            Some(record) if is_trace(&record) => Some(Ended::Replaced),
            Some(_) => None,
            None => Some(Ended::Gone),
        })
    }

    /// A new session with these values. It gives back its name.
    pub(crate) async fn create(&self, values: &Values) -> Result<String> {
        let mut data = Data::new();
        values.apply_to(&mut data);
        self.create_of(data).await
    }

    /// Writes the changes into the record, and keeps it for its full time again. It says whether
    /// the record was still there.
    pub(crate) async fn merge(&self, session: &str, values: &Values) -> Result<bool> {
        let _alone = self.lock(session).await;
        let Some(mut record) = self.record(session).await? else {
            return Ok(false);
        };
        values.apply_to(&mut record.data);
        record.expiry_date = (self.clock.now() + self.expiry).into();
        self.store.records.save(&record).await?;
        Ok(true)
    }

    /// Moves a record, with the changes, to a new name, if it is still there.
    pub(crate) async fn rename(&self, session: &str, values: &Values) -> Result<Option<String>> {
        let _alone = self.lock(session).await;
        let Some(mut record) = self.record(session).await? else {
            return Ok(None);
        };
        values.apply_to(&mut record.data);
        let renamed = self.create_of(record.data).await?;
        self.leave_trace(record.id).await?;
        Ok(Some(renamed))
    }

    /// Deletes a session in whose place there is another one.
    pub(crate) async fn replace(&self, session: &str) -> Result<()> {
        let Some(id) = name::record(session) else {
            return Ok(());
        };
        let _alone = self.lock(session).await;
        self.leave_trace(id).await
    }

    /// Nothing of the visitor is left in the record, only that there is another one.
    async fn leave_trace(&self, id: Id) -> Result<()> {
        let trace = Record {
            id,
            data: Data::from([(REPLACED.to_owned(), true.into())]),
            expiry_date: (self.clock.now() + TRACE).into(),
        };
        Ok(self.store.records.save(&trace).await?)
    }

    pub(crate) async fn delete(&self, session: &str) -> Result<()> {
        let Some(id) = name::record(session) else {
            return Ok(());
        };
        let _alone = self.lock(session).await;
        Ok(self.store.records.delete(&id).await?)
    }

    /// The store, where it is the one in memory.
    #[cfg(debug_assertions)]
    pub(crate) fn memory(&self) -> Option<&super::MemoryStore> {
        self.store.memory()
    }

    async fn record(&self, session: &str) -> Result<Option<Record>> {
        let record = self.stored(session).await?;
        Ok(record.filter(|record| !is_trace(record)))
    }

    async fn stored(&self, session: &str) -> Result<Option<Record>> {
        let Some(id) = name::record(session) else {
            return Ok(None);
        };
        let now = self.clock.now();
        let record = self.store.records.load(&id).await?;
        Ok(record.filter(|record| SystemTime::from(record.expiry_date) > now))
    }

    async fn create_of(&self, data: Data) -> Result<String> {
        let id = name::fresh()?;
        let mut record = Record {
            id,
            data,
            expiry_date: (self.clock.now() + self.expiry).into(),
        };
        self.store.records.create(&mut record).await?;
        if record.id != id {
            return Err(Error::internal("the store gave a session another number"));
        }
        Ok(name::of_record(id))
    }

    async fn lock(&self, session: &str) -> MutexGuard<'_, ()> {
        let index = self.hasher.hash_one(session) as usize % LOCKS;
        self.locks[index].lock().await
    }
}

fn is_trace(record: &Record) -> bool {
    record.data.contains_key(REPLACED)
}
