//! What a proxy asks: whether the process lives, and whether it wants visitors.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use liveview::Error;
use liveview::testing::TestApp;

use crate::site::{self, AppState};

const WELL: u8 = 0;
const AWAY: u8 = 1;
const SILENT: u8 = 2;

#[tokio::test(start_paused = true)]
async fn visitors_are_wanted_while_every_check_holds() {
    let database = Arc::new(AtomicU8::new(WELL));
    let asked = Arc::clone(&database);
    let app = site::builder()
        .ready_check(async |_: AppState| Ok(()))
        .ready_check(move |_: AppState| {
            let asked = asked.load(Ordering::Relaxed);
            async move {
                match asked {
                    WELL => Ok(()),
                    AWAY => Err(Error::internal("no answer from db.internal")),
                    SILENT => {
                        tokio::time::sleep(Duration::from_secs(60)).await;
                        Ok(())
                    }
                    _ => panic!("the check's own secret"),
                }
            }
        });
    let app = TestApp::new(app.build(AppState::default()).unwrap()).await;
    let ready = app.get("/readyz").await;
    ready.expect_status(200);
    assert_eq!(
        (ready.text.as_str(), &ready.headers["cache-control"]),
        ("ok", &"no-store".parse().unwrap())
    );
    for state in [AWAY, SILENT, 3] {
        database.store(state, Ordering::Relaxed);
        let page = app.get("/readyz").await;
        page.expect_status(503);
        assert_eq!(page.text, "not ready");
        app.get("/healthz").await.expect_status(200);
    }
    database.store(WELL, Ordering::Relaxed);
    app.get("/readyz").await.expect_status(200);
}

#[tokio::test]
async fn a_server_that_stops_wants_nobody() {
    let (app, _) = site::app(Default::default());
    let stop = app.stop();
    let app = TestApp::new(app).await;
    app.get("/readyz").await.expect_status(200);
    stop.stop();
    app.get("/readyz")
        .await
        .expect_status(503)
        .contains("stopping");
    app.get("/healthz").await.expect_status(200);
}
