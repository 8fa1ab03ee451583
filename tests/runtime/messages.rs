//! One message after the other, in process: what handlers are given, and what becomes of what
//! they return.

use std::time::Duration;

use liveview::Limits;
use liveview::testing::{TestApp, TestClient};
use serde_json::json;

use crate::site;

async fn client() -> TestClient {
    TestApp::new(site::app(Limits::default()).0)
        .await
        .connect("/")
        .await
}

#[tokio::test]
async fn a_form_fills_a_template() {
    let answer = client().await.send("greet").form([("name", "<Ada>")]).await;
    answer
        .expect_patch("#greeting")
        .contains("<b>&lt;Ada&gt;</b>");
}

#[tokio::test]
async fn data_and_several_patches() {
    let answer = client()
        .await
        .send("comment")
        .data([("comment_id", "9")])
        .await;
    let patches = answer.patches();
    assert_eq!(patches[0].get("remove"), Some(&json!(true)));
    assert_eq!(patches[0].target(), Some("#comment-9"));
    assert_eq!(answer.expect_patch("#count").html(), "a < b");
}

#[tokio::test]
async fn what_a_handler_knows_of_its_page() {
    let mut client = client().await;
    client.set_lang("pt-BR");
    let answer = client.send("about/page").await;
    assert_eq!(answer.expect_patch("#about").html(), "pt-BR 32 32 ada");
    client.set_lang("<script>");
    let answer = client.send("about/page").await;
    assert_eq!(answer.expect_patch("#about").html(), "pt-BR 32 32 ada");
}

#[tokio::test]
async fn nothing_is_an_answer_too() {
    let mut client = client().await;
    client.send("nothing").await.expect_nothing();
    client.send("perhaps").await.expect_nothing();
}

#[tokio::test]
async fn a_value_that_does_not_fit_names_its_field() {
    let mut client = client().await;
    let answer = client
        .send("greet")
        .form([("name", json!("Ada")), ("times", json!("many"))])
        .await;
    let error = answer.expect_error("invalid");
    assert_eq!(error["field"], "times");
    assert_eq!(error["message"], "must be a whole number between 0 and 255");
    let answer = client.send("greet").await;
    assert_eq!(answer.expect_error("invalid")["field"], "name");
}

#[tokio::test]
async fn what_goes_wrong_inside_stays_inside() {
    let mut client = client().await;
    for function in ["internal_error", "panics", "bad_template", "too_long"] {
        let answer = client.send(function).await;
        let error = answer.expect_error("internal");
        assert_eq!(
            error["reference"].as_str().map(str::len),
            Some(8),
            "{function}"
        );
        let text = error.to_string();
        for secret in [
            "secret",
            "invalid digit",
            "password",
            "broken",
            ".rs",
            ".html",
            "bytes",
        ] {
            assert!(!text.contains(secret), "{function} tells {secret}: {text}");
        }
    }
    client
        .send("greet")
        .form([("name", "still here")])
        .await
        .expect_patch("#greeting")
        .contains("still here");
}

#[tokio::test]
async fn no_visitor_leads_a_page_to_another_site() {
    let mut client = client().await;
    for address in [
        "javascript:alert(1)",
        "//evil.test",
        "/\\evil.test",
        "https:evil.test",
        "/\r\nx: y",
    ] {
        let answer = client.send("lead").form([("name", address)]).await;
        answer.expect_error("internal");
        assert!(answer.patches().is_empty(), "{address:?}");
    }
    let answer = client.send("lead").form([("name", "/books")]).await;
    assert_eq!(answer.patches()[0].get("redirect"), Some(&json!("/books")));
}

#[tokio::test]
async fn the_visitor_reads_what_is_for_the_visitor() {
    let answer = client().await.send("user_error").await;
    assert_eq!(answer.expect_error("user")["message"], "Article not found");
}

#[tokio::test]
async fn an_unknown_function_lists_no_others() {
    let mut client = client().await;
    for function in ["nobody", "__proto__", "greet ", "Greet", "site::app"] {
        let text = client
            .send(function)
            .await
            .expect_error("unknown_function")
            .to_string();
        assert!(!text.contains("greet"), "{text}");
    }
}

#[tokio::test]
async fn middleware_refuses() {
    let answer = client()
        .await
        .send("greet")
        .form([("name", "Ada"), ("guest", "1")])
        .await;
    assert_eq!(answer.expect_error("refused")["message"], "Members only");
}

#[tokio::test(start_paused = true)]
async fn a_handler_has_a_deadline() {
    let limits = Limits {
        message_deadline: Duration::from_secs(3),
        ..Limits::default()
    };
    let (app, state) = site::app(limits);
    let mut client = TestApp::new(app).await.connect("/").await;
    client.send("wait").await.expect_error("timeout");
    assert_eq!(state.notes.all(), ["waiting"]);
    client.send("nothing").await.expect_nothing();
}

#[tokio::test]
async fn pushes_come_beside_answers() {
    let mut client = client().await;
    client.send("spawns").await.expect_nothing();
    assert_eq!(client.next_patch().await.html(), "1");
}

#[tokio::test]
async fn a_handler_may_have_any_name() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    let mut client = app.connect("/").await;
    for name in ["event", "state", "argument_0", "move"] {
        let answer = client.send(name).await;
        assert_eq!(answer.expect_patch("#named").html(), name);
    }
}
