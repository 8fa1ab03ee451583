//! Case 3: a search that answers as you type.
//! The page waits for a pause in the typing, so a word is one message.

use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;

use crate::AppState;

const ARTICLES: [&str; 6] = [
    "Rust in a week",
    "Rust and the browser",
    "Trust, but verify",
    "Sockets that last",
    "Morphing a page",
    "Python to Rust",
];

#[derive(Deserialize)]
pub struct Search {
    query: String,
}

#[handler]
pub async fn search(Form(search): Form<Search>) -> Patch {
    let results = matching(&search.query);
    Patch::inner("#results").template("cases/search_results.html", context! { results })
}

pub fn page() -> MethodRouter<AppState> {
    get(async || Page::new("cases/search.html", context! { results => matching("") }))
}

fn matching(query: &str) -> Vec<&'static str> {
    let query = query.to_lowercase();
    let found = |title: &&str| title.to_lowercase().contains(&query);
    ARTICLES.into_iter().filter(found).take(5).collect()
}
