//! Says hello to whoever gives a name.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Greeting {
    name: String,
}

/// Greets by name while it is typed.
#[handler]
pub async fn greet(Form(greeting): Form<Greeting>) -> Patch {
    let name = greeting.name.trim();
    Patch::inner("#greeting").template("greet.html", context! { name })
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    #[tokio::test]
    async fn greets_by_name_and_escapes_it() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/").await;

        let answer = page.send("greet").form([("name", " Ada ")]).await;
        answer.expect_patch("#greeting").contains("Hello, Ada.");

        let answer = page.send("greet").form([("name", "<b>Ada</b>")]).await;
        answer.expect_patch("#greeting").contains("&lt;b&gt;Ada");
    }
}
