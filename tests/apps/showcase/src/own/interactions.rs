//! What the attributes beyond the reference's do together with a server.
//! Each handler does the one thing that its attribute needs of a server.

use std::time::Duration;

use liveview::Js;
use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Like {
    allowed: bool,
}

/// The page shows the like before this is called, and takes it back when it is refused.
#[handler]
pub async fn like(Data(like): Data<Like>) -> Result<()> {
    tokio::time::sleep(Duration::from_millis(200)).await;
    if like.allowed {
        return Ok(());
    }
    Err(Error::refused("You have liked enough"))
}

#[handler]
pub async fn tick() -> Patch {
    Patch::append("#ticks").html("<li>tick</li>")
}

#[handler]
pub async fn save_slowly() -> Patch {
    tokio::time::sleep(Duration::from_millis(300)).await;
    Patch::text("#saved").content("saved")
}

#[handler]
pub async fn open_menu() -> Patch {
    Patch::js(Js::new().show("#menu").add_class("#menu", "open"))
}

#[derive(Deserialize)]
pub struct Pressed {
    by: String,
}

#[handler]
pub async fn press(Data(pressed): Data<Pressed>) -> Patch {
    Patch::append("#presses").template("guide/heard.html", context! { event => pressed.by })
}

#[derive(Deserialize)]
pub struct Chart {
    value: Option<u32>,
}

/// An element with a hook: it comes, changes, and goes.
#[handler]
pub async fn chart(Data(chart): Data<Chart>) -> Patch {
    let place = Patch::inner("#chart");
    match chart.value {
        Some(value) => place.template("own/chart.html", context! { value }),
        None => place.html(""),
    }
}
