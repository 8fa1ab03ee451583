//! Finds books while a visitor types.

use liveview::prelude::*;

use crate::{AppState, view::View};

#[derive(Deserialize)]
pub struct Search {
    query: String,
}

/// Shows the books in which every word of the query occurs.
#[handler]
pub async fn search(Form(search): Form<Search>, State(app): State<AppState>) -> Patch {
    let found = app.library.search(&search.query);
    let address = address(found.query);
    Patch::inner("#results")
        .template("search.html", context! { found })
        .replace_url(address)
}

/// Where the page is served with what was found: a reload, or a link to it, shows the same.
fn address(query: &str) -> String {
    if query.is_empty() {
        return View::Search.path().to_owned();
    }
    let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
    format!("{}?query={query}", View::Search.path())
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
    async fn the_address_shows_the_same_when_it_is_loaded() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/search").await;

        for query in ["brontë", "salt & sea", ""] {
            let answer = page.send("search").form([("query", query)]).await;
            let results = answer.expect_patch("#results");
            let address = results.get("url").unwrap().as_str().unwrap();
            app.get(address).await.contains(results.html());
        }
    }

    #[tokio::test]
    async fn says_when_nothing_matches_and_escapes_what_was_typed() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/search").await;

        let answer = page.send("search").form([("query", "<script>")]).await;
        answer.expect_patch("#results").contains("&lt;script&gt;");
    }
}
