//! The application, put together: the state that everything shares, the pages that are served over
//! HTTP, and the handlers that answer the events of those pages.

mod chat;
mod counter;
mod handlers;
mod library;
mod pages;
mod signup;
mod state;
mod view;

use liveview::{Csp, Topics};

pub use state::AppState;

/// What the application calls itself, in its header and in the title of every page.
pub const TITLE: &str = "Starter";

/// Builds the application. `main` serves it; tests call it without a socket.
pub async fn app() -> liveview::Result<liveview::App> {
    let topics = Topics::new();
    liveview::builder!()
        .content_security_policy(Csp::strict())
        .topics(topics.clone())
        .pages(pages::routes())
        .build(AppState::new(topics))
}
