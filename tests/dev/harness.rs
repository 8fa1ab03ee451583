//! `liveview dev` on a project, as a developer would run it: what it prints is kept and waited for, requests are sent as
//! raw bytes, and it is ended by its own id.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use support::{Workbench, binary};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{self, Message};

/// What is not printed by then will not be: a cold build on a small machine takes minutes.
const PATIENCE: Duration = Duration::from_secs(600);

/// The source of the probe app, which tells what reaches it.
const PROBE: &str = include_str!("probe/main.rs");

const MANIFEST: &str = r#"[package]
name = "probe"
version = "0.1.0"
edition = "2024"

[dependencies]
liveview = { path = "vendor/liveview" }

[workspace]
"#;

const NO_RUNTIME: &str =
    "[package]\nname = \"liveview\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";

/// A dev server that runs.
pub struct Dev {
    pub bench: Workbench,
    pub port: u16,
    child: Child,
    printed: Arc<(Mutex<String>, Condvar)>,
}

/// The project of the probe app, not running yet.
pub fn probe() -> Workbench {
    let bench = Workbench::empty();
    bench
        .write("src/main.rs", PROBE)
        .write("Cargo.toml", MANIFEST)
        .write("vendor/liveview/Cargo.toml", NO_RUNTIME)
        .write("vendor/liveview/src/lib.rs", "")
        .write("templates/home.html", "<p>home</p>")
        .write("assets/app.css", "p { color: red }")
        .write(".env", "FROM_DOTENV=first\n");
    bench
}

impl Dev {
    /// The probe app, built and serving.
    #[track_caller]
    pub fn of_probe() -> Self {
        let dev = Self::start(probe(), "dev --port 0");
        dev.prints("ready in");
        dev
    }

    /// Starts `liveview` with these words; returns when it has taken its port.
    #[track_caller]
    pub fn start(bench: Workbench, line: &str) -> Self {
        let mut child = bench
            .command(&binary())
            .args(line.split_whitespace())
            .env("CARGO_NET_OFFLINE", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let printed = Arc::new((Mutex::new(String::new()), Condvar::new()));
        for pipe in [
            child
                .stdout
                .take()
                .map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
            child
                .stderr
                .take()
                .map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
        ] {
            let printed = Arc::clone(&printed);
            std::thread::spawn(move || {
                for line in BufReader::new(pipe.unwrap())
                    .split(b'\n')
                    .map_while(Result::ok)
                {
                    let _ = writeln!(
                        printed.0.lock().unwrap(),
                        "{}",
                        String::from_utf8_lossy(&line)
                    );
                    printed.1.notify_all();
                }
                printed.1.notify_all();
            });
        }
        let mut dev = Self {
            bench,
            port: 0,
            child,
            printed,
        };
        let address = dev.prints("app        http://localhost:");
        dev.port = address.trim().rsplit(':').next().unwrap().parse().unwrap();
        dev
    }

    /// Waits until this is printed; returns the line it is in.
    #[track_caller]
    pub fn prints(&self, text: &str) -> String {
        self.prints_after(0, text)
    }

    /// Waits until this is printed after a mark.
    #[track_caller]
    pub fn prints_after(&self, mark: usize, text: &str) -> String {
        let begin = Instant::now();
        let mut printed = self.printed.0.lock().unwrap();
        loop {
            if let Some(line) = printed[mark..].lines().find(|line| line.contains(text)) {
                return line.to_owned();
            }
            assert!(
                begin.elapsed() < PATIENCE,
                "it never printed {text:?}:\n{printed}"
            );
            printed = self
                .printed
                .1
                .wait_timeout(printed, Duration::from_millis(200))
                .unwrap()
                .0;
        }
    }

    /// Everything that was printed so far.
    pub fn printed(&self) -> String {
        self.printed.0.lock().unwrap().clone()
    }

    /// Where the next line will be.
    pub fn mark(&self) -> usize {
        self.printed.0.lock().unwrap().len()
    }

    /// How many requests reached the app whose head holds this.
    pub fn seen(&self, text: &str) -> usize {
        self.printed()
            .lines()
            .filter(|line| line.contains("saw ") && line.contains(text))
            .count()
    }

    /// Sends these bytes and returns all that comes back.
    pub fn raw(&self, bytes: impl AsRef<[u8]>) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        // It may be refused, and the connection closed, before all of it is sent.
        let _ = stream.write_all(bytes.as_ref());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Reply::read(answer)
    }

