//! Handlebars, strict and without HTML escaping, and the helpers that escape for the file a value lands in.
//! Stamps and generators both go through it; a name that is not there is an error.

use handlebars::{Handlebars, handlebars_helper, no_escape};
use serde::Serialize;

use crate::error::Error;

handlebars_helper!(ForRust: |text: str| rust_text(text));
handlebars_helper!(ForToml: |text: str| toml_text(text));
handlebars_helper!(ForMarkdown: |text: str| markdown_text(text));
handlebars_helper!(ForHtml: |text: str| html_text(text));

/// Renders templates against one set of values; a value that is missing is an error.
pub(crate) struct Renderer(Handlebars<'static>);

impl Renderer {
    pub(crate) fn new() -> Self {
        let mut handlebars = Handlebars::new();
        handlebars.set_strict_mode(true);
        handlebars.register_escape_fn(no_escape);
        handlebars.register_helper("rust", Box::new(ForRust));
        handlebars.register_helper("toml", Box::new(ForToml));
        handlebars.register_helper("markdown", Box::new(ForMarkdown));
        handlebars.register_helper("html", Box::new(ForHtml));
        Self(handlebars)
    }

    pub(crate) fn render(
        &self,
        name: &str,
        text: &str,
        values: &impl Serialize,
    ) -> Result<String, Error> {
        self.0
            .render_template(text, values)
            .map_err(|source| Error::Render {
                name: name.to_owned(),
                source: Box::new(source),
            })
    }
}

/// The inside of a string literal: readable in any language, and nothing in it that rustc warns of.
fn rust_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\'' => escaped.push(c),
            c => escaped.extend(c.escape_debug()),
        }
    }
    escaped
}

/// The inside of a basic TOML string.
fn toml_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            c if c.is_control() => escaped.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

fn markdown_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_{}[]<>#|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(if c.is_control() { ' ' } else { c });
    }
    escaped
}

fn html_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_escaped_for_where_they_land() {
        let nasty = "x\"\n[dependencies]\nevil=\"1 {{x}} </script> \\ 'q'";
        let values = json!({ "v": nasty });
        let renderer = Renderer::new();
        let rust = renderer.render("t", "{{rust v}}", &values).unwrap();
        let literal: proc_literal::Literal = rust.parse().unwrap();
        assert_eq!(literal.0, nasty);
        let manifest = renderer.render("t", "a = \"{{toml v}}\"", &values).unwrap();
        let parsed: toml::Table = toml::from_str(&manifest).unwrap();
        assert_eq!(parsed["a"].as_str(), Some(nasty));
        assert_eq!(parsed.len(), 1);
        let html = renderer.render("t", "{{html v}}", &values).unwrap();
        assert!(!html.contains(['<', '>', '"', '\'']));
        let markdown = renderer.render("t", "{{markdown v}}", &values).unwrap();
        assert!(!markdown.contains('\n') && markdown.contains("\\<"));
    }

    #[test]
    fn a_missing_value_is_an_error() {
        let error = Renderer::new()
            .render("t", "{{name}}", &json!({}))
            .unwrap_err();
        assert!(error.to_string().contains("`t`"), "{error}");
    }

    /// Reads back what `escape_default` wrote, as rustc would.
    mod proc_literal {
        pub(super) struct Literal(pub(super) String);

        impl std::str::FromStr for Literal {
            type Err = String;

            fn from_str(inside: &str) -> Result<Self, String> {
                let mut text = String::new();
                let mut rest = inside.chars();
                while let Some(c) = rest.next() {
                    text.push(match c {
                        '"' => return Err("an unescaped quote".into()),
                        '\\' => match rest.next() {
                            Some('n') => '\n',
                            Some('t') => '\t',
                            Some('r') => '\r',
                            Some(c @ ('\\' | '"' | '\'')) => c,
                            other => return Err(format!("an escape {other:?}")),
                        },
                        c => c,
                    });
                }
                Ok(Self(text))
            }
        }
    }
}
