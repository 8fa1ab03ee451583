//! A page's socket, kept open while the app behind it is swapped, restarted or dead. Messages of the page wait in order
//! while the gate is closed; each that went to the app is counted as inside until its answer passes here, so that a
//! swap waits for it: for a stream it does not wait, since the app ends its streams when it hands over. What an app that died took and did not answer is answered as `unknown_outcome`: nobody can say.

mod dial;
mod place;
mod queue;

use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use futures_util::{SinkExt, StreamExt};
use hyper::body::Incoming;
use hyper::http::StatusCode;
use hyper::http::uri::PathAndQuery;
use hyper::{Request, Response};
use serde_json::json;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use self::dial::{Dial, for_handshake};
use self::place::{Envelope, Place, envelope};
use self::queue::Queue;
use super::gate::{Gate, Pass};
use super::server::{Server, text};
use super::socket::{self, AppSocket, Socket};
use crate::inspector::Direction;

/// How long a message, or a page that connects, waits for an app.
const PATIENCE: Duration = Duration::from_secs(30);

/// The app has its own, lower limit and says so itself; this one is for what would fill our memory.
const FROM_PAGE_LIMIT: usize = 1024 * 1024;

/// "The server restarts, come back": the app says it at a handover and when it is told to end.
const RESTARTING: u16 = 1012;

/// Answers a page that wants to connect: by the app's own verdict, and then with a socket that outlives the app.
pub(crate) async fn answer(
    server: Arc<Server>,
    peer: IpAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let target = request
        .uri()
        .path_and_query()
        .cloned()
        .unwrap_or_else(|| PathAndQuery::from_static("/"));
    let dial = Dial {
        target,
        headers: for_handshake(request.headers(), peer),
    };
    let (app, generation) = loop {
        let Some(pass) = server.gate.enter(PATIENCE).await else {
            return text(
                StatusCode::SERVICE_UNAVAILABLE,
                "there is no app to answer this yet\n",
            );
        };
        let generation = pass.route.generation;
        match dial.connect(&pass).await {
            Ok(app) => break (app, generation),
            Err(Error::Http(refusal)) => {
                let status = refusal.status();
                return text(status, refusal.into_body().unwrap_or_default());
            }
            Err(_) => {
                drop(pass);
                let _ = timeout(Duration::from_secs(2), server.gate.left(generation)).await;
            }
        }
    };
    let info = dial.info();
    socket::upgrade(request, FROM_PAGE_LIMIT, move |page| async move {
        let id = server.next_socket();
        server.recorder.opened(id, info);
        let mut bridge = Bridge {
            id,
            page,
            server: Arc::clone(&server),
            queue: Queue::default(),
            inside: Vec::new(),
            place: Place::default(),
        };
        let code = bridge.run(dial, Some((app, generation))).await;
        server.recorder.closed(id, code);
        if let Some(code) = code {
            socket::close(bridge.page, code, "").await;
        }
    })
}

struct Bridge {
    id: u64,
    page: Socket,
    server: Arc<Server>,
    queue: Queue,
    /// What went to the app and is not answered, by `ref`, in order. Without a pass is a stream, and what waits for its end.
    inside: Vec<(u64, Option<Pass>)>,
    place: Place,
}

type Reconnecting = Pin<Box<dyn Future<Output = Option<(AppSocket, u64)>> + Send>>;

enum Side {
    Connected(Box<AppSocket>, u64),
    Waiting(Reconnecting),
}

/// What a step of the bridge came to.
enum Step {
    On,
    /// The app has let go of the page.
    AppGone,
    /// The page is to be closed with this code, or has gone by itself.
    End(Option<u16>),
}

impl Bridge {
    /// Runs until the page goes, or is to be closed with the code returned.
    async fn run(&mut self, dial: Dial, app: Option<(AppSocket, u64)>) -> Option<u16> {
        let gate = self.server.gate.clone();
        let mut side = match app {
            Some((app, generation)) => Side::Connected(Box::new(app), generation),
            None => return Some(RESTARTING),
        };
        loop {
            let step = match &mut side {
                Side::Connected(app, generation) => self.pass_on(app, *generation, &gate).await,
                Side::Waiting(again) => {
                    let deadline = self.queue.deadline();
                    tokio::select! {
                        connected = again => match connected {
                            Some((app, generation)) => {
                                side = Side::Connected(Box::new(app), generation);
                                Step::On
                            }
                            // It does not want this page as it was; the page comes back and hears why.
                            None => Step::End(Some(RESTARTING)),
                        },
                        message = self.page.next() => self.take(message),
                        () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => self.give_up().await,
                    }
                }
            };
            match step {
                Step::On => {}
                Step::End(code) => {
                    if let Side::Connected(app, _) = &mut side {
                        // So that it hears of it at once; that it has gone already is as good.
                        let _ = timeout(Duration::from_secs(1), app.close()).await;
                    }
                    return code;
                }
                Step::AppGone => {
                    if let Step::End(code) = self.unknown_outcomes().await {
                        return code;
                    }
                    let before = match &side {
                        Side::Connected(_, generation) => *generation,
                        Side::Waiting(_) => 0,
                    };
                    let again = Dial {
                        target: self.place.write(&dial.target),
                        headers: dial.headers.clone(),
                    };
                    side = Side::Waiting(Box::pin(again.again(gate.clone(), before)));
                }
            }
        }
    }

