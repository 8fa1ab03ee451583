//! The application, put together: the state that everything shares, the pages that are served over
//! HTTP, and the handlers that answer the events of those pages.

mod handlers;
mod pages;
mod state;

use liveview::Csp;

pub use state::AppState;

/// What the application calls itself.
pub const TITLE: &str = "Minimal";

/// Builds the application. `main` serves it; tests call it without a socket.
pub async fn app() -> liveview::Result<liveview::App> {
    liveview::builder!()
        .content_security_policy(Csp::strict())
        .pages(pages::routes())
        .build(AppState::default())
}
