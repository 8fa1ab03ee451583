use liveview::prelude::*;

#[derive(Clone)]
pub struct AppState;

#[handler]
pub async fn search()
-> &'static str //~ a handler cannot return `&str`: this is not something that can be sent to a page
{
    "<p>found</p>"
}

fn main() {}
