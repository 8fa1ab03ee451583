//! Lists that grow: by a button, and without end as they are scrolled.
//! Both append; the second sends its own trigger along, with the number of the page after.

use std::ops::Range;

use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;

use crate::AppState;

const ITEMS_PER_PAGE: u32 = 10;
const ITEMS: u32 = 45;

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default = "first")]
    page: u32,
}

fn first() -> u32 {
    1
}

fn items(page: u32) -> Range<u32> {
    let start = page.saturating_sub(1).saturating_mul(ITEMS_PER_PAGE);
    start + 1..(start + ITEMS_PER_PAGE).min(ITEMS) + 1
}

pub fn page() -> MethodRouter<AppState> {
    get(async || {
        Page::new(
            "guide/lists.html",
            context! { posts => items(1).collect::<Vec<_>>() },
        )
    })
}

#[handler]
pub async fn load_more_posts(Form(wanted): Form<Wanted>) -> Patch {
    let posts: Vec<_> = items(wanted.page).collect();
    Patch::append("#posts-container").template("guide/posts_list.html", context! { posts })
}

pub fn endless_page() -> MethodRouter<AppState> {
    get(async || {
        let items: Vec<_> = items(1).collect();
        Page::new("guide/endless.html", context! { items, next_page => 2 })
    })
}

#[handler]
pub async fn load_more(Data(wanted): Data<Wanted>) -> [Patch; 2] {
    let page = wanted.page;
    let shown: Vec<_> = items(page).collect();
    let list = Patch::append("#items-list")
        .template("guide/items_partial.html", context! { items => shown });
    let trigger = Patch::inner("#load-more-trigger");
    let trigger = if page * ITEMS_PER_PAGE >= ITEMS {
        trigger.html("")
    } else {
        trigger.template(
            "guide/load_trigger.html",
            context! { next_page => page + 1 },
        )
    };
    [list, trigger]
}

#[handler]
pub async fn out_of_sight() -> Patch {
    Patch::text("#seen").content("out of sight")
}
