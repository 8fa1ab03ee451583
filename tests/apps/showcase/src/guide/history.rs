//! What back and forward bring back, and what they leave alone.
//! A player that goes on playing is the usual case.

use liveview::prelude::*;

#[handler]
pub async fn turn_page() -> Patch {
    Patch::inner("#book")
        .template("guide/second_page.html", context! {})
        .url("/guide/history?page=2")
}
