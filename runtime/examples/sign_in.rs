//! A diary that only those can read and write who have signed in: `cargo run --example sign_in`.
//! docs/guide/sessions.md tells how it is done.

use std::sync::{Arc, Mutex, PoisonError};

use liveview::axum::response::{IntoResponse, Redirect, Response};
use liveview::axum::{Router, routing::get, routing::post};
use liveview::{Builder, Csp, Embedded, prelude::*};

const HOME: &str = r#"<!doctype html>
<html lang="en"><head><title>Diary</title></head><body>
<form method="post" action="/sign-in">
  <input type="hidden" name="csrf_token" value="{{ csrf_token() }}">
  <label>Name <input name="name" required></label> <button>Sign in</button>
</form></body></html>"#;
const DIARY: &str = r#"<!doctype html>
<html lang="en" data-room="{{ liveview_room() }}">
<head><title>Diary</title>{{ liveview_headers() }}</head>
<body data-controller="page"><h1>{{ name }}</h1>
<ul id="entries">{% for entry in entries %}<li>{{ entry }}</li>{% endfor %}</ul>
<form data-action="submit->page#run" data-liveview-function="write">
  <input name="text" required> <button>Write</button>
</form>
<form method="post" action="/sign-out">
  <input type="hidden" name="csrf_token" value="{{ csrf_token() }}"><button>Sign out</button>
</form></body></html>"#;

/// What was written, by whomever.
#[derive(Clone, Default)]
pub struct AppState(Arc<Mutex<Vec<String>>>);

impl AppState {
    fn entries(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[derive(Deserialize)]
struct Visitor {
    name: String,
}

async fn sign_in(session: Session, Form(visitor): Form<Visitor>) -> Result<Redirect> {
    // Here a password would be checked.
    session.cycle_id()?;
    session.insert("name", visitor.name)?;
    Ok(Redirect::to("/diary"))
}

async fn sign_out(session: Session) -> Result<Redirect> {
    session.delete()?;
    Ok(Redirect::to("/"))
}

async fn diary(session: Session, State(state): State<AppState>) -> Result<Response> {
    let Some(name) = session.get::<String>("name")? else {
        return Ok(Redirect::to("/").into_response());
    };
    let entries = state.entries();
    Ok(Page::new("diary.html", context! { name, entries }).into_response())
}

/// Who is signed in, left for the handlers.
#[derive(Clone)]
pub struct SignedIn(String);

async fn require_login(mut event: Event, next: Next) -> Result<Reply> {
    let name: Option<String> = event.session().await?.get("name")?;
    let name = name.ok_or_else(|| Error::refused("Sign in first"))?;
    event.extensions_mut().insert(SignedIn(name));
    Ok(next.run(event).await)
}

/// What the diary's form says.
#[derive(Deserialize)]
pub struct Entry {
    text: String,
}

/// Writes an entry, and shows it.
#[handler]
pub async fn write(
    Form(entry): Form<Entry>,
    Extension(SignedIn(name)): Extension<SignedIn>,
    State(state): State<AppState>,
) -> Patch {
    let entry = format!("{name}: {}", entry.text);
    let item = Html::escape(&entry);
    state
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(entry);
    Patch::append("#entries").html(Html::trusted(format!("<li>{item}</li>")))
}

fn app() -> Result<liveview::App> {
    let templates = &[("home.html", HOME), ("diary.html", DIARY)];
    let pages = Router::new()
        .route("/", get(async || Page::new("home.html", context! {})))
        .route("/diary", get(diary))
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out));
    Builder::from_embedded(
        module_path!(),
        "diary",
        Embedded::tables(templates, &[], None),
    )
    .content_security_policy(Csp::strict())
    .layer(middleware::from_fn(require_login))
    .pages(pages)
    .build(AppState::default())
}

#[liveview::main]
async fn main() -> Result<()> {
    liveview::serve(app()?).await
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    use super::*;

    #[tokio::test]
    async fn only_who_is_signed_in_reads_and_writes() {
        let app = TestApp::new(app().unwrap()).await;
        app.get("/diary").await.expect_status(303);
        app.post("/sign-in", &[("name", "Ada")])
            .await
            .expect_status(303);
        let mut page = app.connect("/diary").await;
        let answer = page.send("write").form([("text", "<Monday>")]).await;
        answer
            .expect_patch("#entries")
            .contains("Ada: &lt;Monday&gt;");
        app.get("/diary").await.contains("Ada: &lt;Monday&gt;");
        app.post("/sign-out", &[]).await.expect_status(303);
        app.get("/diary").await.expect_status(303);
    }
}
