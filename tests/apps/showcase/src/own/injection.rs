//! A visitor's text in every place of a page that a template may put it, and markup that the
//! application vouches for though it should not.

use liveview::axum::extract::Query;
use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;

use crate::AppState;

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    text: String,
}

pub fn page() -> MethodRouter<AppState> {
    get(async |Query(Typed { text }): Query<Typed>| {
        Page::new("own/injection.html", context! { text })
    })
}

#[handler]
pub async fn show_text(Form(Typed { text }): Form<Typed>) -> Patch {
    Patch::inner("#patched").template("own/injected.html", context! { text })
}

/// What an application must never do. None of it runs all the same.
#[handler]
pub async fn show_markup(Form(Typed { text }): Form<Typed>) -> Patch {
    Patch::inner("#patched").html(Html::trusted(text))
}
