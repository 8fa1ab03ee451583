//! The sign-up form: what it asks for, and what is wrong with what was typed.

use serde::{Deserialize, Serialize};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUp {
    pub name: String,
    pub email: String,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldName {
    Name,
    Email,
    Message,
}

/// One field as its template shows it. What was typed is not among it: that stays in the browser.
#[derive(Debug, Serialize)]
pub struct Field {
    pub name: FieldName,
    pub label: &'static str,
    pub autocomplete: &'static str,
    pub checked: bool,
    pub error: Option<&'static str>,
}

impl FieldName {
    pub const ALL: [FieldName; 3] = [FieldName::Name, FieldName::Email, FieldName::Message];

    /// The element that holds the field, its label and its error.
    pub fn selector(self) -> &'static str {
        match self {
            FieldName::Name => "#signup-name",
            FieldName::Email => "#signup-email",
            FieldName::Message => "#signup-message",
        }
    }

    /// The element that is typed into.
    pub fn input(self) -> &'static str {
        match self {
            FieldName::Name => "#signup-name-input",
            FieldName::Email => "#signup-email-input",
            FieldName::Message => "#signup-message-input",
        }
    }

    fn field(self) -> Field {
        let (label, autocomplete) = match self {
            FieldName::Name => ("Name", "name"),
            FieldName::Email => ("Email", "email"),
            FieldName::Message => ("What brings you here?", "off"),
        };
        Field {
            name: self,
            label,
            autocomplete,
            checked: false,
            error: None,
        }
    }
}

/// The fields of a form that nobody has typed into.
pub fn blank() -> [Field; 3] {
    FieldName::ALL.map(FieldName::field)
}

impl SignUp {
    /// The field with what is wrong with it.
    pub fn check(&self, name: FieldName) -> Field {
        Field {
            checked: true,
            error: self.error(name),
            ..name.field()
        }
    }

    /// The first field that has to be mended before the form can be taken.
    pub fn first_error(&self) -> Option<FieldName> {
        FieldName::ALL
            .into_iter()
            .find(|name| self.error(*name).is_some())
    }

    fn error(&self, name: FieldName) -> Option<&'static str> {
        match name {
            FieldName::Name => match self.name.trim().chars().count() {
                0 => Some("Please tell us your name."),
                1..=60 => None,
                _ => Some("Please keep your name to 60 characters."),
            },
            FieldName::Email if self.email.trim().is_empty() => {
                Some("Please give an address that we can answer to.")
            }
            FieldName::Email if !is_email(self.email.trim()) => {
                Some("This does not look like an email address.")
            }
            FieldName::Email => None,
            FieldName::Message => match self.message.trim().chars().count() {
                0 => Some("Please write a line or two."),
                1..10 => Some("A little more, please: at least 10 characters."),
                10..=500 => None,
                _ => Some("Please keep it to 500 characters."),
            },
        }
    }
}

/// Whether mail could be sent there at all. Whether it arrives, only sending some can tell.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let named =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    !local.is_empty()
        && text.len() <= 254
        && !text.contains(char::is_whitespace)
        && !local.contains('@')
        && domain.contains('.')
        && domain.split('.').all(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_an_address_from_something_else() {
        for good in [
            "ada@example.com",
            "a.b+c@mail.example.co",
            "ada@bücher.example",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "ada@example",
            "a da@example.com",
            "a@b@c.d",
            "ada@.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn says_what_is_wrong_with_each_field() {
        let signup = SignUp {
            name: "  ".into(),
            email: "ada".into(),
            message: "Hello".into(),
        };
        for name in FieldName::ALL {
            assert!(signup.check(name).error.is_some(), "{name:?}");
        }
        assert_eq!(signup.first_error(), Some(FieldName::Name));
    }

    #[test]
    fn takes_what_is_filled_in() {
        let signup = SignUp {
            name: "Ada".into(),
            email: "ada@example.com".into(),
            message: "I would like to compute.".into(),
        };
        assert_eq!(signup.first_error(), None);
    }
}
