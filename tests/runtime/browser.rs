//! What a browser does, step by step: loads a page, keeps its cookie, opens a socket. And what no
//! browser does: raw bytes. A server, a visit and a socket know each other's insides, so they stand
//! in one file.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use liveview::{App, Limits, Stop};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message};
use tokio_tungstenite::tungstenite::{Error, http::Request};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::site::{self, AppState};

/// How long anything may take before a test fails.
pub const PATIENCE: Duration = Duration::from_secs(20);
pub const PAGE: &str = "0123456789abcdef0123456789abcdef";

/// A number for a document, as its script makes one.
fn new_page() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    format!("{:032x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The site, served on a port of its own until it is dropped.
pub struct Server {
    pub address: SocketAddr,
    pub state: AppState,
    stop: Stop,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.stop();
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    pub async fn with(limits: Limits) -> Self {
        let (app, state) = site::app(limits);
        Self::of(app, state).await
    }

    pub async fn of(app: App, state: AppState) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = app.stop();
        tokio::spawn(liveview::serve_on(listener, app));
        Self {
            address,
            state,
            stop,
        }
    }

    pub fn stop(&self) {
        self.stop.stop();
    }

    /// Loads the page, and keeps what it says.
    pub async fn visit(&self) -> Visit {
        Visit::of(self.address).await
    }

    /// Loads the page and opens its socket; the hello is read.
    pub async fn open(&self) -> Socket {
        let mut socket = self.visit().await.connect().await.unwrap();
        assert!(socket.next().await["hello"].is_object());
        socket
    }

    /// Sends bytes, and reads until the server closes.
    pub async fn raw(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_ref()).await.unwrap();
        let mut answer = Vec::new();
        let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer))
            .await
            .expect("the server did not close");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Sends bytes, and reads the head of the answer.
    pub async fn head(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes.as_ref()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        String::from_utf8(head).unwrap()
    }

    /// Requests a path as it is spelled.
    pub async fn get(&self, path: &str, headers: &str) -> String {
        self.raw(format!(
            "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n"
        ))
        .await
    }
}

/// A page that was loaded.
#[derive(Clone)]
pub struct Visit {
    pub address: SocketAddr,
    pub cookie: String,
    pub room: String,
    pub page: String,
}

impl Visit {
    pub async fn of(address: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).await.unwrap();
        let between = |start: &str, end: &str| {
            page.split(start)
                .nth(1)
                .and_then(|rest| rest.split(end).next())
                .unwrap_or_else(|| panic!("{page}"))
                .to_owned()
        };
        Self::new(
            address,
            between("set-cookie: ", ";"),
            between("data-room=\"", "\""),
        )
    }

    /// A document of a visitor's, with a room that was made for it.
    pub fn new(address: SocketAddr, cookie: String, room: String) -> Self {
        Self {
            address,
            cookie,
            room,
            page: new_page(),
        }
    }

    /// Another document of the same visitor, with the same room.
    pub fn another(&self) -> Self {
        Self {
            page: new_page(),
            ..self.clone()
        }
    }

    /// The request that the page's script makes.
    pub fn request(&self) -> Request<()> {
        self.request_with("")
    }

    /// The same with more in its query, as a page that comes back makes it: `&seen=3`.
    pub fn request_with(&self, more: &str) -> Request<()> {
        let Self {
            address,
            room,
            page,
            ..
        } = self;
        let url = format!("ws://{address}/ws/liveview/{room}/?v=1&page={page}{more}");
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert(
            "origin",
            format!("http://{}", self.address).parse().unwrap(),
        );
        headers.insert("cookie", self.cookie.parse().unwrap());
        request
    }

    pub async fn connect(&self) -> Result<Socket, Error> {
        Socket::open(self.request()).await
    }

    /// Comes back, having seen so much, and gives back the hello too.
    pub async fn return_with(&self, seen: u64) -> (Socket, Value) {
        let request = self.request_with(&format!("&seen={seen}"));
        let mut socket = Socket::open(request).await.unwrap();
        let hello = socket.next().await["hello"].take();
        (socket, hello)
    }

    /// The upgrade as bytes, for a connection that then goes its own way.
    pub async fn upgrade_raw(&self) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let request = format!(
            "GET /ws/liveview/{}/?v=1&page={} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\n\
             Cookie: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.room,
            self.page,
            self.cookie,
            address = self.address,
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        assert!(
            head.starts_with(b"HTTP/1.1 101"),
            "{}",
            String::from_utf8_lossy(&head)
        );
        stream
    }
}

/// An open socket of a page.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    next_ref: u64,
    /// The number of the last frame that was read.
    pub seen: u64,
}

impl Socket {
    pub async fn open(request: Request<()>) -> Result<Self, Error> {
        let (stream, _) = tokio_tungstenite::connect_async(request).await?;
        Ok(Self {
            stream,
            next_ref: 1,
            seen: 0,
        })
    }

