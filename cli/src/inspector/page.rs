//! The inspector as an application on the runtime: its page, its templates, its handlers.
//! The dev server mounts it behind the inspector's cookie; the rows come from the `Recorder`.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use liveview::axum::Router;
use liveview::axum::routing::get;
use liveview::prelude::*;
use liveview::{App, Builder, Embedded, FromEvent};

use super::Recorder;
use super::feed::{Shown, feed};
use super::filter::{Filter, Scope};
use super::view::View;

/// Where the dev server mounts it.
pub const MOUNT: &str = "/__liveview/inspector";

/// Pages whose view is remembered; more inspectors than anybody opens.
const PAGES: usize = 32;

const TEMPLATES: &[(&str, &str)] = &[
    (
        "connections.html",
        include_str!("templates/connections.html"),
    ),
    ("counts.html", include_str!("templates/counts.html")),
    ("detail.html", include_str!("templates/detail.html")),
    ("index.html", include_str!("templates/index.html")),
    ("pause.html", include_str!("templates/pause.html")),
    ("row.html", include_str!("templates/row.html")),
    ("rows.html", include_str!("templates/rows.html")),
];
const ASSETS: &[(&str, &[u8])] = &[("inspector.css", include_bytes!("inspector.css"))];

/// The inspector of what `recorder` records, to be served at [`MOUNT`]. Who may see it is the dev
/// server's to decide.
///
/// # Errors
///
/// When the system gives no random bytes.
pub fn app(recorder: Recorder) -> Result<App> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| Error::internal(error.to_string()))?;
    let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let pages = Router::new().route(MOUNT, get(index));
    Builder::from_embedded(
        module_path!(),
        "liveview_inspector",
        Embedded::tables(TEMPLATES, ASSETS, None),
    )
    .mount(MOUNT)
    .secret(secret)
    .pages(pages)
    .build(Inspector {
        recorder,
        pages: Arc::default(),
    })
}

async fn index() -> Page {
    Page::new("index.html", context! { scopes => Scope::WORDS })
}

/// The state: the record, and the view of each page that is open.
#[derive(Debug, Clone)]
struct Inspector {
    recorder: Recorder,
    pages: Arc<Mutex<Pages>>,
}

/// Page ids and views, oldest first.
type Pages = VecDeque<(String, Arc<Shown>)>;

impl Inspector {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The view of a page that has said that it is there.
    fn shown(&self, page: &str) -> Option<Arc<Shown>> {
        self.pages()
            .iter()
            .find(|(known, _)| known == page)
            .map(|(_, shown)| Arc::clone(shown))
    }
}

/// The view of the page that sent the message.
struct Mine(Arc<Shown>);

impl FromEvent<Inspector> for Mine {
    async fn from_event(event: &Event, inspector: &Inspector) -> Result<Self> {
        let shown = inspector.shown(event.live().page());
        shown
            .map(Self)
            .ok_or_else(|| Error::user("this page has been forgotten: load it again"))
    }
}

/// What the form says.
#[derive(Debug, Deserialize)]
struct Wanted {
    #[serde(default)]
    text: String,
    #[serde(default)]
    scope: String,
}

/// The row or connection that was clicked.
#[derive(Debug, Deserialize)]
struct Clicked {
    id: u64,
}

/// Which way to go from the row that is selected.
#[derive(Debug, Deserialize)]
struct Step {
    by: String,
}

/// A page is there: begins to feed it. A page that connects again begins anew.
#[handler("open", state = Inspector)]
async fn open(Form(wanted): Form<Wanted>, live: Live, State(inspector): State<Inspector>) {
    let mut view = View::new();
    view.set_filter(Filter::new(&wanted.text, Scope::parse(&wanted.scope), None));
    let shown = Arc::new(Shown::new(view));
    {
        let mut pages = inspector.pages();
        pages.retain(|(page, _)| page != live.page());
        pages.push_back((live.page().to_owned(), Arc::clone(&shown)));
        if pages.len() > PAGES {
            pages.pop_front();
        }
    }
    live.spawn(feed(live.clone(), inspector.recorder, shown));
}

#[handler("filter", state = Inspector)]
async fn filter(Form(wanted): Form<Wanted>, Mine(shown): Mine) {
    shown.change(|view| {
        let connection = view.filter.connection;
        view.set_filter(Filter::new(
            &wanted.text,
            Scope::parse(&wanted.scope),
            connection,
        ));
    });
}

/// Shows the rows of one connection, or of all again.
#[handler("connection", state = Inspector)]
async fn connection(Data(clicked): Data<Clicked>, Mine(shown): Mine) {
    shown.change(|view| {
        let mut filter = view.filter.clone();
        filter.connection = (filter.connection != Some(clicked.id)).then_some(clicked.id);
        view.set_filter(filter);
    });
}

#[handler("pause", state = Inspector)]
async fn pause(Mine(shown): Mine) {
    shown.change(|view| view.paused = !view.paused);
}

#[handler("clear", state = Inspector)]
async fn clear(State(inspector): State<Inspector>, Mine(shown): Mine) {
    shown.change(|view| view.selected = None);
    inspector.recorder.clear();
}

/// Shows a row's details, or hides them when they are shown.
#[handler("select", state = Inspector)]
async fn select(Data(clicked): Data<Clicked>, Mine(shown): Mine) {
    shown.change(|view| view.selected = (view.selected != Some(clicked.id)).then_some(clicked.id));
}

#[handler("close", state = Inspector)]
async fn close(Mine(shown): Mine) {
    shown.change(|view| view.selected = None);
}

/// Goes to the row above or below.
#[handler("step", state = Inspector)]
async fn step(Data(step): Data<Step>, Mine(shown): Mine) -> Option<Patch> {
    let row = shown.change(|view| view.step(step.by == "older"))?;
    Some(Patch::default().focus(format!("#row-{row}")))
}
