//! Sessions, from the first value to the last socket: over HTTP and real sockets, with a store that
//! counts who asks it, and one that two applications share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use liveview::axum::{
    Router,
    response::Redirect,
    routing::{get, post},
};
use liveview::prelude::*;
use liveview::testing::TestApp;
use liveview::tower_sessions_core::session::{Id, Record};
use liveview::tower_sessions_core::session_store::Result as Stored;
use liveview::{App, Builder, Embedded, MemoryStore, SessionStore};
use serde_json::json;

use crate::browser::{Server, Visit, until};
use crate::site::{AppState, Gate, Notes};

/// A store that counts how often it is asked, and can be shared.
#[derive(Clone, Debug, Default)]
struct Counting {
    asked: Arc<AtomicUsize>,
    store: Arc<MemoryStore>,
}

impl Counting {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn count(&self) -> &MemoryStore {
        self.asked.fetch_add(1, Ordering::Relaxed);
        &self.store
    }
}

#[async_trait::async_trait]
impl SessionStore for Counting {
    async fn create(&self, record: &mut Record) -> Stored<()> {
        self.count().create(record).await
    }

    async fn save(&self, record: &Record) -> Stored<()> {
        self.count().save(record).await
    }

    async fn load(&self, id: &Id) -> Stored<Option<Record>> {
        self.count().load(id).await
    }

    async fn delete(&self, id: &Id) -> Stored<()> {
        self.count().delete(id).await
    }
}

const HOME: &str = r#"<html lang="en" data-room="{{ liveview_room() }}" data-token="{{ csrf_token() }}"><body>{{ user }}</body></html>"#;

async fn home(session: Session) -> Result<Page> {
    let user: String = session.get("user")?.unwrap_or_else(|| "nobody".to_owned());
    Ok(Page::new("home.html", context! { user }))
}

async fn sign_in(session: Session) -> Result<Redirect> {
    session.cycle_id()?;
    session.insert("user", "ada")?;
    Ok(Redirect::to("/"))
}

async fn sign_out(session: Session) -> Result<Redirect> {
    session.delete()?;
    Ok(Redirect::to("/"))
}

/// Puts something into the session without a sign-in.
async fn basket(session: Session) -> Result<Page> {
    session.insert("basket", 1)?;
    Ok(Page::new("home.html", context! { user => "basket" }))
}

/// Has its session, and ends when the test lets it.
async fn late(
    session: Session,
    State(gate): State<Gate>,
    State(notes): State<Notes>,
) -> Result<Page> {
    session.insert("basket", 1)?;
    notes.add("late");
    gate.0.notified().await;
    Ok(Page::new("home.html", context! { user => "late" }))
}

async fn failing(session: Session) -> Result<Page> {
    session.insert("user", "mallory")?;
    Err(Error::internal("the page's secret"))
}

async fn refused(session: Session) -> Result<Page> {
    let user: Option<String> = session.get("user")?;
    match user {
        Some(_) => Err(Error::internal("the page's secret")),
        None => Err(Error::refused("Members <only>")),
    }
}

fn pages() -> Router<AppState> {
    Router::new()
        .route("/", get(home))
        .route(
            "/quiet",
            get(async || Page::new("home.html", context! { user => "quiet" })),
        )
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/basket", get(basket))
        .route("/late", get(late))
        .route("/failing", get(failing))
        .route("/refused", get(refused))
}

mod handlers {
    use super::*;

    #[handler]
    pub async fn who(session: Session) -> Result<Patch> {
        let user = session
            .get::<String>("user")?
            .unwrap_or_else(|| "nobody".to_owned());
        Ok(Patch::text("#who").content(user))
    }

    #[derive(Deserialize)]
    pub struct Note {
        key: String,
        value: i64,
    }

    #[handler]
    pub async fn note(session: Session, Form(note): Form<Note>) -> Result<()> {
        session.insert(&note.key, note.value)
    }

    /// Holds the session open while the test does something else with it.
    #[handler]
    pub async fn note_later(session: Session, State(gate): State<Gate>, live: Live) -> Result<()> {
        live.send(Patch::text("#state").content("waiting"));
        gate.0.notified().await;
        session.insert("socket", 1)
    }

    #[handler]
    pub async fn note_and_fail(session: Session) -> Result<()> {
        session.insert("user", "mallory")?;
        Err(Error::user("no"))
    }

