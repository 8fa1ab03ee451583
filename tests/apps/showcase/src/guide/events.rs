//! Every kind of event that `data-action` names, and one that a parent never hears.
//! One handler hears all of them, and says which it heard.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Heard {
    event: String,
}

#[handler]
pub async fn hear(Data(heard): Data<Heard>) -> Patch {
    Patch::append("#heard").template("guide/heard.html", context! { event => heard.event })
}