    /// One step while the app is connected: what waits goes to it, or something comes from either side.
    async fn pass_on(&mut self, app: &mut AppSocket, generation: u64, gate: &Gate) -> Step {
        while !self.queue.messages.is_empty() {
            let Some(pass) = gate
                .try_enter()
                .filter(|pass| pass.route.generation == generation)
            else {
                break;
            };
            let Some(message) = self.queue.pop() else {
                break;
            };
            if let Message::Text(text) = &message
                && let Some(Envelope {
                    reference: Some(reference),
                    ..
                }) = envelope(text)
            {
                let is_behind_a_stream = matches!(self.inside.first(), Some((_, None)));
                self.inside
                    .push((reference, (!is_behind_a_stream).then_some(pass)));
            }
            if app.send(message).await.is_err() {
                return Step::AppGone;
            }
        }
        let deadline = self.queue.deadline();
        tokio::select! {
            frame = app.next() => self.give(frame).await,
            message = self.page.next() => self.take(message),
            // The gate is closed, and may open to the same run again when a swap is given up.
            () = gate.opened_to(generation), if deadline.is_some() => Step::On,
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => self.give_up().await,
        }
    }

    /// Something from the page: it goes to the end of the queue.
    fn take(&mut self, message: Option<Result<Message, Error>>) -> Step {
        match message {
            Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) => {
                if let Message::Text(text) = &message {
                    self.server
                        .recorder
                        .frame(self.id, Direction::FromPage, text);
                }
                if self.queue.push(message) {
                    Step::On
                } else {
                    Step::End(Some(1013))
                }
            }
            Some(Ok(Message::Close(_))) | None => Step::End(None),
            Some(Ok(_)) => Step::On,
            Some(Err(Error::ConnectionClosed | Error::AlreadyClosed | Error::Io(_))) => {
                Step::End(None)
            }
            Some(Err(error)) => Step::End(Some(socket::code_for(&error))),
        }
    }

    /// Something from the app: it goes to the page.
    async fn give(&mut self, frame: Option<Result<Message, Error>>) -> Step {
        match frame {
            Some(Ok(Message::Text(text))) => {
                let envelope = envelope(&text);
                self.place.passed(envelope.as_ref());
                if let Some(Envelope {
                    reference: Some(reference),
                    part,
                    ..
                }) = envelope
                {
                    if part {
                        for (_, pass) in &mut self.inside {
                            *pass = None;
                        }
                        return self.send(text).await;
                    }
                    let answered = self
                        .inside
                        .iter()
                        .position(|(inside, _)| *inside == reference);
                    let pass = answered.map(|place| self.inside.remove(place));
                    let step = self.send(text).await;
                    // Only now is it answered.
                    drop(pass);
                    return step;
                }
                self.send(text).await
            }
            Some(Ok(Message::Close(Some(frame)))) => match u16::from(frame.code) {
                RESTARTING | 1001 => Step::AppGone,
                code => Step::End(Some(code)),
            },
            Some(Ok(Message::Close(None))) => Step::End(Some(1000)),
            Some(Ok(_)) => Step::On,
            Some(Err(_)) | None => Step::AppGone,
        }
    }

    async fn send(&mut self, text: Utf8Bytes) -> Step {
        self.server
            .recorder
            .frame(self.id, Direction::ToPage, &text);
        match self.page.send(Message::Text(text)).await {
            Ok(()) => Step::On,
            Err(_) => Step::End(None),
        }
    }

    /// The app has gone with these unanswered.
    async fn unknown_outcomes(&mut self) -> Step {
        for (reference, _) in std::mem::take(&mut self.inside) {
            let message =
                "the server ended while it was at work on this; whether it was done is not known";
            if let end @ Step::End(_) = self.fail(Some(reference), "unknown_outcome", message).await
            {
                return end;
            }
        }
        Step::On
    }

    /// The oldest message has waited long enough; the app never saw it.
    async fn give_up(&mut self) -> Step {
        let reference = match self.queue.pop() {
            Some(Message::Text(text)) => envelope(&text).and_then(|envelope| envelope.reference),
            _ => None,
        };
        self.fail(
            reference,
            "timeout",
            "the server did not come back in 30 s; the message was not sent",
        )
        .await
    }

    async fn fail(&mut self, reference: Option<u64>, code: &str, message: &str) -> Step {
        let error = json!({ "code": code, "message": message });
        let frame = match reference {
            Some(reference) => json!({ "ref": reference, "error": error }),
            None => json!({ "error": error }),
        };
        self.send(frame.to_string().into()).await
    }
}
