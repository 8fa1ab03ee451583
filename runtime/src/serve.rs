//! Listening: our own accept loop, since a server needs a time limit on request heads that
//! `axum::serve` does not set, and a shutdown that knows of sockets.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
#[cfg(unix)]
use tokio::net::UnixListener;
use tower_service::Service;

use crate::app::{App, Shared};
use crate::body;
use crate::error::{Error, Result};

/// The port when none is named.
const PORT: u16 = 4400;
/// Most bytes of a request's head.
const HEAD: usize = 64 * 1024;
/// Pause after a failed `accept`: out of file descriptors, most likely.
const PAUSE: Duration = Duration::from_millis(100);

/// What an application listens on.
pub enum Listener {
    /// A TCP port.
    Tcp(TcpListener),
    /// A Unix socket.
    #[cfg(unix)]
    Unix(UnixListener),
}

impl From<TcpListener> for Listener {
    fn from(listener: TcpListener) -> Self {
        Self::Tcp(listener)
    }
}

#[cfg(unix)]
impl From<UnixListener> for Listener {
    fn from(listener: UnixListener) -> Self {
        Self::Unix(listener)
    }
}

/// Serves an application until it is told to stop with SIGTERM or SIGINT.
///
/// The environment says where: `HOST` (`127.0.0.1` by default) and `PORT` (4400), or
/// `LIVEVIEW_LISTEN=unix:/path`. `LIVEVIEW_SECRET` signs what pages are given: their rooms and tokens.
///
/// # Errors
///
/// A port that is taken, an address that is none, and in a release build a missing
/// `LIVEVIEW_SECRET`.
pub async fn serve(app: App) -> Result<()> {
    let plain = log_by_default();
    if !cfg!(debug_assertions) && !app.shared.has_secret {
        return Err(Error::internal(
            "`LIVEVIEW_SECRET` is not set\n\nhint: LIVEVIEW_SECRET=$(openssl rand -hex 32)",
        ));
    }
    let (listener, place) = listen().await?;
    introduce(&app.shared, &place, plain);
    let stop = app.stop();
    tokio::spawn(async move {
        signalled().await;
        stop.stop();
        // Whoever asks twice does not want to wait.
        signalled().await;
        std::process::exit(130);
    });
    serve_on(listener, app).await
}

