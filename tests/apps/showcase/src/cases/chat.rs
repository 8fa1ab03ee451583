//! Case 6: state that is shared between visitors.
//! Each message reaches every page that shows them, its sender's too.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Posted {
    message: String,
}

#[handler]
pub async fn add_message(Form(posted): Form<Posted>, live: Live) {
    let message = posted.message;
    live.broadcast(Patch::append("#messages").template("cases/message.html", context! { message }));
}