    #[handler]
    pub async fn read_note(session: Session, Form(note): Form<Note>) -> Result<Patch> {
        let value = session.get::<i64>(&note.key)?.unwrap_or(note.value);
        Ok(Patch::text("#note").content(value.to_string()))
    }

    #[handler]
    pub async fn session_rename(session: Session) -> Result<()> {
        session.cycle_id()
    }

    #[handler]
    pub async fn session_indifferent() {}
}

fn app_of(store: Counting) -> (App, AppState) {
    let state = AppState::default();
    let embedded = Embedded::tables(&[("home.html", HOME)], &[], None);
    let app = Builder::from_embedded(module_path!(), "test-site", embedded)
        .topics(state.topics.clone())
        .secret("s".repeat(32))
        .session_store(store)
        .pages(pages());
    (app.build(state.clone()).unwrap(), state)
}

/// One application on a port, and the store that it asks.
async fn serve(store: &Counting) -> Server {
    let (app, state) = app_of(store.clone());
    Server::of(app, state).await
}

/// A visitor with one cookie, who loads pages of a server.
struct Browser<'a> {
    server: &'a Server,
    cookie: String,
}

/// What a request came to.
struct Loaded {
    head: String,
    body: String,
}

impl<'a> Browser<'a> {
    fn new(server: &'a Server) -> Self {
        let cookie = String::new();
        Self { server, cookie }
    }

    async fn request(&mut self, method: &str, path: &str, headers: &str) -> Loaded {
        let address = self.server.address;
        let cookie = &self.cookie;
        let answer = self
            .server
            .raw(format!(
                "{method} {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n{headers}\
                 Connection: close\r\nContent-Length: 0\r\n\r\n"
            ))
            .await;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let told = head.split("set-cookie: ").nth(1);
        if let Some(told) = told {
            self.cookie = told.split(';').next().unwrap().to_owned();
        }
        Loaded {
            head: head.to_owned(),
            body: body.to_owned(),
        }
    }

    async fn get(&mut self, path: &str) -> Loaded {
        self.request("GET", path, "").await
    }

