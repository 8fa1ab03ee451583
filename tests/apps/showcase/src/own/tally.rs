//! A call that counts itself in the ledger, and then takes as long as it is told to.
//! A test kills the process meanwhile, or cuts the wire, and then reads the ledger.

use std::time::Duration;

use liveview::prelude::*;

use crate::AppState;

#[derive(Deserialize)]
pub struct Tally {
    click: String,
    /// Milliseconds until it is answered.
    #[serde(default)]
    hold: u64,
}

#[handler]
pub async fn tally(Data(tally): Data<Tally>, State(app): State<AppState>) -> Result<Patch> {
    app.ledger.add("tally", &tally.click)?;
    if tally.hold > 0 {
        tokio::time::sleep(Duration::from_millis(tally.hold)).await;
    }
    Ok(Patch::append("#answers").template("own/items.html", context! { items => [tally.click] }))
}
