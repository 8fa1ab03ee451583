//! A script from the server's own hand, which the documentation promises.
//! It is the handler's: none that comes in markup ever runs.

use liveview::prelude::*;

#[handler]
pub async fn say_in_console() -> Patch {
    Patch::script("document.querySelector('#said').textContent = 'Hello from server'")
}
