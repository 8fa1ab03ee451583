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
//! let mut page = app.connect("/").await;
//! let answer = page.send("search").form([("query", "rust")]).await;
//! answer.expect_patch("#results").contains("Rust");
//! # Ok(()) }
//! ```
#![expect(clippy::panic, reason = "a test fails by panicking")]

mod answer;
mod app;
mod client;
mod linked;

pub use answer::{Answer, TestPatch};
pub use app::{TestApp, TestPage};
pub use client::{Send, TestClient};
pub use linked::unlinked;

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
