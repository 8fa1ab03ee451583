//! The application's end of the dev server's pipe: this test is the dev server.
//! It holds the other end of the pipe and opens pages on the app's Unix socket, as the command does. One harness and
//! its cases, kept in one file, so it is longer than most.

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
struct Project(TempDir);

impl Project {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        site::write_to(root.path());
        Self(root)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, template: &str, text: &str) {
        std::fs::write(self.path().join("templates").join(template), text).unwrap();
    }
}

/// The application as a process, and our end of its pipe.
struct Run {
    process: Process,
    socket: PathBuf,
    writer: UnixStream,
    reader: BufReader<UnixStream>,
}

impl Run {
    fn start(project: &Project, name: &str) -> Self {
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

    fn ready(project: &Project, name: &str) -> Self {
        let mut run = Self::start(project, name);
        run.hear("ready");
        run
    }

    fn tell(&mut self, message: Value) {
        writeln!(self.writer, "{message}").unwrap();
    }

    /// The next line of that key; others are passed over.
    fn hear(&mut self, key: &str) -> Value {
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

    async fn get(&self, path: &str) -> String {
        let mut stream = tokio::net::UnixStream::connect(&self.socket).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:4400\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).await.unwrap();
        page
    }

    async fn visit(&self) -> Visit {
        let page = self.get("/").await;
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

    async fn open(&self, visit: &Visit) -> Page {
        self.open_with(visit, "").await
    }

    /// Connects as the dev server does for a page that it has connected before.
    async fn open_with(&self, visit: &Visit, more: &str) -> Page {
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

struct Visit {
    cookie: String,
    room: String,
}

struct Page {
    stream: WebSocketStream<tokio::net::UnixStream>,
    next_ref: u64,
}

impl Page {
    async fn next(&mut self) -> Value {
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

    async fn send(&mut self, function: &str, form: Value) -> u64 {
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
    async fn has_been_read(&mut self) {
        self.stream
            .send(Message::Ping("read".into()))
            .await
            .unwrap();
        let answer = tokio::time::timeout(PATIENCE, self.stream.next())
            .await
            .expect("no pong came");
        assert_eq!(answer.unwrap().unwrap(), Message::Pong("read".into()));
    }

    async fn call(&mut self, function: &str, form: Value) -> Value {
        let reference = self.send(function, form).await;
        loop {
            let frame = self.next().await;
            if frame["ref"] == reference {
                return frame;
            }
        }
    }
}

#[tokio::test]
async fn it_says_when_it_listens_and_what_it_has() {
    let project = Project::new();
    let mut run = Run::start(&project, "app");
    let ready = run.hear("ready");
    let greet = ready["handlers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|handler| handler["name"] == "greet")
        .unwrap();
    assert!(
        greet["file"].as_str().unwrap().ends_with("handlers.rs")
            && greet["line"].as_u64() > Some(1),
        "{greet}"
    );
    let page = run.get("/").await;
    assert!(
        page.contains("<script src=\"/__liveview/page.js\" defer data-token=\"t0ken\"></script>"),
        "{page}"
    );
}

#[tokio::test]
async fn it_follows_a_page_from_its_coming_to_its_going() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit().await;
    let mut page = run.open(&visit).await;
    page.next().await;
    let opened = run.hear("opened");
    assert_eq!(
        opened,
        json!({ "page": PAGE, "room": visit.room[..32], "path": "/", "topics": [] })
    );
    page.call("join", json!({ "name": "chat" })).await;
    assert_eq!(
        run.hear("topics"),
        json!({ "page": PAGE, "topics": ["chat"] })
    );
    run.hear("trace");
    page.call("greet", json!({ "name": "Ada" })).await;
    let trace = run.hear("trace");
    assert_eq!(
        [&trace["function"], &trace["outcome"], &trace["ref"]],
        [&json!("greet"), &json!("ok"), &json!(2)]
    );
    assert_eq!(trace["patches"][0]["target"], "#greeting");
    assert!(
        trace["line"].is_u64() && trace["handler_us"].is_u64() && trace["bytes"].is_u64(),
        "{trace}"
    );
    page.call("internal_error", json!({})).await;
    let trace = run.hear("trace");
    assert!(
        trace["outcome"] == "internal" && trace["reference"].is_string(),
        "{trace}"
    );
    drop(page);
    assert_eq!(run.hear("closed"), json!({ "page": PAGE }));
}

#[tokio::test]
async fn an_edited_template_is_shown_from_the_same_data() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit().await;
    let mut page = run.open(&visit).await;
    page.next().await;
    page.call("greet", json!({ "name": "<Ada>" })).await;

    project.write("greeting.html", "<i>{{ name }}</i>");
    run.tell(json!({ "templates": { "id": 7, "changed": ["greeting.html"] } }));
    let refresh = page.next().await["dev"]["refresh"].take();
    assert_eq!(refresh["id"], 7);
    assert_eq!(
        refresh["ops"],
        json!([{ "target": "#greeting", "html": "<i>&lt;Ada&gt;</i>" }])
    );
    assert!(
        refresh["html"].as_str().unwrap().contains("Home &lt;1&gt;"),
        "{refresh}"
    );
    let refreshed = run.hear("refreshed");
    assert_eq!(
        [&refreshed["id"], &refreshed["pages"], &refreshed["problem"]],
        [&json!(7), &json!(1), &json!(null)]
    );

    project.write("plain.html", "changed");
    run.tell(json!({ "templates": { "id": 8, "changed": ["plain.html"] } }));
    assert_eq!(run.hear("refreshed")["pages"], 0);
}

#[tokio::test]
async fn a_broken_template_is_told_and_the_page_works_on() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit().await;
    let mut page = run.open(&visit).await;
    page.next().await;

    project.write("greeting.html", "one\n{% if %}\n");
    run.tell(json!({ "templates": { "id": 1, "changed": ["greeting.html"] } }));
    let problem = run.hear("problem");
    assert_eq!(
        [&problem["kind"], &problem["file"]],
        [&json!("template"), &json!("templates/greeting.html")]
    );
    assert_eq!(problem["line"], 2);
    assert!(
        problem["excerpt"]
            .as_str()
            .unwrap()
            .contains(">   2 | {% if %}"),
        "{problem}"
    );
    assert_eq!(run.hear("refreshed")["problem"]["id"], problem["id"]);
    assert_eq!(
        page.call("greet", json!({ "name": "Ada" })).await["html"],
        "<b>Ada</b>"
    );

    project.write("greeting.html", "{{ missing }}");
    run.tell(json!({ "templates": { "id": 2, "changed": ["greeting.html"] } }));
    assert_eq!(run.hear("resolved")["id"], problem["id"]);
    assert_eq!(run.hear("problem")["line"], 1);
    project.write("greeting.html", "<u>{{ name }}</u>");
    run.tell(json!({ "templates": { "id": 3, "changed": ["greeting.html"] } }));
    assert_eq!(
        page.next().await["dev"]["refresh"]["ops"][0]["html"],
        "<u>Ada</u>"
    );
    assert_eq!(run.hear("resolved")["id"], problem["id"]);
}

#[tokio::test]
async fn a_panic_is_told_with_its_place_and_its_event() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit().await;
    let mut page = run.open(&visit).await;
    page.next().await;
    page.call("panics", json!({ "a": "b" })).await;
    let problem = run.hear("problem");
    assert_eq!(
        [&problem["kind"], &problem["function"]],
        [&json!("panic"), &json!("panics")]
    );
    assert_eq!(
        [&problem["message"], &problem["event"]["form"]["a"]],
        [&json!("the panic's secret"), &json!("b")]
    );
    assert!(
        problem["file"].as_str().unwrap().ends_with("handlers.rs") && problem["line"].is_u64(),
        "{problem}"
    );
    let frames = problem["frames"].as_array().unwrap();
    assert!(
        frames
            .iter()
            .any(|frame| frame.as_str().unwrap().contains("handlers.rs:")),
        "{problem}"
    );
}

#[tokio::test]
async fn pages_go_from_one_process_to_the_next() {
    let project = Project::new();
    let mut old = Run::ready(&project, "old");
    let visit = old.visit().await;
    let mut page = old.open(&visit).await;
    page.next().await;
    page.call("join", json!({ "name": "chat" })).await;
    page.call("greet", json!({ "name": "<Ada>" })).await;

    let mut new = Run::ready(&project, "new");
    old.tell(json!({ "handover": { "id": 1 } }));
    assert_eq!(page.next().await, json!({ "closed": 1012 }));
    let handed = old.hear("handed");
    assert_eq!(
        [&handed["id"], &handed["pages"][0]["topics"]],
        [&json!(1), &json!(["chat"])]
    );
    // Two answers, and the token for the topic.
    assert_eq!(handed["pages"][0]["seq"], 3);
    new.tell(json!({ "adopt": { "id": 2, "pages": handed["pages"] } }));
    assert_eq!(new.hear("adopted"), json!({ "id": 2, "pages": 1 }));

    project.write("greeting.html", "<i>{{ name }}</i>");
    new.tell(json!({ "templates": { "id": 3, "changed": ["greeting.html"] } }));
    new.hear("refreshed");
    let mut page = new.open_with(&visit, "&seen=3").await;
    let hello = page.next().await["hello"].take();
    assert_eq!(
        [&hello["resumed"], &hello["seq"]],
        [&json!(true), &json!(3)]
    );
    let refresh = page.next().await["dev"]["refresh"].take();
    assert_eq!(refresh["html"], json!(null));
    assert_eq!(
        refresh["ops"],
        json!([{ "target": "#greeting", "html": "<i>&lt;Ada&gt;</i>" }])
    );
    assert!(page.next().await["resume"].is_string());
    page.send("say", json!({ "name": "hello" })).await;
    assert_eq!(page.next().await["html"], "<i>hello</i>");
}

#[tokio::test]
async fn a_handover_waits_for_what_was_taken() {
    let project = Project::new();
    let mut run = Run::ready(&project, "app");
    let visit = run.visit().await;
    let mut page = run.open(&visit).await;
    page.next().await;
    page.send("slow", json!({})).await;
    page.send("greet", json!({ "name": "Ada" })).await;
    page.has_been_read().await;
    run.tell(json!({ "handover": { "id": 1 } }));
    assert_eq!(page.next().await["html"], "slept");
    assert_eq!(page.next().await["html"], "<b>Ada</b>");
    assert_eq!(page.next().await, json!({ "closed": 1012 }));
    assert_eq!(run.hear("handed")["pages"][0]["seq"], 2);
}

#[tokio::test]
async fn it_goes_when_the_dev_server_has_gone() {
    let project = Project::new();
    let Run {
        mut process,
        writer,
        reader,
        ..
    } = Run::ready(&project, "app");
    drop((writer, reader));
    process.ended(PATIENCE).await;
}

#[tokio::test]
async fn without_the_pipe_it_sleeps() {
    let server = crate::browser::Server::start().await;
    let page = server.get("/", "").await;
    assert!(
        page.contains("liveview-") && !page.contains("__liveview"),
        "{page}"
    );
    assert!(
        server
            .get("/__liveview/page.js", "")
            .await
            .starts_with("HTTP/1.1 404")
    );
}
