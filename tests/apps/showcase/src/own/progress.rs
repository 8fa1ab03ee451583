//! Progress: a handler that answers with a stream, whose parts show as they come.
//! The page is sent each as it is made, and one end.

use std::time::Duration;

use liveview::prelude::*;
use liveview::stream::{self, StreamExt};
use liveview::{Progress, Stream};

#[handler]
pub async fn convert() -> impl Stream<Item = Patch> {
    let step = async |percent: u32| {
        tokio::time::sleep(Duration::from_millis(200)).await;
        Patch::text("#percent").content(format!("{percent} %"))
    };
    stream::iter([25, 50, 75, 100]).then(step)
}

/// It fails half-way: what was sent before stays on the page.
#[handler]
pub async fn convert_badly() -> Progress {
    let steps = [
        Ok(Patch::text("#percent").content("10 %")),
        Err(Error::user("The file ends too early")),
    ];
    Progress::new(stream::iter(steps))
}
