use liveview::prelude::*;

#[derive(Clone)]
pub struct AppState;

#[derive(Clone)]
pub struct Articles;

#[handler]
pub async fn search(
    State(_articles): State<Articles>, //~ `Articles: FromRef<AppState>` is not satisfied
) {
}

fn main() {}
