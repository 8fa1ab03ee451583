use liveview::prelude::*;

#[derive(Clone)]
pub struct AppState;

pub struct Search {
    pub query: String,
}

#[handler]
pub async fn search(
    Form(search): Form<Search>, //~ `Search: serde::Deserialize<'de>` is not satisfied
) -> Patch {
    Patch::text("#x").content(search.query)
}

fn main() {}
