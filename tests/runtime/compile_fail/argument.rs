use liveview::prelude::*;

#[derive(Clone)]
pub struct AppState;

#[handler]
pub async fn search(
    Form(query): Form<String>,
    session: &Session, //~ `&liveview::Session` cannot be an argument of a handler
    words: Vec<String>, //~ `Vec<String>` cannot be an argument of a handler: this cannot be filled from a message
    visitor: Option<Session>, //~ `Option<liveview::Session>` cannot be an argument of a handler
    page: usize, //~ `usize` cannot be an argument of a handler: this cannot be filled from a message
) -> Patch {
    Patch::text("#x").content(format!("{query}{page}{words:?}{session:?}{visitor:?}"))
}

fn main() {}
