//! What a developer reads when an expectation fails: the patches that did come, and what was
//! probably meant.

use std::future::Future;

use liveview::testing::{TestApp, TestClient};
use liveview::{Limits, Patch, Topics};

use crate::site;

/// The message of a test that fails.
fn message<F: Future<Output = ()>>(test: impl FnOnce(TestClient, Topics, TestApp) -> F) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    let (client, topics, app) = runtime.block_on(async {
        let (app, state) = site::app(Limits::default());
        let app = TestApp::new(app).await;
        (app.connect("/").await, state.topics, app)
    });
    let test = test(client, topics, app);
    let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runtime.block_on(test)));
    *failed.unwrap_err().downcast::<String>().unwrap()
}

#[test]
fn a_target_that_is_almost_right() {
    let text = message(async |mut page, _, _| {
        let answer = page.send("greet").form([("name", "Ada")]).await;
        let _ = answer.expect_patch("#greetings");
    });
    insta::assert_snapshot!(text, @"
    `greet` sent no patch for `#greetings` (did you mean `#greeting`?); it answered:

      inner `#greeting`: <b>Ada</b>
    ");
}

#[test]
fn several_patches_and_none_of_them() {
    let text = message(async |mut page, _, _| {
        let answer = page.send("comment").data([("comment_id", 9)]).await;
        let _ = answer.expect_patch("#results");
    });
    insta::assert_snapshot!(text, @"
    `comment` sent no patch for `#results`; it answered:

      remove `#comment-9`
      text `#count`: a < b
    ");
}

#[test]
fn an_error_where_a_patch_was_expected() {
    let text = message(async |mut page, _, _| {
        let fields = [("name", "Ada"), ("times", "many")];
        let answer = page.send("greet").form(fields).await;
        let _ = answer.expect_patch("#greeting");
    });
    insta::assert_snapshot!(text, @r#"
    `greet` sent no patch for `#greeting`; it answered:

      error `invalid`: must be a whole number between 0 and 255
        field: "times"
    "#);
}

#[test]
fn nothing_where_an_error_was_expected() {
    let text = message(async |mut page, _, _| {
        page.send("nothing").await.expect_error("refused");
    });
    insta::assert_snapshot!(text, @"
    `nothing` did not fail with `refused`; it answered:

      nothing
    ");
}

#[test]
fn markup_that_was_escaped() {
    let text = message(async |mut page, _, _| {
        let answer = page.send("greet").form([("name", "<i>Ada")]).await;
        answer.expect_patch("#greeting").contains("<i>Ada");
    });
    insta::assert_snapshot!(text, @"
    the patch of `#greeting` does not contain `<i>Ada`, but escaped: `&lt;i&gt;Ada`:

        <b>&lt;i&gt;Ada</b>
    ");
}

#[test]
fn a_push_of_another_target() {
    let text = message(async |mut page, topics, _| {
        topics.broadcast(Patch::append("#messages").html("<li>\n  Hello\n</li>"));
        topics.broadcast(Patch::title("News"));
        page.expect_push("#message").await;
    });
    insta::assert_snapshot!(text, @r#"
    no patch for `#message` was pushed (did you mean `#messages`?); these were:

      append `#messages`:
        <li>
          Hello
        </li>
      title: "News"
    "#);
}

#[test]
fn a_connection_that_was_closed() {
    let text = message(async |mut page, _, _| {
        page.send("closes").await;
    });
    insta::assert_snapshot!(text, @"`closes` was not answered; the connection was closed with 1000");
}

#[test]
fn a_page_that_is_another() {
    let text = message(async |_, _, app| {
        app.get("/plain").await.contains("plain");
    });
    insta::assert_snapshot!(text, @"
    /plain does not contain `plain`, but in other letters (upper and lower case):

        <p>Plain</p>
    ");
}
