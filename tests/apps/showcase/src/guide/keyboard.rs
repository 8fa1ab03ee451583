//! Shortcuts of `data-liveview-keyboard-map`, and keys of `data-action`.
//! Those with shift and those of a sign are among them.

use liveview::prelude::*;

#[handler]
pub async fn save() -> Patch {
    note("save")
}

#[handler]
pub async fn close_dialog() -> Patch {
    note("close")
}

#[handler]
pub async fn command_palette() -> Patch {
    note("palette")
}

#[handler]
pub async fn move_up() -> Patch {
    note("up")
}

#[handler]
pub async fn pressed_enter() -> Patch {
    note("enter")
}

fn note(name: &'static str) -> Patch {
    Patch::append("#pressed").template("guide/heard.html", context! { event => name })
}
