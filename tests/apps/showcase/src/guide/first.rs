//! First handlers: a click, a field, a template.
//! The fields of the second and third stand beside their button, in no form.

use liveview::prelude::*;

#[handler]
pub async fn say_hello() -> Patch {
    Patch::inner("#greeting").html("<p>Hello, World!</p>")
}

#[derive(Deserialize)]
pub struct Name {
    #[serde(default)]
    name: String,
}

#[handler]
pub async fn greet_user(Form(form): Form<Name>) -> Patch {
    let name = if form.name.is_empty() {
        "Anonymous"
    } else {
        &form.name
    };
    Patch::inner("#named").template("guide/greeting.html", context! { name })
}

#[derive(Deserialize)]
pub struct Chosen {
    user_id: u32,
}

#[derive(Serialize)]
struct User {
    name: &'static str,
    bio: &'static str,
}

#[handler]
pub async fn show_profile(Form(chosen): Form<Chosen>) -> Result<Patch> {
    if chosen.user_id != 123 {
        return Err(Error::user("No such user"));
    }
    let user = User {
        name: "Ada",
        bio: "Computes & writes",
    };
    let data = context! { user, is_online => true };
    Ok(Patch::inner("#profile-container").template("guide/profile_card.html", data))
}
