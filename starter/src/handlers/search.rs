//! Finds books while a visitor types.

use liveview::prelude::*;

use crate::AppState;

#[derive(Deserialize)]
pub struct Search {
    query: String,
}

/// Shows the books in which every word of the query occurs.
#[handler]
pub async fn search(Form(search): Form<Search>, State(app): State<AppState>) -> Patch {
    let found = app.library.search(&search.query);
    Patch::inner("#results").template("search.html", context! { found })
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    #[tokio::test]
    async fn finds_by_title_and_author() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/search").await;

        let answer = page
            .send("search")
            .form([("query", "rust programming")])
            .await;
        answer
            .expect_patch("#results")
            .contains("The Rust Programming Language");
    }

    #[tokio::test]
    async fn says_when_nothing_matches_and_escapes_what_was_typed() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/search").await;

        let answer = page.send("search").form([("query", "<script>")]).await;
        answer.expect_patch("#results").contains("&lt;script&gt;");
    }
}
