//! What pages and handlers share: a pool of database connections, a cache, a setting. They take it as
//! `State(app): State<AppState>`. Every clone must be another reference to the same things.

#[derive(Clone, Default)]
pub struct AppState {}
