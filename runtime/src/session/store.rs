//! Where sessions are kept: any store of the `tower-sessions` family, by its trait. A debug build
//! also knows whether it is the one in memory, whose sessions a dev server takes along.

use std::sync::Arc;

use tower_sessions_core::SessionStore;

#[cfg(debug_assertions)]
use super::MemoryStore;

/// The store of an application.
pub(crate) struct Store {
    pub(super) records: Arc<dyn SessionStore>,
    #[cfg(debug_assertions)]
    memory: Option<Arc<MemoryStore>>,
}

impl Store {
    pub(crate) fn new(store: impl SessionStore) -> Self {
        let records = Arc::new(store);
        #[cfg(debug_assertions)]
        let memory = {
            let of_any_type: Arc<dyn std::any::Any + Send + Sync> = records.clone();
            of_any_type.downcast().ok()
        };
        Self {
            records,
            #[cfg(debug_assertions)]
            memory,
        }
    }

    /// The same store, where it is in memory.
    #[cfg(debug_assertions)]
    pub(super) fn memory(&self) -> Option<&MemoryStore> {
        self.memory.as_deref()
    }
}