    async fn post(&mut self, path: &str) -> Loaded {
        let page = self.get("/quiet").await.body;
        let token = page.split("data-token=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let header = format!("X-CSRF-Token: {token}\r\n");
        self.request("POST", path, &header).await
    }

    /// Loads a page; its socket can be opened.
    async fn visit(&mut self, path: &str) -> Visit {
        let body = self.get(path).await.body;
        let room = body.split("data-room=\"").nth(1).unwrap();
        let room = room.split('"').next().unwrap().to_owned();
        Visit::new(self.server.address, self.cookie.clone(), room)
    }

    async fn sign_in(&mut self) {
        assert!(self.post("/sign-in").await.head.starts_with("HTTP/1.1 303"));
    }

    /// Whom the home page greets.
    async fn user(&mut self) -> String {
        let body = self.get("/").await.body;
        let user = body.split("<body>").nth(1).unwrap();
        user.split('<').next().unwrap().to_owned()
    }
}

/// The name in a cookie.
fn name(cookie: &str) -> &str {
    cookie.split_once('=').unwrap().1
}

#[tokio::test]
async fn a_stranger_costs_the_store_nothing() {
    let store = Counting::default();
    let server = serve(&store).await;
    let mut stranger = Browser::new(&server);
    assert_eq!(stranger.user().await, "nobody");
    let mut page = stranger.visit("/").await.connect().await.unwrap();
    assert_eq!(page.call("who", json!({})).await["html"], "nobody");
    assert_eq!(store.asked(), 0);
}

#[tokio::test]
async fn a_visitor_is_known_to_pages_and_handlers() {
    let store = Counting::default();
    let server = serve(&store).await;
    let mut ada = Browser::new(&server);
    let answer = ada.post("/sign-in").await.head;
    assert!(
        answer.contains("; HttpOnly; SameSite=Lax; Path=/; Max-Age=1209600"),
        "{answer}"
    );
    assert!(answer.contains("cache-control: no-store"), "{answer}");
    assert_eq!(ada.user().await, "ada");
    let mut page = ada.visit("/").await.connect().await.unwrap();
    assert_eq!(page.call("who", json!({})).await["html"], "ada");

    // Who does not ask for the session does not ask the store.
    let asked = store.asked();
    page.call("session_indifferent", json!({})).await;
    assert!(ada.get("/quiet").await.body.contains("quiet"));
    assert_eq!(store.asked(), asked);

    page.call("note", json!({ "key": "n", "value": 7 })).await;
    let note = page
        .call("read_note", json!({ "key": "n", "value": 0 }))
        .await;
    assert_eq!(note["html"], "7");
    assert_eq!(Browser::new(&server).user().await, "nobody");
}

#[tokio::test]
async fn nobody_is_signed_in_under_a_name_that_was_planted() {
    let server = serve(&Counting::default()).await;
    let planted = [
        format!("test_site_session={}", "a".repeat(32)),
        format!("test_site_session=k{}", "a".repeat(32)),
        {
            // A session that the attacker began, with something in it.
            let mut mallory = Browser::new(&server);
            mallory.get("/basket").await;
            assert!(name(&mallory.cookie).starts_with('k'), "{}", mallory.cookie);
            mallory.cookie
        },
    ];
    for cookie in planted {
        let mut ada = Browser::new(&server);
        ada.cookie.clone_from(&cookie);
        ada.sign_in().await;
        assert_ne!(ada.cookie, cookie);
        assert_eq!(ada.user().await, "ada");
        let mut mallory = Browser::new(&server);
        mallory.cookie.clone_from(&cookie);
        assert_eq!(mallory.user().await, "nobody", "{cookie}");
    }
    // Without a sign-in, too, the first value makes a new name.
    let mut bob = Browser::new(&server);
    bob.cookie = format!("test_site_session={}", "b".repeat(32));
    bob.get("/basket").await;
    assert!(!bob.cookie.ends_with(&"b".repeat(32)), "{}", bob.cookie);
}

#[tokio::test]
async fn a_socket_begins_and_renames_nothing() {
    let app = TestApp::new(app_of(Counting::default()).0).await;
    let mut page = app.connect("/").await;
    let answer = page.send("note").form([("key", "a"), ("value", "1")]).await;
    answer.expect_error("internal");
    page.send("session_rename").await.expect_error("internal");
}

#[tokio::test]
async fn what_fails_saves_nothing() {
    let store = Counting::default();
    let server = serve(&store).await;
    let mut ada = Browser::new(&server);
    assert!(ada.get("/failing").await.head.starts_with("HTTP/1.1 500"));
    assert_eq!(ada.user().await, "nobody");
    ada.sign_in().await;
    let mut page = ada.visit("/").await.connect().await.unwrap();
    let answer = page.call("note_and_fail", json!({})).await;
    assert_eq!(answer["error"]["code"], "user");
    assert_eq!(ada.user().await, "ada");
}

#[tokio::test]
async fn a_page_and_a_socket_do_not_undo_each_other() {
    let server = serve(&Counting::default()).await;
    let mut ada = Browser::new(&server);
    ada.sign_in().await;
    let mut page = ada.visit("/").await.connect().await.unwrap();
    page.next().await;
    page.send("note_later", json!({})).await;
    assert_eq!(page.next().await["html"], "waiting");
    // The socket has its copy; meanwhile a page writes another key.
    ada.get("/basket").await;
    server.state.gate.0.notify_one();
    assert_eq!(page.next().await["error"], json!(null));
    for key in ["basket", "socket"] {
        let note = page
            .call("read_note", json!({ "key": key, "value": 0 }))
            .await;
        assert_eq!(note["html"], "1", "{key}");
    }
}

#[tokio::test]
async fn the_sockets_of_a_session_end_with_it() {
    let server = serve(&Counting::default()).await;
    for end in ["/sign-out", "/sign-in"] {
        let (mut ada, mut bob) = (Browser::new(&server), Browser::new(&server));
        ada.sign_in().await;
        bob.sign_in().await;
        let visit = ada.visit("/").await;
        let mut first = visit.connect().await.unwrap();
        let mut second = ada.visit("/quiet").await.connect().await.unwrap();
        let mut other = bob.visit("/").await.connect().await.unwrap();
        let started = Instant::now();
        ada.post(end).await;
        assert_eq!(first.closed().await, 1008);
        assert_eq!(second.closed().await, 1008);
        // A second is the promise; the machine may be busy with other things.
        assert!(started.elapsed() < Duration::from_secs(5));
        assert_eq!(other.call("who", json!({})).await["html"], "ada");

        // What was copied before is worth nothing afterwards.
        assert_eq!(visit.connect().await.unwrap().closed().await, 1008);
        let mut copied = Browser::new(&server);
        copied.cookie = visit.cookie;
        assert_eq!(copied.user().await, "nobody", "{end}");
    }
}

#[tokio::test]
async fn a_session_that_ended_elsewhere_is_noticed() {
    let store = Counting::default();
    let (here, there) = (serve(&store).await, serve(&store).await);
    let mut ada = Browser::new(&here);
    ada.sign_in().await;
    let visit = ada.visit("/quiet").await;
    let (mut first, mut second) = (
        visit.connect().await.unwrap(),
        visit.another().connect().await.unwrap(),
    );
    let mut elsewhere = Browser::new(&there);
    elsewhere.cookie.clone_from(&ada.cookie);
    assert_eq!(elsewhere.user().await, "ada");
    elsewhere.post("/sign-out").await;

    first.send("who", json!({})).await;
    assert_eq!(first.closed().await, 1008);
    assert_eq!(second.closed().await, 1008);

    // A page that does not ask for its session has the room of one that has gone. Its socket is
    // refused, and the browser gets another name, with which the next load is well.
    let visit = ada.visit("/quiet").await;
    let (_, refusal) = tokio_tungstenite::connect_async(visit.request())
        .await
        .unwrap();
    let told = refusal.headers()["set-cookie"].to_str().unwrap();
    ada.cookie = told.split(';').next().unwrap().to_owned();
    assert!(!name(&ada.cookie).starts_with('k'), "{told}");
    let mut page = ada.visit("/quiet").await.connect().await.unwrap();
    assert!(page.next().await["hello"].is_object());
    until("the others have gone", || {
        here.state.topics.connected() == 1
    })
    .await;
}

#[tokio::test]
async fn no_other_tab_takes_a_sign_in_back() {
    let server = serve(&Counting::default()).await;
    let mut ada = Browser::new(&server);
    ada.get("/basket").await;
    let (mut tab, mut slow) = (Browser::new(&server), Browser::new(&server));
    tab.cookie.clone_from(&ada.cookie);
    slow.cookie.clone_from(&ada.cookie);
    let visit = tab.visit("/").await;
    let signs_in = async {
        until("the page runs", || server.state.notes.all() == ["late"]).await;
        ada.sign_in().await;
        server.state.gate.0.notify_one();
    };
    let (late, ()) = tokio::join!(slow.get("/late"), signs_in);

    // What is still sent with the name of before is answered without another one, which could
    // arrive after the sign-in's.
    let mut heads = vec![late.head];
    for path in ["/", "/basket"] {
        heads.push(tab.get(path).await.head);
    }
    for head in heads {
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(!head.contains("set-cookie"), "{head}");
    }
    let (mut socket, refusal) = tokio_tungstenite::connect_async(visit.request())
        .await
        .unwrap();
    assert!(!refusal.headers().contains_key("set-cookie"));
    let told = socket.next().await.unwrap().unwrap();
    assert!(told.is_close(), "{told:?}");

    // It is worth nothing, but for signing in once more.
    assert_eq!(tab.user().await, "nobody");
    tab.sign_in().await;
    assert_eq!(
        (tab.user().await, ada.user().await),
        ("ada".to_owned(), "ada".to_owned())
    );
}

#[tokio::test]
async fn a_session_is_kept_while_it_is_used() {
    let app = TestApp::new(app_of(Counting::default()).0).await;
    let day = Duration::from_secs(24 * 60 * 60);
    app.post("/sign-in", &[]).await.expect_status(303);
    for _ in 0..3 {
        app.advance(10 * day).await;
        app.get("/").await.contains("<body>ada</body>");
    }
    app.advance(15 * day).await;
    app.get("/").await.contains("<body>nobody</body>");
}

#[tokio::test]
async fn a_page_that_fails_says_what_is_for_the_visitor() {
    let app = TestApp::new(app_of(Counting::default()).0).await;
    app.get("/refused")
        .await
        .expect_status(403)
        .contains("Members &lt;only&gt;");
    app.post("/sign-in", &[]).await;
    app.get("/refused")
        .await
        .expect_status(500)
        .contains("Reference: ");
}
