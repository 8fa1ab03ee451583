use liveview::prelude::*;

#[derive(Clone)]
pub struct AppState;

#[handler]
pub fn not_async() {} //~ a handler is an `async fn`

#[handler("Bad Name")] //~ a handler's name is lowercase words
pub async fn badly_named() {}

#[handler(name = "x")] //~ expected a name in quotes or `state = path::To`
pub async fn unknown_key() {}

#[handler]
pub async fn generic<T>() {} //~ a handler takes no generic parameters

fn main() {}
