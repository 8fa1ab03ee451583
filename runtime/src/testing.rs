//! Testing an application without a browser and without a socket: pages go through its router,
//! messages through the very pipeline that sockets use. A failed expectation panics, and shows
//! the patches that did come.
//!
//! ```no_run
//! # async fn app() -> liveview::Result<liveview::App> { Err(liveview::Error::user("your own")) }
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> liveview::Result<()> {
//! use liveview::testing::TestApp;
//!
//! let app = TestApp::new(app().await?).await;
//! app.get("/").await.expect_status(200).contains("Search");
//!
//! let (mut ada, mut grace) = (app.connect("/").await, app.visitor().connect("/").await);
//! let answer = ada.send("search").form([("query", "rust")]).await;
//! answer.expect_patch("#results").contains("Rust");
//! // What a handler sends to others reaches them.
//! grace.expect_push("#searches").await.contains("rust");
//! # Ok(()) }
//! ```
//!
//! [`TestApp`] has one visitor, whose cookies it keeps; [`TestApp::visitor`] is another one of the
//! same application, and [`TestApp::session_insert`] signs one in. [`TestApp::advance`] lets time
//! pass, and [`TestClient::disconnect`] cuts a connection. [`TestServer`] is the same over a real
//! port. [`assert_all_linked!`](crate::assert_all_linked) finds handlers that no `mod` leads to.
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod absence;
mod answer;
mod app;
mod client;
mod cookies;
mod door;
mod link;
mod linked;
mod page;
mod patch;
mod send;
mod server;
mod session;
mod shown;
mod wire;

pub use answer::Answer;
pub use app::TestApp;
pub use client::TestClient;
pub use linked::unlinked;
pub use page::TestPage;
pub use patch::TestPatch;
pub use send::Send;
pub use server::TestServer;

/// Checks that every handler below `src/handlers/` of the calling package is part of the program:
/// a file that no `mod` line names is not, and its handlers are silently missing.
#[macro_export]
macro_rules! assert_all_linked {
    () => {{
        let missing = $crate::__private::unlinked(::core::env!("CARGO_MANIFEST_DIR"));
        ::core::assert!(
            missing.is_empty(),
            "no `mod` line leads to these handlers:\n  {}",
            missing.join("\n  ")
        );
    }};
}

pub use crate::assert_all_linked;
