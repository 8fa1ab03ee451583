//! Work that takes its time: something is shown at once, the result when it is there.
//! The work belongs to the connection, and ends with it.

use std::time::Duration;

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct File {
    file_id: u32,
}

#[handler]
pub async fn process_large_file(Data(file): Data<File>, live: Live) -> Patch {
    let page = live.clone();
    live.spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let result = context! { result => file.file_id * 2 };
        page.send(Patch::inner("#result-container").template("guide/process_success.html", result));
    });
    Patch::inner("#result-container").html("<p>Processing file... This may take a moment.</p>")
}
