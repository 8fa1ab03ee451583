//! The pages that are served over HTTP: each view at its own path, and an answer for all the others.

use liveview::{
    Value,
    axum::{
        Router,
        extract::Query,
        http::StatusCode,
        routing::{MethodRouter, get},
    },
    prelude::*,
};

use crate::{
    AppState, TITLE,
    view::{View, navigation},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/", view(View::Home))
        .route("/search", get(search))
        .route("/signup", view(View::Signup))
        .route("/chat", view(View::Chat))
        .route("/counter", view(View::Counter))
        .fallback(not_found)
}

/// Serves a view as it is when nobody has touched it.
fn view(view: View) -> MethodRouter<AppState> {
    get(move |State(app): State<AppState>| async move { page(view, view.context(&app)) })
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    query: String,
}

/// Serves the search with what it found: a search can be a link, and works without JavaScript.
async fn search(State(app): State<AppState>, Query(search): Query<Search>) -> Page {
    let found = app.library.search(&search.query);
    page(
        View::Search,
        context! { found, ..View::Search.context(&app) },
    )
}

async fn not_found() -> (StatusCode, Page) {
    let title = format!("Not found · {TITLE}");
    let context = context! { title, app => TITLE, ..navigation(None) };
    (StatusCode::NOT_FOUND, Page::new("not_found.html", context))
}

/// The whole document round a view.
fn page(view: View, context: Value) -> Page {
    let shell = context! { title => view.title(), app => TITLE, ..navigation(Some(view)) };
    Page::new("layouts/base.html", context! { ..shell, ..context })
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    use super::*;

    #[tokio::test]
    async fn every_view_is_a_page_of_its_own() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        for view in View::ALL {
            let page = app.get(view.path()).await;
            let marked = format!(r#"aria-current="page">{}<"#, view.label());
            page.expect_status(200).contains(&marked);
            assert_eq!(page.text.matches("aria-current").count(), 1);
        }
    }

    #[tokio::test]
    async fn a_search_is_a_link_too() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let page = app.get("/search?query=hobbit").await;
        page.contains("J. R. R. Tolkien")
            .contains(r#"value="hobbit""#);
    }

    #[tokio::test]
    async fn an_unknown_path_is_answered_with_a_page() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let page = app.get("/nowhere").await;
        page.expect_status(404).contains("There is nothing here");
    }
}
