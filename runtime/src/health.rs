//! What a proxy or an orchestrator asks: `/healthz` says that the process lives, `/readyz` that it
//! wants visitors. Neither says why not; the log does.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;

use crate::app::Shared;
use crate::error::{Error, Result, logged};

/// Time that all checks together may take.
const PATIENCE: Duration = Duration::from_secs(5);

type Checking = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

/// What an application wants to be true before it is sent visitors.
pub(crate) type Check<S> = Box<dyn Fn(S) -> Checking + Send + Sync>;

pub(crate) fn routes<S>(shared: &Arc<Shared>, checks: Vec<Check<S>>, state: S) -> Router
where
    S: Clone + Send + Sync + 'static,
{
    let mount = &shared.mount;
    let around = Arc::new((Arc::clone(shared), checks, state));
    let ready = move || {
        let around = Arc::clone(&around);
        async move {
            let (shared, checks, state) = &*around;
            let (status, text) = readiness(shared, checks, state).await;
            (status, [(header::CACHE_CONTROL, "no-store")], text)
        }
    };
    Router::new()
        .route(&format!("{mount}/healthz"), get(|| async { "ok" }))
        .route(&format!("{mount}/readyz"), get(ready))
}

async fn readiness<S: Clone>(
    shared: &Shared,
    checks: &[Check<S>],
    state: &S,
) -> (StatusCode, &'static str) {
    if shared.release.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    let checking = async {
        for check in checks {
            check(state.clone()).await?;
        }
        Ok::<_, Error>(())
    };
    let caught = crate::panic::catch(tokio::time::timeout(PATIENCE, checking)).await;
    let reason = match caught {
        Ok(Ok(Ok(()))) => return (StatusCode::OK, "ok"),
        Ok(Ok(Err(error))) => error.to_string(),
        Ok(Err(_)) => format!("the checks took more than {} s", PATIENCE.as_secs()),
        Err(panic) => format!("panicked: {}", panic.message()),
    };
    tracing::warn!("not ready: {}", logged(&reason));
    (StatusCode::SERVICE_UNAVAILABLE, "not ready")
}
