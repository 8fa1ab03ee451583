//! The application whose sessions are tested, over a store that counts who asks it, and a browser with one cookie.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use liveview::axum::{
    Router,
    response::Redirect,
    routing::{get, post},
};
use liveview::prelude::*;
use liveview::tower_sessions_core::session::{Id, Record};
use liveview::tower_sessions_core::session_store::Result as Stored;
use liveview::{App, Builder, Embedded, MemoryStore, SessionStore};

use crate::browser::{Server, Visit};
use crate::site::{AppState, Gate, Notes};

/// A store that counts how often it is asked, and can be shared.
#[derive(Clone, Debug, Default)]
pub(super) struct Counting {
    asked: Arc<AtomicUsize>,
    store: Arc<MemoryStore>,
}

impl Counting {
    pub(super) fn asked(&self) -> usize {
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

pub(super) async fn home(session: Session) -> Result<Page> {
    let user: String = session.get("user")?.unwrap_or_else(|| "nobody".to_owned());
    Ok(Page::new("home.html", context! { user }))
}

pub(super) async fn sign_in(session: Session) -> Result<Redirect> {
    session.cycle_id()?;
    session.insert("user", "ada")?;
    Ok(Redirect::to("/"))
}

pub(super) async fn sign_out(session: Session) -> Result<Redirect> {
    session.delete()?;
    Ok(Redirect::to("/"))
}

/// Puts something into the session without a sign-in.
pub(super) async fn basket(session: Session) -> Result<Page> {
    session.insert("basket", 1)?;
    Ok(Page::new("home.html", context! { user => "basket" }))
}

/// Has its session, and ends when the test lets it.
pub(super) async fn late(
    session: Session,
    State(gate): State<Gate>,
    State(notes): State<Notes>,
) -> Result<Page> {
    session.insert("basket", 1)?;
    notes.add("late");
    gate.0.notified().await;
    Ok(Page::new("home.html", context! { user => "late" }))
}

pub(super) async fn failing(session: Session) -> Result<Page> {
    session.insert("user", "mallory")?;
    Err(Error::internal("the page's secret"))
}

pub(super) async fn refused(session: Session) -> Result<Page> {
    let user: Option<String> = session.get("user")?;
    match user {
        Some(_) => Err(Error::internal("the page's secret")),
        None => Err(Error::refused("Members <only>")),
    }
}

pub(super) fn pages() -> Router<AppState> {
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

pub(super) fn app_of(store: Counting) -> (App, AppState) {
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
pub(super) async fn serve(store: &Counting) -> Server {
    let (app, state) = app_of(store.clone());
    Server::of(app, state).await
}

/// A visitor with one cookie, who loads pages of a server.
pub(super) struct Browser<'a> {
    server: &'a Server,
    pub(super) cookie: String,
}

/// What a request came to.
pub(super) struct Loaded {
    pub(super) head: String,
    pub(super) body: String,
}

impl<'a> Browser<'a> {
    pub(super) fn new(server: &'a Server) -> Self {
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

    pub(super) async fn get(&mut self, path: &str) -> Loaded {
        self.request("GET", path, "").await
    }

    pub(super) async fn post(&mut self, path: &str) -> Loaded {
        let page = self.get("/quiet").await.body;
        let token = page.split("data-token=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let header = format!("X-CSRF-Token: {token}\r\n");
        self.request("POST", path, &header).await
    }

    /// Loads a page; its socket can be opened.
    pub(super) async fn visit(&mut self, path: &str) -> Visit {
        let body = self.get(path).await.body;
        let room = body.split("data-room=\"").nth(1).unwrap();
        let room = room.split('"').next().unwrap().to_owned();
        Visit::new(self.server.address, self.cookie.clone(), room)
    }

    pub(super) async fn sign_in(&mut self) {
        assert!(self.post("/sign-in").await.head.starts_with("HTTP/1.1 303"));
    }

    /// Whom the home page greets.
    pub(super) async fn user(&mut self) -> String {
        let body = self.get("/").await.body;
        let user = body.split("<body>").nth(1).unwrap();
        user.split('<').next().unwrap().to_owned()
    }
}

/// The name in a cookie.
pub(super) fn name(cookie: &str) -> &str {
    cookie.split_once('=').unwrap().1
}
