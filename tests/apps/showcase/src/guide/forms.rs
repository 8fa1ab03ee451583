//! Forms: checked when they are sent, and field by field.
//! What is wrong comes back with the form, and what was typed with it.

use liveview::prelude::*;

#[derive(Deserialize, Serialize, Default)]
#[serde(default)]
pub struct Contact {
    name: String,
    email: String,
    message: String,
}

#[handler]
pub async fn submit_contact(Form(form): Form<Contact>) -> Patch {
    let container = Patch::inner("#contact-container");
    match wrong("email", &form.email).or(wrong("name", &form.name)) {
        Some(error) => container.template("guide/contact_form.html", context! { form, error }),
        None => container.template("guide/contact_success.html", context! { name => form.name }),
    }
}

#[derive(Deserialize)]
pub struct Left {
    field: String,
}

#[handler]
pub async fn validate_field(Form(form): Form<Contact>, Data(left): Data<Left>) -> Result<Patch> {
    let (value, place) = match left.field.as_str() {
        "email" => (&form.email, "#error-email"),
        "name" => (&form.name, "#error-name"),
        _ => return Err(Error::user("No such field")),
    };
    let error = wrong(&left.field, value);
    Ok(Patch::inner(place).template("guide/field_error.html", context! { error }))
}

fn wrong(field: &str, value: &str) -> Option<&'static str> {
    match field {
        "email" if !value.contains('@') => Some("Invalid email address"),
        "name" if value.chars().count() < 3 => Some("Name must be at least 3 characters"),
        _ => None,
    }
}
