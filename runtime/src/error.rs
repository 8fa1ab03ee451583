//! One error type for handlers, pages and start-up. What it says to a visitor is decided here, by
//! its kind: only [`Error::user`] and a value that does not fit are ever shown; all else stays in
//! the log, under a reference.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

/// `Result` with [`Error`] as its error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a handler, a page or the start of an application failed.
///
/// Any error of the standard kind converts into it with `?`, and is then *internal*: it reaches
/// the log with a reference, and the visitor sees that reference and nothing more. What the
/// visitor should read is made with [`Error::user`].
///
/// ```
/// use liveview::{Error, Result};
///
/// fn price(text: &str) -> Result<u32> {
///     let price: u32 = text.parse()?; // internal
///     if price == 0 {
///         return Err(Error::user("Nothing is free"));
///     }
///     Ok(price)
/// }
/// assert!(price("0").unwrap_err().is_user());
/// assert!(!price("x").unwrap_err().is_user());
/// ```
pub struct Error {
    kind: Kind,
}

pub(crate) enum Kind {
    User(Cow<'static, str>),
    Invalid { field: String, message: String },
    Refused(Cow<'static, str>),
    Internal(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// An error whose text is for the visitor, such as `Error::user("Article not found")`.
    ///
    /// The page shows it in the nearest element marked `data-liveview-error`: one in the form that
    /// was sent, else one in the document. It is put there as text, and is taken away by the form's
    /// next success. The event `liveview:error` is raised in any case, with `code`, `message` and
    /// what else the error has.
    #[must_use]
    pub fn user(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: Kind::User(message.into()),
        }
    }

    /// A value of `form` or `data` that does not fit: the field's name, as the form writes it, and
    /// what was expected. It is shown where [`Error::user`] is, and the event says the `field`; one
    /// field's own place is better filled with a patch.
    #[must_use]
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Invalid {
                field: field.into(),
                message: message.into(),
            },
        }
    }

    /// The visitor may not do this. The text is shown where [`Error::user`] is; middleware that
    /// guards handlers uses it.
    #[must_use]
    pub fn refused(message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind: Kind::Refused(message.into()),
        }
    }

    /// An error for the log alone, from a text. The visitor is shown that something went wrong, and
    /// the event has the `reference` under which the log has the rest.
    #[must_use]
    pub fn internal(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Internal(message.into().into()),
        }
    }

    /// Whether the text is for the visitor.
    #[must_use]
    pub fn is_user(&self) -> bool {
        !matches!(self.kind, Kind::Internal(_))
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.kind
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self {
            kind: Kind::Internal(Box::new(error)),
        }
    }
}

impl From<Error> for Box<dyn StdError + Send + Sync> {
    fn from(error: Error) -> Self {
        match error.kind {
            Kind::Internal(error) => error,
            _ => error.to_string().into(),
        }
    }
}

impl From<Error> for Box<dyn StdError> {
    fn from(error: Error) -> Self {
        Box::<dyn StdError + Send + Sync>::from(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::User(message) | Kind::Refused(message) => f.write_str(message),
            Kind::Invalid { field, message } if field.is_empty() => f.write_str(message),
            Kind::Invalid { field, message } => write!(f, "`{field}`: {message}"),
            Kind::Internal(error) => {
                write!(f, "{error}")?;
                let mut cause = error.source();
                while let Some(error) = cause {
                    write!(f, ": {error}")?;
                    cause = error.source();
                }
                Ok(())
            }
        }
    }
}

/// A text for the log, which may hold what a visitor has sent: one record is one line, and nothing
/// in it speaks to a terminal. A debug build keeps the lines of a template's excerpt.
pub(crate) fn logged(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' if cfg!(debug_assertions) => line.push('\n'),
            control if control.is_control() => line.extend(control.escape_default()),
            plain => line.push(plain),
        }
    }
    line
}

/// The same text as `Display`: it is what `main` prints when it returns an error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_log_speaks_to_a_terminal() {
        assert_eq!(
            logged("a\u{1b}[2Jb\rc\u{9b}31m"),
            "a\\u{1b}[2Jb\\rc\\u{9b}31m"
        );
    }

    #[test]
    fn causes_follow_their_error() {
        let number = "x".parse::<u8>().map_err(Error::from).unwrap_err();
        assert_eq!(format!("{number:?}"), "invalid digit found in string");
        assert_eq!(
            Error::invalid("age", "is missing").to_string(),
            "`age`: is missing"
        );
    }
}
