//! Between the proxy and whichever app serves: who goes through is counted, and at a swap the gate is closed until the
//! old app has answered all it took and the new one is ready. One `watch` value holds both, so that nobody slips
//! through while it closes. The dev loop holds the sender's side of it; every proxied request and socket waits on it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// Where requests and messages go now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Upstream {
    /// There is no app: none is built yet, or it cannot start. Pages are told why.
    Absent,
    /// One is on its way, within seconds: who comes waits.
    Awaited,
    /// This one serves.
    Open(Route),
}

/// The way to one run of the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) generation: u64,
    pub(crate) socket: Arc<PathBuf>,
}

#[derive(Debug)]
struct State {
    upstream: Upstream,
    /// Requests and messages that went through and are not answered.
    inside: usize,
}

/// The gate. Clones are the same gate.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<watch::Sender<State>>);

/// The right to use a route; while it is held the request counts as not answered.
#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) route: Route,
    gate: Gate,
}

impl Gate {
    /// A gate with nothing behind it.
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(State {
            upstream: Upstream::Absent,
            inside: 0,
        })))
    }

    /// Sets where requests and messages go from now on.
    pub(crate) fn set(&self, upstream: Upstream) {
        self.0.send_modify(|state| state.upstream = upstream);
    }

    /// Where they go now.
    pub(crate) fn upstream(&self) -> Upstream {
        self.0.borrow().upstream.clone()
    }

    /// Goes through now, if there is an app to go to.
    pub(crate) fn try_enter(&self) -> Option<Pass> {
        let mut route = None;
        self.0.send_if_modified(|state| {
            if let Upstream::Open(open) = &state.upstream {
                route = Some(open.clone());
                state.inside += 1;
            }
            false
        });
        Some(Pass {
            route: route?,
            gate: self.clone(),
        })
    }

    /// Goes through, waiting while an app is awaited; `None` when there is none to wait for, or not soon enough.
    pub(crate) async fn enter(&self, patience: Duration) -> Option<Pass> {
        let mut states = self.0.subscribe();
        let settled = async {
            loop {
                if let Some(pass) = self.try_enter() {
                    return Some(pass);
                }
                if self.upstream() == Upstream::Absent || states.changed().await.is_err() {
                    return None;
                }
            }
        };
        timeout(patience, settled).await.ok().flatten()
    }

    /// Resolves when another run of the app serves than this one, or none does.
    pub(crate) async fn left(&self, generation: u64) {
        let mut states = self.0.subscribe();
        let other = |state: &State| !matches!(&state.upstream, Upstream::Open(route) if route.generation == generation);
        // The gate outlives every request, so that waiting ends only when it is so.
        let _ = states.wait_for(other).await;
    }

    /// Resolves when an app serves.
    pub(crate) async fn opened(&self) {
        let mut states = self.0.subscribe();
        let _ = states
            .wait_for(|state| matches!(state.upstream, Upstream::Open(_)))
            .await;
    }

    /// Resolves when this run of the app serves, as it does again when a swap is given up.
    pub(crate) async fn opened_to(&self, generation: u64) {
        let mut states = self.0.subscribe();
        let this = |state: &State| matches!(&state.upstream, Upstream::Open(route) if route.generation == generation);
        let _ = states.wait_for(this).await;
    }

    /// Whether all that went through is answered.
    pub(crate) fn is_drained(&self) -> bool {
        self.0.borrow().inside == 0
    }

    /// Resolves when all that went through is answered.
    pub(crate) async fn drained(&self) {
        let mut states = self.0.subscribe();
        let _ = states.wait_for(|state| state.inside == 0).await;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        self.gate.0.send_if_modified(|state| {
            state.inside -= 1;
            state.inside == 0
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(generation: u64) -> Upstream {
        Upstream::Open(Route {
            generation,
            socket: Arc::new(PathBuf::from("/app.sock")),
        })
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_while_an_app_is_awaited_waits() {
        let gate = Gate::new();
        gate.set(Upstream::Awaited);
        let waiting = tokio::spawn({
            let gate = gate.clone();
            async move {
                gate.enter(Duration::from_secs(30))
                    .await
                    .map(|pass| pass.route.generation)
            }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        gate.set(open(2));
        assert_eq!(waiting.await.unwrap(), Some(2));
    }

    #[tokio::test(start_paused = true)]
    async fn patience_ends_and_absence_is_told_at_once() {
        let gate = Gate::new();
        assert!(gate.enter(Duration::from_secs(30)).await.is_none());
        gate.set(Upstream::Awaited);
        assert!(gate.enter(Duration::from_secs(30)).await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_drained_when_the_last_pass_is_given_back() {
        let gate = Gate::new();
        gate.set(open(1));
        let (one, two) = (gate.try_enter().unwrap(), gate.try_enter().unwrap());
        gate.set(Upstream::Awaited);
        assert!(gate.try_enter().is_none());
        let drained = tokio::spawn({
            let gate = gate.clone();
            async move { gate.drained().await }
        });
        drop(one);
        tokio::task::yield_now().await;
        assert!(!drained.is_finished());
        drop(two);
        drained.await.unwrap();
        gate.left(1).await;
    }
}
