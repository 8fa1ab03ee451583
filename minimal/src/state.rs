//! What pages and handlers share: a pool of database connections, a cache, a setting. They take it as
//! `State(app): State<AppState>`. Every clone must be another reference to the same things.

#[derive(Clone)]
pub struct AppState {}

impl AppState {
    pub fn new() -> Self {
        Self {}
    }
}
