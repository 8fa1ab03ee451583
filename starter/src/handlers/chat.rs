//! Posts what a visitor writes in the chat. Pages join it as they arrive there: see `navigate.rs`.

use liveview::prelude::*;

use crate::AppState;

#[derive(Deserialize)]
struct Post {
    author: String,
    text: String,
}

/// Posts to everybody, and gives the visitor an empty line to write the next one in.
#[handler]
pub async fn chat(Form(post): Form<Post>, State(app): State<AppState>) -> Result<Option<Patch>> {
    let (author, text) = (post.author.trim(), post.text.trim());
    if text.is_empty() {
        return Ok(None);
    }
    if author.chars().count() > 40 || text.chars().count() > 500 {
        return Err(Error::user(
            "Names have at most 40 characters here, and messages 500.",
        ));
    }
    let author = if author.is_empty() { "Guest" } else { author };
    let id = app.chat.post(author, text);
    let next = context! { after => id };
    Ok(Some(
        Patch::inner("#chat-line")
            .template("chat_line.html", next)
            .focus("#chat-text"),
    ))
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    #[tokio::test]
    async fn a_message_reaches_every_page_that_has_joined() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/chat").await;
        let mut grace = app.connect("/chat").await;
        ada.send("arrive").data([("view", "chat")]).await;
        grace.send("arrive").data([("view", "chat")]).await;
        grace.next_patch().await.expect_patch("#messages");

        ada.send("chat")
            .form([("author", "Ada"), ("text", "<i>Hello</i>")])
            .await;

        let message = grace.next_patch().await;
        message
            .expect_patch("#messages")
            .contains("&lt;i&gt;Hello")
            .contains("Ada");
    }

    #[tokio::test]
    async fn who_joins_later_sees_what_was_said() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/chat").await;
        ada.send("chat")
            .form([("author", ""), ("text", "Is anyone there?")])
            .await;

        let mut grace = app.connect("/chat").await;
        grace.send("arrive").data([("view", "chat")]).await;
        grace
            .next_patch()
            .await
            .expect_patch("#messages")
            .contains("Is anyone there?");
        assert!(app.get("/chat").await.text.contains("Guest"));
    }

    #[tokio::test]
    async fn an_empty_message_is_not_posted_and_a_long_one_is_refused() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/chat").await;

        ada.send("chat")
            .form([("author", "Ada"), ("text", "  ")])
            .await
            .expect_no_patch();
        let long = "x".repeat(501);
        let answer = ada
            .send("chat")
            .form([("author", "Ada"), ("text", long.as_str())])
            .await;
        answer.expect_error("user");
        assert!(!app.get("/chat").await.text.contains("Ada"));
    }
}
