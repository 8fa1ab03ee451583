//! To everybody: a message at once, and one that goes away by itself.
//! Every page of the application hears both, whoever it was that asked.

use std::time::Duration;

use liveview::prelude::*;

/// The documentation's own is 5 s; a test has no reason to wait for it.
const SHOWN: Duration = Duration::from_millis(300);

#[derive(Deserialize)]
pub struct Notice {
    message: String,
}

#[handler]
pub async fn notify_all(Form(notice): Form<Notice>, live: Live) {
    let data = context! { id => 0, message => notice.message };
    live.broadcast(Patch::append("#notifications").template("guide/notification.html", data));
}

/// It outlives the page that asked for it, so it is no task of the page's connection.
#[handler]
pub async fn send_notification(live: Live) {
    tokio::spawn(async move {
        let data = context! { id => 1, message => "New update available!" };
        live.broadcast(Patch::append("#notifications").template("guide/notification.html", data));
        tokio::time::sleep(SHOWN).await;
        live.broadcast(Patch::remove("#notification-1"));
    });
}
