//! The tests that `docs/guide/testing.md` shows, as they stand there.

use std::time::Duration;

use liveview::App;
use liveview::axum::Router;
use liveview::axum::response::Redirect;
use liveview::axum::routing::{get, post};
use liveview::prelude::*;
use liveview::testing::{TestApp, TestServer};

use crate::site::{self, AppState};

#[derive(Deserialize)]
struct SignIn {
    name: String,
}

async fn sign_in(session: Session, Form(form): Form<SignIn>) -> Result<Redirect> {
    session.insert("user", form.name)?;
    Ok(Redirect::to("/me"))
}

async fn me(session: Session) -> Result<String> {
    let user = session.get::<String>("user")?;
    Ok(user.unwrap_or_else(|| "nobody".to_owned()))
}

#[derive(Debug, Deserialize)]
pub struct Order {
    name: String,
    address: Address,
    tags: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub struct Address {
    city: String,
}

#[handler]
pub async fn order(Form(order): Form<Order>) -> Patch {
    let (name, city, tags) = (order.name, order.address.city, order.tags.join(", "));
    Patch::text("#order").content(format!("{name} in {city}: {tags}"))
}

async fn app() -> liveview::Result<App> {
    let state = AppState::default();
    let pages = Router::new()
        .route("/sign-in", post(sign_in))
        .route("/me", get(me));
    let builder = site::builder().pages(pages).topics(state.topics.clone());
    builder.build(state)
}

#[tokio::test]
async fn groups_and_repeated_fields() {
    let app = TestApp::new(app().await.unwrap()).await;
    let mut page = app.connect("/").await;

    let fields = [
        ("name", "Ada"),
        ("address.city", "London"),
        ("tags[]", "new"),
        ("tags[]", "urgent"),
    ];
    let answer = page.send("order").form(fields).await;
    let order = answer.expect_patch("#order");
    assert_eq!(order.html(), "Ada in London: new, urgent");
}

#[tokio::test]
async fn signing_in_leads_to_the_own_page() {
    let app = TestApp::new(app().await.unwrap()).await;

    let page = app.post("/sign-in", &[("name", "Ada")]).await;
    page.expect_status(303);
    page.follow().await.contains("Ada");
    app.visitor().get("/me").await.contains("nobody");
}

#[tokio::test]
async fn who_is_signed_in_is_known_to_handlers() {
    let app = TestApp::new(app().await.unwrap()).await;
    app.session_insert("user", "Ada").await;
    let mut page = app.connect("/").await;

    let answer = page.send("who").await;
    assert_eq!(answer.expect_patch("#who").html(), "Ada");
}

#[tokio::test]
async fn a_session_that_is_not_used_ends_after_two_weeks() {
    let app = TestApp::new(app().await.unwrap()).await;
    app.session_insert("user", "Ada").await;

    app.advance(Duration::from_secs(15 * 24 * 60 * 60)).await;
    app.get("/me").await.contains("nobody");
}

#[tokio::test]
async fn what_a_page_missed_arrives_when_it_is_back() {
    let app = TestApp::new(app().await.unwrap()).await;
    let mut page = app.connect("/").await;

    page.disconnect();
    let others = Patch::append("#messages").html("<li>Hello</li>");
    app.topics().broadcast(others);
    assert!(page.reconnect().await);
    page.expect_push("#messages").await.contains("Hello");
}

#[tokio::test]
async fn pages_are_told_when_the_server_stops() {
    let server = TestServer::start(app().await.unwrap()).await;
    let mut page = server.connect("/").await;

    server.stop();
    assert_eq!(page.closed().await, 1012);
}
