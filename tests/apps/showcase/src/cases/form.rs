//! Case 2: a form that is checked on the server.
//! What was typed stays in the page; only what is said of it comes back.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Fields {
    #[serde(default)]
    email: String,
}

#[handler]
pub async fn validate_form(Form(fields): Form<Fields>) -> Patch {
    Patch::inner("#errors").html(if fields.email.contains('@') {
        r#"<p style="color:green;">Valid email</p>"#
    } else {
        r#"<p style="color:red;">Invalid email</p>"#
    })
}