/// Serves an application on a listener that was bound before, until [`App::stop`] is used. It
/// prints nothing and hears no signals.
///
/// # Errors
///
/// None at present; a connection that fails is its own affair.
pub async fn serve_on(listener: impl Into<Listener>, app: App) -> Result<()> {
    let listener = listener.into();
    let shared = Arc::clone(&app.shared);
    let router = app.into_router();
    #[cfg(debug_assertions)]
    if let Some(dev) = &shared.dev {
        dev.ready(&shared);
    }
    loop {
        tokio::select! {
            () = shared.stop.cancelled() => break,
            accepted = accept(&listener) => match accepted {
                Ok(Stream::Tcp(stream)) => {
                    // Small frames are sent at once; gathering them would cost 40 ms.
                    let _ = stream.set_nodelay(true);
                    connect(stream, &router, &shared);
                }
                #[cfg(unix)]
                Ok(Stream::Unix(stream)) => connect(stream, &router, &shared),
                Err(error) => {
                    tracing::warn!("no connection could be accepted: {error}");
                    tokio::time::sleep(PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    shared.tasks.close();
    if tokio::time::timeout(shared.limits.shutdown, shared.tasks.wait())
        .await
        .is_err()
    {
        tracing::warn!("{} connections did not end in time", shared.tasks.len());
    }
    Ok(())
}

enum Stream {
    Tcp(tokio::net::TcpStream),
    #[cfg(unix)]
    Unix(tokio::net::UnixStream),
}

async fn accept(listener: &Listener) -> io::Result<Stream> {
    match listener {
        Listener::Tcp(listener) => listener
            .accept()
            .await
            .map(|(stream, _)| Stream::Tcp(stream)),
        #[cfg(unix)]
        Listener::Unix(listener) => listener
            .accept()
            .await
            .map(|(stream, _)| Stream::Unix(stream)),
    }
}

/// Serves one connection: HTTP until it becomes a socket, which then runs by itself.
fn connect<I>(stream: I, router: &Router, shared: &Arc<Shared>)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let router = router.clone();
    let body_timeout = shared.limits.body_timeout;
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        let (request, verdict) = body::timed(request, body_timeout);
        async move {
            router
                .call(request)
                .await
                .map(|response| verdict.on(response))
        }
    });
    let stop = shared.stop.clone();
    let timeout = shared.limits.header_timeout;
    shared.tasks.spawn(async move {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(timeout)
            .max_buf_size(HEAD)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!("a connection ended early: {error}");
        }
    });
}

async fn listen() -> Result<(Listener, String)> {
    if let Ok(place) = env::var("LIVEVIEW_LISTEN") {
        return listen_on(&place);
    }
    let host = env::var("HOST").unwrap_or_else(|_| "127.0.0.1".to_owned());
    let address: IpAddr = match host.as_str() {
        "localhost" => IpAddr::from([127, 0, 0, 1]),
        host => host
            .parse()
            .map_err(|_| Error::internal(format!("`HOST` is `{host}`, which is no address")))?,
    };
    let port = match env::var("PORT") {
        Ok(port) => port
            .parse()
            .map_err(|_| Error::internal(format!("`PORT` is `{port}`, which is no port")))?,
        Err(_) => PORT,
    };
    let listener = TcpListener::bind((address, port)).await.map_err(|error| {
        Error::internal(format!(
            "failed to listen on {address}:{port}: {error}\n\nhint: PORT=0 takes one that is free"
        ))
    })?;
    let address = listener.local_addr()?;
    Ok((listener.into(), format!("http://{address}")))
}

#[cfg(unix)]
fn listen_on(place: &str) -> Result<(Listener, String)> {
    let Some(path) = place.strip_prefix("unix:") else {
        return Err(Error::internal(format!(
            "`LIVEVIEW_LISTEN` is `{place}`; it should be `unix:/path`"
        )));
    };
    let listener = UnixListener::bind(path).map_err(|error| {
        let hint = match error.kind() {
            io::ErrorKind::AddrInUse => {
                "\n\nhint: the file is there already; when no process listens on it any more, remove it"
            }
            _ => "",
        };
        Error::internal(format!("failed to listen on {path}: {error}{hint}"))
    })?;
    Ok((listener.into(), place.to_owned()))
}

#[cfg(not(unix))]
fn listen_on(place: &str) -> Result<(Listener, String)> {
    Err(Error::internal(format!(
        "`LIVEVIEW_LISTEN` is `{place}`, and this system has no Unix sockets"
    )))
}

/// Waits for the signal that asks a process to end.
async fn signalled() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Says what was found and where it listens. A dev server is told in its own way.
fn introduce(shared: &Shared, place: &str, plain: bool) {
    #[cfg(debug_assertions)]
    if shared.dev.is_some() {
        return;
    }
    for line in shared
        .registry
        .list()
        .into_iter()
        .chain([format!("listening on {place}")])
    {
        if plain {
            // A log that cannot be written is no reason not to serve.
            let _ = writeln!(io::stderr(), "{line}");
        } else {
            tracing::info!("{line}");
        }
    }
}

/// Shows the log on standard error, unless the application has its own way. Says whether it does.
fn log_by_default() -> bool {
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    // Somebody sits in front of a debug build, and knows what time it is.
    if cfg!(debug_assertions) {
        log.without_time().try_init().is_ok()
    } else {
        log.try_init().is_ok()
    }
}

/// Runs an async `main`.
pub fn block_on<F: Future>(main: F) -> F::Output {
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => {
            let output = runtime.block_on(main);
            // A blocking task that never ends must not keep the process.
            runtime.shutdown_background();
            output
        }
        Err(error) => unrunnable(&error),
    }
}

#[expect(
    clippy::panic,
    reason = "a process that can start no thread has no other way to say so"
)]
fn unrunnable(error: &io::Error) -> ! {
    panic!("failed to start the runtime: {error}")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_socket_file_that_was_left_is_named() {
        let path = env::temp_dir().join(format!("liveview-stale-{}.sock", std::process::id()));
        drop(UnixListener::bind(&path).unwrap());
        let error = listen_on(&format!("unix:{}", path.display())).err();
        std::fs::remove_file(&path).unwrap();
        let error = error.unwrap().to_string();
        assert!(
            error.contains("hint: ") && error.contains("remove it"),
            "{error}"
        );
    }
}
