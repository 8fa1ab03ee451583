//! A handler that takes two seconds, beside one that does not.
//! One page calls the first, and another must not notice.

use std::time::Duration;

use liveview::prelude::*;

#[handler]
pub async fn slow() -> Patch {
    tokio::time::sleep(Duration::from_secs(2)).await;
    Patch::text("#slow").content("done")
}

#[handler]
pub async fn quick() -> Patch {
    Patch::text("#quick").content("done")
}
