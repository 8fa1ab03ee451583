//! The application on a port of its own, for what only a real connection can show.

use std::net::SocketAddr;
use std::ops::Deref;

use super::TestApp;
use crate::app::{App, Stop};
use crate::serve::serve_on;

/// An application that is served on a free port of this machine until this is dropped. Its pages
/// are requested and its sockets opened over that port; everything else is as with [`TestApp`].
///
/// ```no_run
/// # async fn app() -> liveview::Result<liveview::App> { Err(liveview::Error::user("your own")) }
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> liveview::Result<()> {
/// use liveview::testing::TestServer;
///
/// let server = TestServer::start(app().await?).await;
/// server.get("/").await.expect_status(200);
/// let mut page = server.connect("/").await;
/// page.send("search").form([("query", "rust")]).await;
/// println!("an own client would go to http://{}", server.address());
/// # Ok(()) }
/// ```
pub struct TestServer {
    app: TestApp,
    address: SocketAddr,
    stop: Stop,
}

impl TestServer {
    /// Serves the application.
    pub async fn start(app: App) -> Self {
        let bound = match tokio::net::TcpListener::bind("127.0.0.1:0").await {
            Ok(listener) => listener.local_addr().map(|address| (listener, address)),
            Err(error) => Err(error),
        };
        let (listener, address) = match bound {
            Ok(bound) => bound,
            Err(error) => panic!("failed to listen on a free port: {error}"),
        };
        let stop = app.stop();
        tokio::spawn(serve_on(listener, app.again()));
        let app = TestApp {
            address: Some(address),
            ..TestApp::new(app).await
        };
        Self { app, address, stop }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends the application, as SIGTERM does: handlers that run are let end, pages are told to
    /// come back.
    pub fn stop(&self) {
        self.stop.stop();
    }
}

impl Deref for TestServer {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop.stop();
    }
}
