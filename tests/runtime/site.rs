//! The application that these tests drive: a handler for each thing that can happen.
//! Its handlers are in `handlers`; `browser` serves it on a port of its own, other tests run it in process.

use std::sync::{Arc, Mutex};

use liveview::axum::Router;
use liveview::axum::extract::Path;
use liveview::axum::routing::get;
use liveview::prelude::*;
use liveview::{App, Builder, Embedded, FromRef, Limits, Topics};
use tokio::sync::Notify;

/// What the handlers share with the tests.
#[derive(Clone, Default)]
pub struct AppState {
    pub topics: Topics,
    pub gate: Gate,
    pub notes: Notes,
}

/// Holds handlers until a test lets them go.
#[derive(Clone, Default)]
pub struct Gate(pub Arc<Notify>);

/// What handlers have done, in order.
#[derive(Clone, Default)]
pub struct Notes(pub Arc<Mutex<Vec<String>>>);

impl Notes {
    pub fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl FromRef<AppState> for Gate {
    fn from_ref(state: &AppState) -> Self {
        state.gate.clone()
    }
}

impl FromRef<AppState> for Notes {
    fn from_ref(state: &AppState) -> Self {
        state.notes.clone()
    }
}

impl FromRef<AppState> for Topics {
    fn from_ref(state: &AppState) -> Self {
        state.topics.clone()
    }
}

const TEMPLATES: &[(&str, &str)] = &[
    (
        "home.html",
        "<!doctype html><html lang=\"en\" data-room=\"{{ liveview_room() }}\"><head>{{ liveview_headers() }}\
         <link rel=\"stylesheet\" href=\"{{ asset('app.css') }}\"></head><body>{{ title }}</body></html>",
    ),
    ("plain.html", "<p>{{ title }}</p>"),
    ("greeting.html", "<b>{{ name }}</b>"),
    ("broken.html", "line one\n{{ missing }}\n"),
    ("nested/again.html", "{% include \"greeting.html\" %}"),
];

const ASSETS: &[(&str, &[u8])] = &[
    ("app.css", b"body { margin: 0 }"),
    ("fonts/a.woff2", b"font"),
];

pub fn builder() -> Builder<AppState> {
    let embedded = Embedded::tables(TEMPLATES, ASSETS, None);
    Builder::from_embedded(module_path!(), "test-site", embedded)
        .layer(middleware::from_fn(refuse_guests))
        .layer(middleware::from_fn(leave_a_visitor))
        .pages(pages())
}

pub fn app(limits: Limits) -> (App, AppState) {
    let state = AppState::default();
    let app = builder()
        .topics(state.topics.clone())
        .limits(limits)
        .build(state.clone());
    (app.unwrap(), state)
}

fn pages() -> Router<AppState> {
    Router::new()
        .route(
            "/",
            get(async || Page::new("home.html", context! { title => "Home <1>" })),
        )
        .route(
            "/visitor",
            get(async |Extension(visitor): Extension<Visitor>| visitor.0),
        )
        .layer(Extension(Visitor("a page's")))
        .route(
            "/cached/{how}",
            get(async |Path(how): Path<String>| {
                let page = Page::new("home.html", context! { title => "Cached" });
                ([("cache-control", how)], page)
            }),
        )
        .route(
            "/sign-in",
            get(async |session: Session| -> Result<Page> {
                session.insert("user", "ada")?;
                Ok(Page::new("home.html", context! { title => "Home" }))
            }),
        )
        .route(
            "/plain",
            get(async || Page::new("plain.html", context! { title => "Plain" })),
        )
        .route(
            "/broken",
            get(async || Page::new("broken.html", context! {})),
        )
        .route(
            "/absent",
            get(async || Page::new("absent.html", context! {})),
        )
        .route(
            "/panics",
            get(async || -> Page { panic!("the page's secret") }),
        )
        .route(
            "/teapot",
            get(async || {
                let page = Page::new("plain.html", context! { title => "Short" });
                (
                    liveview::axum::http::StatusCode::IM_A_TEAPOT,
                    [("x-own", "yes")],
                    page,
                )
            }),
        )
}

/// The visitor that middleware found.
#[derive(Clone)]
pub struct Visitor(pub &'static str);

async fn refuse_guests(event: Event, next: Next) -> Result<Reply> {
    if event.form().contains_key("guest") {
        return Err(Error::refused("Members only"));
    }
    Ok(next.run(event).await.and(()))
}

async fn leave_a_visitor(mut event: Event, next: Next) -> Reply {
    event.extensions_mut().insert(Visitor("ada"));
    next.run(event).await
}

/// The same site with its templates on the disk.
pub fn on_disk(root: String) -> Builder<AppState> {
    let embedded = Embedded::disk(Box::leak(root.into_boxed_str()));
    Builder::from_embedded(module_path!(), "test-site", embedded).pages(pages())
}

/// Writes the site's templates and assets.
pub fn write_to(root: &std::path::Path) {
    for (folder, files) in [("templates", texts()), ("assets", ASSETS.to_vec())] {
        for (name, bytes) in files {
            let path = root.join(folder).join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
    }
}

fn texts() -> Vec<(&'static str, &'static [u8])> {
    TEMPLATES
        .iter()
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect()
}