    pub async fn send_text(&mut self, text: impl Into<String>) {
        self.stream.send(Message::text(text.into())).await.unwrap();
    }

    pub async fn send_message(&mut self, message: Message) {
        let _ = self.stream.send(message).await;
    }

    /// Sends a message, and gives back its `ref`.
    pub async fn send(&mut self, function: &str, form: Value) -> u64 {
        let reference = self.next_ref;
        self.next_ref += 1;
        let message = json!({ "function": function, "form": form, "ref": reference });
        self.send_text(message.to_string()).await;
        reference
    }

    /// The number of the last message that was sent.
    pub fn sent(&self) -> u64 {
        self.next_ref - 1
    }

    /// Numbers messages on from those of the socket before.
    pub fn go_on_from(&mut self, sent: u64) {
        self.next_ref = sent + 1;
    }

    /// Sends a message under a `ref` that may have been used before.
    pub async fn resend(&mut self, reference: u64, function: &str, form: Value) {
        let message = json!({ "function": function, "form": form, "ref": reference });
        self.send_text(message.to_string()).await;
    }

    /// Sends a message with data, and waits for its answer.
    pub async fn call_with(&mut self, function: &str, data: Value) -> Value {
        let reference = self.next_ref;
        self.next_ref += 1;
        let message = json!({ "function": function, "data": data, "ref": reference });
        self.send_text(message.to_string()).await;
        self.answer_to(reference).await
    }

    /// Asks to hear a topic.
    pub async fn join(&mut self, topic: &str) -> Value {
        self.call_with("liveview:join", json!({ "topic": topic }))
            .await
    }

    /// Sends a message, and waits for its answer; what is pushed meanwhile is passed over.
    pub async fn call(&mut self, function: &str, form: Value) -> Value {
        let reference = self.send(function, form).await;
        self.answer_to(reference).await
    }

    async fn answer_to(&mut self, reference: u64) -> Value {
        loop {
            let frame = self.next().await;
            if frame["ref"] == reference {
                return frame;
            }
        }
    }

    /// The next frame.
    pub async fn next(&mut self) -> Value {
        loop {
            match self.receive().await {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    self.seen = match frame["hello"]["seq"].as_u64() {
                        Some(seq) => seq,
                        None => self.seen + 1,
                    };
                    return frame;
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("no frame came, but {other:?}"),
            }
        }
    }

    pub async fn receive(&mut self) -> Message {
        let received = tokio::time::timeout(PATIENCE, self.stream.next())
            .await
            .expect("nothing came");
        received.expect("the connection ended").unwrap()
    }

    /// Reads on until the server closes, and gives back its code.
    pub async fn closed(&mut self) -> u16 {
        loop {
            let received = tokio::time::timeout(PATIENCE, self.stream.next())
                .await
                .expect("nothing came");
            match received {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Close(None))) => return 1005,
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return 1006,
            }
        }
    }

    /// Closes as a browser does that shows another page.
    pub async fn leave(mut self) {
        let away = CloseFrame {
            code: CloseCode::Away,
            reason: "".into(),
        };
        let _ = self.stream.close(Some(away)).await;
        while let Some(Ok(_)) = self.stream.next().await {}
    }

    pub async fn close(mut self) {
        let _ = self.stream.close(None).await;
        while let Some(Ok(_)) = self.stream.next().await {}
    }
}

/// A frame as a client masks it, with a mask of zeros.
pub fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match payload.len() {
        length @ 0..126 => bytes.push(0x80 | length as u8),
        length @ 126..65536 => {
            bytes.push(0x80 | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        length => {
            bytes.push(0x80 | 127);
            bytes.extend((length as u64).to_be_bytes());
        }
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

/// Reads frames of the server until its close, and gives back the code; 1006 when there was none.
pub async fn close_code(stream: &mut TcpStream) -> u16 {
    let reading = async {
        loop {
            let (Ok(first), Ok(length)) = (stream.read_u8().await, stream.read_u8().await) else {
                return 1006;
            };
            let length = match length {
                126 => u64::from(stream.read_u16().await.unwrap_or(0)),
                127 => stream.read_u64().await.unwrap_or(0),
                short => u64::from(short),
            };
            let mut payload = vec![0; length as usize];
            if stream.read_exact(&mut payload).await.is_err() {
                return 1006;
            }
            if first & 0x0f == 8 {
                return payload
                    .get(..2)
                    .map_or(1005, |code| u16::from_be_bytes([code[0], code[1]]));
            }
        }
    };
    tokio::time::timeout(PATIENCE, reading)
        .await
        .expect("the server did not close")
}

/// Waits for a condition.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(
        tokio::time::timeout(PATIENCE, waiting).await.is_ok(),
        "it never came to: {what}"
    );
}
