//! Moves between the views without loading a page.

use liveview::prelude::*;

use crate::{
    AppState, chat, counter,
    view::{View, navigation},
};

#[derive(Deserialize)]
pub struct Target {
    view: View,
}

/// Swaps a view in, with its URL and its title, and marks it in the navigation.
#[handler]
pub async fn navigate(
    Data(Target { view }): Data<Target>,
    State(app): State<AppState>,
) -> [Patch; 2] {
    [
        Patch::inner("#main")
            .template("view.html", view.context(&app))
            .url(view.path())
            .title(view.title())
            .announce(view.label()),
        Patch::inner("#navigation").template("navigation.html", navigation(Some(view))),
    ]
}

/// Listens to what the view on screen is about. Each view calls it when it comes up: with a page, by
/// navigating, by going back or forward (which asks the server for nothing else), and once more after
/// a lost connection.
#[handler]
pub async fn arrive(Data(Target { view }): Data<Target>, State(app): State<AppState>, live: Live) {
    live.unsubscribe(chat::TOPIC);
    live.unsubscribe(counter::TOPIC);
    match view {
        View::Chat => app.chat.join(&live),
        View::Counter => app.counter.join(&live),
        View::Home | View::Search | View::Signup => {}
    }
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    use super::*;

    #[tokio::test]
    async fn swaps_the_view_and_marks_it() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/").await;

        let answer = page.send("navigate").data([("view", "search")]).await;
        let main = answer.expect_patch("#main");
        main.contains("Pride and Prejudice");
        assert_eq!(main.get("url").unwrap(), "/search");
        assert_eq!(main.get("title").unwrap(), &View::Search.title());
        answer
            .expect_patch("#navigation")
            .contains(r#"aria-current="page">Search<"#);
    }

    #[tokio::test]
    async fn refuses_a_view_that_there_is_not() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/").await;

        page.send("navigate")
            .data([("view", "attic")])
            .await
            .expect_error("invalid");
    }
}
