//! Hides what nobody should read over a shoulder: fields of messages whose names sound secret.
//! Applied when a frame is recorded, so that neither the page nor its filter ever has the value.

use std::borrow::Cow;

use serde_json::Value;

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "••••••";

/// Parts of a name that make its value a secret, compared in lower case without separators.
const SECRET: [&str; 13] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "authorization",
    "credential",
    "cvv",
    "cardnumber",
    "csrf",
];

/// Masks the secrets in a message's text. `parsed` is the same text, decoded; both come back masked.
///
/// Text without secrets comes back byte for byte, so that the raw view shows what was really sent.
pub(crate) fn mask<'a>(text: &'a str, parsed: &mut Value) -> Cow<'a, str> {
    let mut found = false;
    for part in ["form", "data"] {
        if let Some(value) = parsed.get_mut(part) {
            found |= hide(value);
        }
    }
    if found {
        Cow::Owned(parsed.to_string())
    } else {
        Cow::Borrowed(text)
    }
}

fn hide(value: &mut Value) -> bool {
    let mut found = false;
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) {
                    *value = Value::String(MASK.to_owned());
                    found = true;
                } else {
                    found |= hide(value);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                found |= hide(item);
            }
        }
        _ => {}
    }
    found
}

/// Whether a field of this name is hidden.
pub(crate) fn is_secret(name: &str) -> bool {
    let plain: String = name
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    SECRET.iter().any(|part| plain.contains(part))
        || ["pin", "otp", "cvc"].contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_secret() {
        for name in [
            "password",
            "Password",
            "user[password]",
            "new_password",
            "api-key",
            "apiKey",
            "access_token",
            "CSRF",
            "pin",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["query", "pass", "spinner", "email", "comment_id", "opinion"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn secrets_are_hidden_at_any_depth_and_the_rest_is_left_alone() {
        for (text, shown) in [
            (
                r#"{"function":"a", "form":{"query":"x"}}"#,
                r#"{"function":"a", "form":{"query":"x"}}"#,
            ),
            (
                r#"{"form":{"password":"hunter2"}}"#,
                r#"{"form":{"password":"••••••"}}"#,
            ),
            (
                r#"{"form":{"people":[{"token":1}]}}"#,
                r#"{"form":{"people":[{"token":"••••••"}]}}"#,
            ),
            (
                r#"{"data":{"secret":{"deep":"hunter2"}}}"#,
                r#"{"data":{"secret":"••••••"}}"#,
            ),
            (r#"[1, 2]"#, r#"[1, 2]"#),
        ] {
            let mut parsed = serde_json::from_str(text).unwrap();
            assert_eq!(mask(text, &mut parsed), shown);
        }
    }
}
