//! What is set up once, before the loop.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};

use crate::Error;
use crate::dev::DevOptions;
use crate::dev::event::{Event, Events};

/// Why there is no port to serve on.
pub(super) fn no_port(wanted: u16, options: &DevOptions, error: &std::io::Error) -> Error {
    let failed = Error::environment(format!("failed to listen on port {wanted}")).cause(error);
    if options.strict_port {
        failed.hint(format!(
            "end what uses the port, or leave `--strict-port` out, or try `liveview dev --port {}`",
            wanted.saturating_add(1)
        ))
    } else {
        failed.hint("`--port` takes another one; ports below 1024 need rights")
    }
}

/// Ctrl-C, SIGTERM and the end of the terminal end the loop.
pub(super) fn stop_on_signals(events: Events) {
    for kind in [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ] {
        // Without it the signal ends us at once, and the app when its pipe ends.
        let Ok(mut stream) = signal(kind) else {
            continue;
        };
        let events = events.clone();
        tokio::spawn(async move {
            while stream.recv().await.is_some() {
                if events.send(Event::Quit).await.is_err() {
                    return;
                }
            }
        });
    }
}

/// A browser that is told to open two thousand connections must not leave us without descriptors.
pub(super) fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    let enough = limit.maximum.map_or(16_384, |maximum| maximum.min(16_384));
    if limit.current.is_some_and(|current| current < enough) {
        // The limit we have is enough for ordinary days.
        let _ = setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(enough),
                maximum: limit.maximum,
            },
        );
    }
}
