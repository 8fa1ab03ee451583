//! Trusted markup as a type of its own. A `String` is text, and text is escaped.
//! `Patch::html` takes it, and templates print it as it is.

use std::borrow::Cow;
use std::fmt;

/// Markup that is sent as it stands.
///
/// A literal converts into it, since it was written by the programmer; a `String` does not, since
/// it may hold what a visitor typed. [`Html::trusted`] is the one door, easy to search for.
///
/// ```
/// use liveview::Html;
///
/// let name = "<Ada>";
/// let html = Html::trusted(format!("<b>{}</b>", Html::escape(name)));
/// assert_eq!(html.as_str(), "<b>&lt;Ada&gt;</b>");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(Cow<'static, str>);

impl Html {
    /// Vouches for markup that was put together at run time.
    #[must_use]
    pub fn trusted(markup: impl Into<Cow<'static, str>>) -> Self {
        Self(markup.into())
    }

    /// Text as markup: `& < > " '` are escaped.
    #[must_use]
    pub fn escape(text: &str) -> Self {
        let mut escaped = String::with_capacity(text.len());
        for character in text.chars() {
            match character {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&quot;"),
                '\'' => escaped.push_str("&#x27;"),
                other => escaped.push(other),
            }
        }
        Self(Cow::Owned(escaped))
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl From<&'static str> for Html {
    fn from(markup: &'static str) -> Self {
        Self(Cow::Borrowed(markup))
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// In a template's data it stays markup, and is not escaped a second time.
impl serde::Serialize for Html {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        minijinja::Value::from_safe_string(self.0.to_string()).serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context;

    #[test]
    fn text_is_escaped_and_markup_is_not() {
        let mut environment = minijinja::Environment::new();
        environment
            .add_template("x.html", "{{ text }}|{{ html }}")
            .unwrap();
        let data = context! { text => "<b>", html => Html::from("<b>") };
        let shown = environment
            .get_template("x.html")
            .unwrap()
            .render(data)
            .unwrap();
        assert_eq!(shown, "&lt;b&gt;|<b>");
    }
}
