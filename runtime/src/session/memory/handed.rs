//! Sessions in memory on their way to the next process: a dev server takes them there when the
//! application is built anew, so that nobody is signed out by an edit. In debug builds only.

use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use tower_sessions_core::session::Record;

use super::MemoryStore;
use crate::session::name;
use crate::session::values::Data;

/// A record, as text can hold it.
#[derive(Deserialize, Serialize)]
pub(crate) struct HandedSession {
    name: String,
    data: Data,
    expires: SystemTime,
}

impl MemoryStore {
    /// All sessions that have not expired.
    pub(crate) fn hand_over(&self) -> Vec<HandedSession> {
        let now = SystemTime::now();
        let kept = self.kept();
        let records = kept.records.values().map(|(record, _)| HandedSession {
            name: name::of_record(record.id),
            data: record.data.clone(),
            expires: record.expiry_date.into(),
        });
        records.filter(|session| session.expires > now).collect()
    }

    /// Takes in the sessions of the process before. One that is here already was written later.
    pub(crate) fn adopt(&self, sessions: Vec<HandedSession>) {
        for HandedSession {
            name,
            data,
            expires,
        } in sessions
        {
            let Some(id) = name::record(&name) else {
                continue;
            };
            let is_here = self.kept().records.contains_key(&id);
            let record = Record {
                id,
                data,
                expiry_date: expires.into(),
            };
            if !is_here && let Err(error) = self.put(&record) {
                // A smaller store than the one before.
                tracing::warn!("a session was not taken over: {error}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tower_sessions_core::SessionStore;
    use tower_sessions_core::session::Id;

    use super::*;

    fn record(id: i128, text: &str, expires: SystemTime) -> Record {
        Record {
            id: Id(id),
            data: [("text".to_owned(), text.into())].into(),
            expiry_date: expires.into(),
        }
    }

    #[tokio::test]
    async fn sessions_survive_the_way() {
        let later = SystemTime::now() + Duration::from_secs(60);
        let (old, new) = (MemoryStore::default(), MemoryStore::default());
        for record in [
            record(i128::MIN, "kept", later),
            record(2, "old", later),
            record(3, "expired", SystemTime::now()),
        ] {
            old.save(&record).await.unwrap();
        }
        new.save(&record(2, "newer", later)).await.unwrap();

        let text = serde_json::to_string(&old.hand_over()).unwrap();
        new.adopt(serde_json::from_str(&text).unwrap());
        let kept = new.load(&Id(i128::MIN)).await.unwrap().unwrap();
        assert_eq!(kept, record(i128::MIN, "kept", later));
        let newer = new.load(&Id(2)).await.unwrap().unwrap();
        assert_eq!(newer.data["text"], "newer");
        assert_eq!(new.load(&Id(3)).await.unwrap(), None);
    }
}
