//! Posts what a visitor writes in the chat. Pages join it as they arrive there: see `navigate.rs`.

use liveview::prelude::*;

use crate::AppState;

#[derive(Deserialize)]
pub struct Post {
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
    async fn a_message_reaches_every_page_that_has_arrived() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/chat").await;
        let mut grace = app.connect("/chat").await;
        grace.send("arrive").data([("view", "chat")]).await;
        grace.next_patch().await;

        let message = [("author", "Ada"), ("text", "<i>Hello</i>")];
        let answer = ada.send("chat").form(message).await;
        answer.expect_patch("#chat-line").contains("chat-text");

        let patch = grace.expect_push("#messages").await;
        patch.contains("&lt;i&gt;Hello").contains("Ada");
    }

    #[tokio::test]
    async fn who_arrives_later_sees_what_was_said() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/chat").await;
        let message = [("author", ""), ("text", "Is anyone there?")];
        ada.send("chat").form(message).await;

        let mut grace = app.connect("/chat").await;
        grace.send("arrive").data([("view", "chat")]).await;
        grace.next_patch().await.contains("Is anyone there?");
        app.get("/chat").await.contains("Guest");
    }

    #[tokio::test]
    async fn an_empty_message_is_not_posted_and_a_long_one_is_refused() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut ada = app.connect("/chat").await;

        let empty = [("author", "Ada"), ("text", "  ")];
        ada.send("chat").form(empty).await.expect_nothing();
        let long = [("author", "Ada"), ("text", &"x".repeat(501))];
        ada.send("chat").form(long).await.expect_error("user");
        app.get("/chat").await.contains("Nothing has been said");
    }
}
