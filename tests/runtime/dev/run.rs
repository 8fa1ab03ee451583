//! The application as a process, with the test as its dev server: it holds the other end of the pipe, and opens pages on
//! the app's Unix socket as the command does.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Message;

use crate::browser::{PAGE, PATIENCE};
use crate::child::Process;
use crate::site;

const SECRET: &str = "a secret that outlives the process";

/// A project's folder.
pub struct Project(TempDir);

impl Project {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        site::write_to(root.path());
        Self(root)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, template: &str, text: &str) {
        std::fs::write(self.path().join("templates").join(template), text).unwrap();
    }
}

/// The application as a process, and our end of its pipe.
pub struct Run {
    pub process: Process,
    socket: PathBuf,
    pub writer: UnixStream,
    pub reader: BufReader<UnixStream>,
}

impl Run {
    pub fn start(project: &Project, name: &str) -> Self {
        let (ours, theirs) = UnixStream::pair().unwrap();
        let socket = project.path().join(name);
        let listen = format!("unix:{}", socket.display());
        let root = project.path().to_str().unwrap();
        let variables = [
            ("LIVEVIEW_LISTEN", listen.as_str()),
            ("LIVEVIEW_DEV_FD", "3"),
            ("LIVEVIEW_ROOT", root),
            ("LIVEVIEW_SECRET", SECRET),
        ];
        let process = Process::start(&variables, Some(theirs));
        ours.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut run = Self {
            process,
            socket,
            writer: ours.try_clone().unwrap(),
            reader: BufReader::new(ours),
        };
        run.tell(json!({ "welcome": { "page_token": "t0ken", "url": "http://127.0.0.1:4400" } }));
        run
    }

    pub fn ready(project: &Project, name: &str) -> Self {
        let mut run = Self::start(project, name);
        run.hear("ready");
        run
    }

    pub fn tell(&mut self, message: Value) {
        writeln!(self.writer, "{message}").unwrap();
    }

    /// The next line of that key; others are passed over.
    pub fn hear(&mut self, key: &str) -> Value {
        loop {
            let mut line = String::new();
            assert!(
                self.reader.read_line(&mut line).unwrap() > 0,
                "the application has gone, before `{key}`"
            );
            let mut message: Value = serde_json::from_str(&line).unwrap();
            if let Some(found) = message.get_mut(key) {
                return found.take();
            }
        }
    }

    pub async fn get(&self, path: &str) -> String {
        let mut stream = tokio::net::UnixStream::connect(&self.socket).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:4400\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).await.unwrap();
        page
    }

    pub async fn visit(&self, path: &str) -> Visit {
        let page = self.get(path).await;
        let between = |start: &str, end: &str| {
            page.split(start)
                .nth(1)
                .unwrap()
                .split(end)
                .next()
                .unwrap()
                .to_owned()
        };
        Visit {
            cookie: between("set-cookie: ", ";"),
            room: between("data-room=\"", "\""),
        }
    }

    pub async fn open(&self, visit: &Visit) -> Page {
        self.open_with(visit, "").await
    }

    /// Connects as the dev server does for a page that it has connected before.
    pub async fn open_with(&self, visit: &Visit, more: &str) -> Page {
        let url = format!(
            "ws://127.0.0.1:4400/ws/liveview/{}/?v=1&page={PAGE}{more}",
            visit.room
        );
        let mut request = url.into_client_request().unwrap();
        request
            .headers_mut()
            .insert("origin", "http://127.0.0.1:4400".parse().unwrap());
        request
            .headers_mut()
            .insert("cookie", visit.cookie.parse().unwrap());
        let stream = tokio::net::UnixStream::connect(&self.socket).await.unwrap();
        let (stream, _) = tokio_tungstenite::client_async(request, stream)
            .await
            .unwrap();
        Page {
            stream,
            next_ref: 1,
        }
    }
}

pub struct Visit {
    cookie: String,
    pub room: String,
}

pub struct Page {
    stream: WebSocketStream<tokio::net::UnixStream>,
    pub next_ref: u64,
}

impl Page {
    pub async fn next(&mut self) -> Value {
        let received = tokio::time::timeout(PATIENCE, self.stream.next())
            .await
            .expect("nothing came")
            .unwrap()
            .unwrap();
        match received {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            Message::Close(frame) => json!({ "closed": frame.map(|frame| u16::from(frame.code)) }),
            other => panic!("no frame came, but {other:?}"),
        }
    }

    pub async fn send(&mut self, function: &str, form: Value) -> u64 {
        let reference = self.next_ref;
        self.next_ref += 1;
        let message = json!({ "function": function, "form": form, "ref": reference });
        self.stream
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
        reference
    }

    /// Waits until the app has read what was sent: a ping is answered in its turn, also while a handler runs.
    pub async fn has_been_read(&mut self) {
        self.stream
            .send(Message::Ping("read".into()))
            .await
            .unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.stream.next())
            .await
            .expect("no pong came");
        assert_eq!(answer.unwrap().unwrap(), Message::Pong("read".into()));
    }

    pub async fn call(&mut self, function: &str, form: Value) -> Value {
        let reference = self.send(function, form).await;
        loop {
            let frame = self.next().await;
            if frame["ref"] == reference {
                return frame;
            }
        }
    }
}
