//! What pages and handlers share.
//! It is cheap to clone: every part of it is shared.

use std::sync::Arc;

use liveview::Topics;

use crate::ledger::Ledger;
use crate::own::News;

#[derive(Clone)]
pub struct AppState {
    pub topics: Topics,
    pub ledger: Arc<Ledger>,
    pub news: Arc<News>,
}

impl AppState {
    pub fn new(topics: Topics) -> Self {
        let ledger = Arc::<Ledger>::default();
        Self {
            news: Arc::new(News::new(topics.clone(), Arc::clone(&ledger))),
            topics,
            ledger,
        }
    }
}
