//! Moves between the views without loading a page.

use liveview::prelude::*;

use crate::{
    AppState, chat, counter,
    view::{View, navigation},
};

#[derive(Deserialize)]
struct Target {
    view: View,
}

/// Swaps the view in, with its URL and its title, and marks it in the navigation.
#[handler]
pub async fn navigate(
    Data(Target { view }): Data<Target>,
    State(app): State<AppState>,
    live: Live,
) -> [Patch; 2] {
    // The views that listen subscribe when they come up. Whatever was listening here has gone.
    live.unsubscribe(chat::TOPIC);
    live.unsubscribe(counter::TOPIC);
    [
        Patch::inner("#main")
            .template(view.template(), view.context(&app))
            .url(view.path())
            .title(view.title())
            .scroll_top()
            .focus("#main"),
        Patch::inner("#navigation").template("navigation.html", navigation(Some(view))),
    ]
}
