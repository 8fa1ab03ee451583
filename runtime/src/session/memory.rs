//! The store that is used where no other is named: in memory, for one process, bounded.
//! What is over the bound is what would have expired first.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tower_sessions_core::SessionStore;
use tower_sessions_core::session::{Id, Record};
use tower_sessions_core::session_store::{Error, Result};

#[cfg(debug_assertions)]
mod handed;

#[cfg(debug_assertions)]
pub(crate) use handed::HandedSession;

/// What a record costs beside its values: two entries, and the room that maps keep free.
const OVERHEAD: usize = 256;

/// Sessions in memory: they end with the process, and are known to no other. Only `liveview dev`
/// takes them to the next one, when it has built an edit.
///
/// It holds 64 MiB, which is some two hundred thousand small records. Beyond that the sessions go
/// that were not used for the longest time. Any `SessionStore` of tower-sessions takes its place,
/// with [`Builder::session_store`](crate::Builder::session_store).
///
/// ```
/// use liveview::MemoryStore;
///
/// let store = MemoryStore::with_capacity(8 * 1024 * 1024);
/// # let _ = store;
/// ```
pub struct MemoryStore {
    kept: Mutex<Kept>,
    capacity: usize,
}

#[derive(Default)]
struct Kept {
    records: HashMap<Id, (Record, usize)>,
    /// By the time at which they expire, the next one first.
    expiring: BTreeSet<(SystemTime, i128)>,
    bytes: usize,
}

impl MemoryStore {
    /// A store for so many bytes, about.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self {
            kept: Mutex::default(),
            capacity: bytes,
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, record: &Record) -> Result<()> {
        let text =
            serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let bytes = text.len() + OVERHEAD;
        if bytes > self.capacity {
            return Err(Error::Backend(format!(
                "a session of {bytes} bytes is more than the store in memory holds"
            )));
        }
        let mut kept = self.kept();
        kept.remove(record.id);
        kept.make_room(self.capacity - bytes);
        kept.expiring
            .insert((record.expiry_date.into(), record.id.0));
        kept.records.insert(record.id, (record.clone(), bytes));
        kept.bytes += bytes;
        Ok(())
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::with_capacity(64 * 1024 * 1024)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} sessions in memory", self.kept().records.len())
    }
}

impl Kept {
    fn remove(&mut self, id: Id) {
        if let Some((record, bytes)) = self.records.remove(&id) {
            self.expiring.remove(&(record.expiry_date.into(), id.0));
            self.bytes -= bytes;
        }
    }

    /// Drops what has expired, and then what expires next until no more than `most` bytes are held.
    fn make_room(&mut self, most: usize) {
        let now = SystemTime::now();
        while let Some(&(expires, id)) = self.expiring.first() {
            if expires > now && self.bytes <= most {
                return;
            }
            self.remove(Id(id));
        }
    }
}

#[async_trait::async_trait]
impl SessionStore for MemoryStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        if self.kept().records.contains_key(&record.id) {
            return Err(Error::Backend("this session is there already".to_owned()));
        }
        self.put(record)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.put(record)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let kept = self.kept();
        Ok(kept.records.get(id).map(|(record, _)| record.clone()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.kept().remove(*id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn record(id: i128, length: usize, expires_in: u64) -> Record {
        let expires = SystemTime::now() + Duration::from_secs(expires_in);
        Record {
            id: Id(id),
            data: [("text".to_owned(), "x".repeat(length).into())].into(),
            expiry_date: expires.into(),
        }
    }

    async fn there(store: &MemoryStore, ids: &[i128]) -> Vec<i128> {
        let mut there = Vec::new();
        for id in ids {
            if store.load(&Id(*id)).await.unwrap().is_some() {
                there.push(*id);
            }
        }
        there
    }

    #[tokio::test]
    async fn a_full_store_drops_what_would_go_next() {
        let store = MemoryStore::with_capacity(4 * (1000 + OVERHEAD));
        for (id, expires_in) in [(1, 30), (2, 10), (3, 20)] {
            store
                .create(&mut record(id, 900, expires_in))
                .await
                .unwrap();
        }
        store.save(&record(2, 900, 40)).await.unwrap();
        for id in [4, 5] {
            store.save(&record(id, 900, 50)).await.unwrap();
        }
        assert_eq!(there(&store, &[1, 2, 3, 4, 5]).await, [1, 2, 4, 5]);
        assert!(store.save(&record(6, 9000, 60)).await.is_err());
        store.delete(&Id(1)).await.unwrap();
        store.save(&record(6, 900, 60)).await.unwrap();
        assert_eq!(there(&store, &[1, 2, 4, 5, 6]).await, [2, 4, 5, 6]);
        assert!(store.create(&mut record(6, 1, 1)).await.is_err());
    }

    #[tokio::test]
    async fn what_has_expired_makes_room_first() {
        let store = MemoryStore::default();
        store.save(&record(1, 1, 0)).await.unwrap();
        store.save(&record(2, 1, 60)).await.unwrap();
        assert_eq!(there(&store, &[1, 2]).await, [2]);
        for id in [1, 2, 3] {
            store.delete(&Id(id)).await.unwrap();
        }
        let kept = store.kept();
        assert!(kept.records.is_empty() && kept.expiring.is_empty() && kept.bytes == 0);
    }
}
