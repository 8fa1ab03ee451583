//! News that every page of `/news` shows, each once and in order, whatever becomes of the
//! connection.

use std::sync::{Arc, Mutex, PoisonError};

use liveview::Topics;
use liveview::axum::extract::Path;
use liveview::axum::http::header::CACHE_CONTROL;
use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;

use crate::AppState;
use crate::ledger::Ledger;

const TOPIC: &str = "news";

pub struct News {
    topics: Topics,
    ledger: Arc<Ledger>,
    /// Held while a page joins and while news is posted, so that a page misses nothing and sees
    /// nothing twice.
    order: Mutex<()>,
}

impl News {
    pub fn new(topics: Topics, ledger: Arc<Ledger>) -> Self {
        Self {
            topics,
            ledger,
            order: Mutex::default(),
        }
    }

    fn all(&self) -> Vec<String> {
        self.ledger.all("news")
    }

    fn join(&self, live: &Live) {
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        live.subscribe(TOPIC);
        live.send(
            Patch::inner("#news").template("own/items.html", context! { items => self.all() }),
        );
    }

    fn post(&self, item: u32) -> Result<()> {
        let _order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        self.ledger.add("news", &item.to_string())?;
        let patch = Patch::append("#news").template("own/items.html", context! { items => [item] });
        self.topics.topic(TOPIC).send(patch);
        Ok(())
    }
}

/// A page that says it is private may wait in the browser's back-forward cache.
pub fn page() -> MethodRouter<AppState> {
    get(async |State(app): State<AppState>| {
        let page = Page::new("own/news.html", context! { items => app.news.all() });
        ([(CACHE_CONTROL, "private, no-cache")], page)
    })
}

/// `GET /news/post/3/5` posts the news 3, 4 and 5: it is the test's way in.
pub fn post() -> MethodRouter<AppState> {
    get(
        async |State(app): State<AppState>, Path((from, to)): Path<(u32, u32)>| {
            let posted = (from..=to).try_for_each(|item| app.news.post(item));
            posted.map_or_else(|error| error.to_string(), |()| "posted".to_owned())
        },
    )
}

#[handler]
pub async fn follow_news(State(app): State<AppState>, live: Live) {
    app.news.join(&live);
}
