//! Case 1: a button that updates an element.
//! There is no data in it either way: a name goes up, a patch comes down.

use liveview::prelude::*;

#[handler]
pub async fn update_content() -> Patch {
    Patch::inner("#content").html("<p>Updated content</p>")
}