    /// A request with these lines after the right Host.
    pub fn request(&self, first: &str, lines: &[&str]) -> Reply {
        let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        self.raw(format!(
            "{first} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{lines}\r\n",
            self.port
        ))
    }

    /// A request with these lines and no other.
    pub fn request_as(&self, first: &str, lines: &[&str]) -> Reply {
        let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        self.raw(format!(
            "{first} HTTP/1.1\r\nConnection: close\r\n{lines}\r\n"
        ))
    }

    /// A handshake of a WebSocket with these lines beside what every handshake has.
    pub fn handshake(&self, path: &str, lines: &[&str]) -> Reply {
        let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        self.raw(format!(
            "GET {path} HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{lines}\r\n"
        ))
    }

    /// `http://localhost:PORT`.
    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// A page of this origin that connects a socket.
    pub async fn socket(
        &self,
        path: &str,
        lines: &[(&'static str, String)],
    ) -> Result<Socket, tungstenite::Error> {
        let mut request = format!("ws://localhost:{}{path}", self.port).into_client_request()?;
        request
            .headers_mut()
            .insert("origin", self.origin().parse().unwrap());
        for (name, value) in lines {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await?;
        Ok(Socket(
            tokio_tungstenite::client_async(request, stream).await?.0,
        ))
    }

    /// The socket of a page's overlay, with the token that the app was given.
    pub async fn page(&self) -> Socket {
        let token = self.page_token();
        self.socket(&format!("/__liveview/ws?token={token}"), &[])
            .await
            .unwrap()
    }

    /// What the app was given for its pages; the probe tells.
    pub fn page_token(&self) -> String {
        self.request("GET /token", &[]).body.trim().to_owned()
    }

    /// The server's own process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal.
    pub fn signal(&self, name: &str) {
        let sent = std::process::Command::new("kill")
            .args(["-s", name, &self.child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for its end; returns how long that took.
    #[track_caller]
    pub fn ends(&mut self) -> Duration {
        let begin = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(
                begin.elapsed() < Duration::from_secs(20),
                "it does not end:\n{}",
                self.printed()
            );
            std::thread::yield_now();
        }
        begin.elapsed()
    }

    /// The process of the app that started last, as the probe says.
    pub fn app(&self) -> u32 {
        let printed = self.printed();
        let line = printed
            .lines()
            .rfind(|line| line.contains("started as "))
            .unwrap();
        line.split("started as ")
            .nth(1)
            .unwrap()
            .split(' ')
            .next()
            .unwrap()
            .parse()
            .unwrap()
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.signal("TERM");
            self.ends();
        }
        if std::thread::panicking() {
            eprintln!("-- liveview dev printed\n{}", self.printed());
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    fn read(bytes: Vec<u8>) -> Self {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        Self {
            status,
            head: head.to_ascii_lowercase(),
            body: body.to_owned(),
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// A page's socket.
pub struct Socket(tokio_tungstenite::WebSocketStream<tokio::net::TcpStream>);

impl Socket {
    /// Sends it; the socket may be closed before all of it is sent.
    pub async fn send(&mut self, message: impl Into<Message>) {
        use futures_util::SinkExt;
        let _ = self.0.send(message.into()).await;
    }

    /// The next frame of text; `None` when the socket is closed.
    pub async fn next(&mut self) -> Option<serde_json::Value> {
        loop {
            match self.next_message().await {
                Some(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                _ => return None,
            }
        }
    }

    /// The next frame that holds this key.
    pub async fn next_with(&mut self, key: &str) -> serde_json::Value {
        loop {
            let frame = self
                .next()
                .await
                .unwrap_or_else(|| panic!("closed before a frame with `{key}` came"));
            if let Some(value) = frame.get(key) {
                return value.clone();
            }
        }
    }

    /// The state, once it is so.
    pub async fn state(&mut self, is: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let state = self.next_with("state").await;
            if is(&state) {
                return state;
            }
        }
    }

    pub async fn next_message(&mut self) -> Option<Message> {
        use futures_util::StreamExt;
        tokio::time::timeout(PATIENCE, self.0.next())
            .await
            .expect("a frame in time")?
            .ok()
    }

    /// The code it is closed with.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match self.next_message().await? {
                Message::Close(frame) => return frame.map(|frame| frame.code.into()),
                _ => continue,
            }
        }
    }
}
