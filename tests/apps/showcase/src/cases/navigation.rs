//! Case 5: moving between pages without loading them, with the address and the title that a loaded
//! page would have.

use liveview::prelude::*;

#[handler]
pub async fn load_about() -> Patch {
    Patch::inner("#content")
        .template("cases/about.html", context! {})
        .url("/cases/about")
        .title("About us")
}

#[handler]
pub async fn load_contact() -> Patch {
    Patch::inner("#content")
        .template("cases/contact.html", context! {})
        .url("/cases/contact")
        .title("Contact")
}
