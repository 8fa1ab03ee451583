//! Case 1: a button that updates an element.

use liveview::prelude::*;

#[handler]
pub async fn update_content() -> Patch {
    Patch::inner("#content").html("<p>Updated content</p>")
}
