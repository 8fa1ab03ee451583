//! Colours that are there or not, and text that cannot drive a terminal.
//! What comes from files and child processes passes `clean` before it is printed.

use std::borrow::Cow;

/// Colours, when they are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    on: bool,
}

impl Style {
    /// With colours, or without.
    pub fn new(on: bool) -> Self {
        Self { on }
    }

    /// Whether colours are wanted.
    pub fn is_on(self) -> bool {
        self.on
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Bold.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// Dim.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Red and bold: errors.
    pub fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// Green and bold: what was done.
    pub fn green(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    /// Yellow and bold: warnings.
    pub fn yellow(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    /// Cyan: hints and addresses.
    pub fn cyan(self, text: &str) -> String {
        self.paint("36", text)
    }
}

/// Text from outside, safe to print: control characters are shown, not sent. Line ends count as control characters.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        '\t' => " ".to_owned(),
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_only_there_when_wanted() {
        assert_eq!(Style::new(false).red("x"), "x");
        assert_eq!(Style::new(true).red("x"), "\u{1b}[1;31mx\u{1b}[0m");
    }

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(clean("plain ü"), "plain ü");
        assert_eq!(clean("a\u{1b}[2J\n"), "a\\u{1b}[2J\\n");
    }
}
