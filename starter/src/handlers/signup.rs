//! Checks the sign-up form: each field while it is filled in, all of them when it is sent.

use liveview::prelude::*;

use crate::signup::{FieldName, SignUp};

#[derive(Deserialize)]
pub struct Typed {
    field: FieldName,
}

/// Shows what is wrong with the field that is being filled in, and leaves the others alone.
#[handler]
pub async fn signup_check(Form(signup): Form<SignUp>, Data(typed): Data<Typed>) -> Patch {
    let field = signup.check(typed.field);
    Patch::outer(typed.field.selector()).template("signup_field.html", context! { field })
}

/// Takes the form, or shows everything that is wrong with it.
#[handler]
pub async fn signup(Form(signup): Form<SignUp>) -> Patch {
    if let Some(wrong) = signup.first_error() {
        let fields = FieldName::ALL.map(|name| signup.check(name));
        return Patch::inner("#signup-fields")
            .template("signup.html", context! { fields })
            .focus(wrong.input());
    }
    // This is where an application would keep it. The starter only says thank you.
    let name = signup.name.trim();
    Patch::inner("#signup")
        .template("signup_done.html", context! { name })
        .focus("#signup-done")
}

#[cfg(test)]
mod tests {
    use liveview::testing::TestApp;

    const FILLED: [(&str, &str); 3] = [
        ("name", "Ada"),
        ("email", "ada@example.com"),
        ("message", "I would like to compute."),
    ];

    #[tokio::test]
    async fn checks_one_field_while_it_is_filled_in() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/signup").await;

        let check = page
            .send("signup_check")
            .form([("name", ""), ("email", "ada@")]);
        let answer = check.data([("field", "email")]).await;
        answer
            .expect_patch("#signup-email")
            .contains(r#"aria-invalid="true""#);

        let check = page.send("signup_check").form(FILLED);
        let answer = check.data([("field", "email")]).await;
        answer
            .expect_patch("#signup-email")
            .contains(r#"aria-invalid="false""#);
    }

    #[tokio::test]
    async fn refuses_a_field_that_the_form_does_not_have() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/signup").await;

        let answer = page
            .send("signup_check")
            .form(FILLED)
            .data([("field", "password")])
            .await;
        answer.expect_error("invalid");
    }

    #[tokio::test]
    async fn shows_every_error_when_it_is_sent() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/signup").await;

        let answer = page
            .send("signup")
            .form([("name", "Ada"), ("email", "ada")])
            .await;
        let fields = answer.expect_patch("#signup-fields");
        fields
            .contains("does not look like an email address")
            .contains("write a line or two");
    }

    #[tokio::test]
    async fn thanks_by_name_when_all_is_well() {
        let app = TestApp::new(crate::app().await.unwrap()).await;
        let mut page = app.connect("/signup").await;

        let answer = page.send("signup").form(FILLED).await;
        answer.expect_patch("#signup").contains("Thank you, Ada");
    }
}
