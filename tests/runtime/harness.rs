//! The rest of what tests of an application are given: visitors, redirects, repeated fields, and
//! the very same over a real port.

use liveview::Limits;
use liveview::axum::response::Redirect;
use liveview::axum::{Form, Router, routing};
use liveview::testing::{TestApp, TestServer};
use serde_json::json;

use crate::AppState;
use crate::site;

/// Pages that lead from one to the next.
fn redirects() -> Router<AppState> {
    let sign_in = async |Form(fields): Form<Vec<(String, String)>>| {
        let cookie = format!("name={}; Path=/", fields[0].1);
        ([("set-cookie", cookie)], Redirect::to("/welcome"))
    };
    let welcome =
        async |headers: liveview::axum::http::HeaderMap| format!("{:?}", headers.get("cookie"));
    Router::new()
        .route("/sign-in", routing::post(sign_in))
        .route(
            "/welcome",
            routing::get(async || Redirect::permanent("/home")),
        )
        .route("/home", routing::get(welcome))
        .route("/circle", routing::get(async || Redirect::to("/circle")))
}

fn app() -> liveview::App {
    let builder = site::builder().pages(redirects());
    builder.build(AppState::default()).unwrap()
}

#[tokio::test]
async fn redirects_are_followed_with_the_cookies_they_set() {
    let app = TestApp::new(app()).await;
    let page = app.post("/sign-in", &[("name", "Ada")]).await;
    page.expect_status(303);
    assert_eq!(page.header("location"), Some("/welcome"));
    page.follow().await.expect_status(200).contains("name=Ada");
    app.get("/home").await.contains("name=Ada");
    app.visitor()
        .get("/home")
        .await
        .lacks("Ada")
        .contains("None");
}

#[tokio::test]
#[should_panic = "10 redirects, and no end"]
async fn a_circle_of_redirects_has_an_end() {
    TestApp::new(app())
        .await
        .get("/circle")
        .await
        .follow()
        .await;
}

#[tokio::test]
async fn a_page_of_its_language_and_its_path() {
    let app = TestApp::new(app()).await;
    let answer = app.connect("/").await.send("sent").await;
    let message = answer.expect_patch("#sent");
    message
        .contains("\"lang\":\"en\"")
        .contains("\"url\":\"/\"");
}

#[tokio::test]
async fn fields_arrive_as_a_browser_sends_them() {
    let app = TestApp::new(app()).await;
    let fields = [
        ("tag", json!("a")),
        ("tag", json!("b")),
        ("on", json!(true)),
    ];
    let answer = app.connect("/").await.send("sent").form(fields).await;
    let message = answer.expect_patch("#sent");
    message.contains(r#""form":{"on":true,"tag":["a","b"]}"#);
}

#[tokio::test]
async fn a_real_port_shows_the_same() {
    let (app, state) = site::app(Limits::default());
    let server = TestServer::start(app).await;
    server.get("/").await.expect_status(200).contains("Home");
    let mut ada = server.connect("/").await;
    let mut bob = server.visitor().connect("/").await;
    let answer = ada.send("greet").form([("name", "Ada")]).await;
    answer.expect_patch("#greeting").contains("<b>Ada</b>");

    bob.send("shout").await.expect_nothing();
    assert_eq!(ada.expect_push("#all").await.html(), "hear");
    assert_eq!(bob.next_patch().await.html(), "hear");
    assert_eq!(state.topics.connected(), 2);

    server.stop();
    assert_eq!((ada.closed().await, bob.closed().await), (1012, 1012));
}

#[tokio::test]
async fn an_own_origin_is_what_a_real_port_asks_for() {
    let server = TestServer::start(app()).await;
    let url = format!("ws://{}/ws/liveview/x/?v=1", server.address());
    let refused = tokio_tungstenite::connect_async(url).await.err().unwrap();
    assert!(refused.to_string().contains("403"), "{refused}");
}

#[tokio::test]
async fn a_visitor_is_signed_in_without_a_form() {
    let app = TestApp::new(app()).await;
    app.session_insert("user", "ada").await;
    let mut page = app.connect("/").await;
    assert_eq!(page.send("who").await.expect_patch("#who").html(), "ada");
    page.send("note")
        .form([("key", json!("seen")), ("value", json!(3))])
        .await
        .expect_nothing();
    assert_eq!(app.session_get("seen").await, Some(3));
    assert_eq!(app.visitor().session_get::<String>("user").await, None);
}

#[tokio::test]
async fn a_page_of_before_the_sign_in_is_closed() {
    let app = TestApp::new(app()).await;
    let mut page = app.connect("/").await;
    app.session_insert("user", "ada").await;
    assert_eq!(page.closed().await, 1008);
}
