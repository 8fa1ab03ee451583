//! Commands for the page: small changes that a server asks for by name, without markup. They are
//! data, not code: the client looks each name up and evaluates nothing.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

type Text = Cow<'static, str>;

/// A list of commands, run in order by the page: sent with [`Patch::js`](crate::Patch::js), or
/// written into a template as the value of `data-liveview-js`.
///
/// The first argument of each command names its targets: a CSS selector, which means every element
/// that matches. In an attribute it may also be `this`, `closest SELECTOR`, `find SELECTOR`,
/// `next SELECTOR` or `previous SELECTOR`, seen from the element that has the attribute.
///
/// The page needs the second script of the client, which `liveview_headers()` writes.
///
/// ```
/// use liveview::prelude::*;
///
/// let commands = Js::new().add_class("#cart", "full").focus("#checkout");
/// assert_eq!(commands.to_string(), r##"[["addClass","#cart","full"],["focus","#checkout"]]"##);
/// let patch = Patch::text("#count").content("3").js(commands);
/// # let _ = patch;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
#[must_use = "commands do nothing until a patch or a template has them"]
pub struct Js(Vec<Vec<Value>>);

impl Js {
    /// No commands yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows what has the attribute `hidden`.
    pub fn show(self, target: impl Into<Text>) -> Self {
        self.command("show", target, ())
    }

    /// Hides, with the attribute `hidden`.
    pub fn hide(self, target: impl Into<Text>) -> Self {
        self.command("hide", target, ())
    }

    /// Shows what is hidden, and hides what is not.
    pub fn toggle(self, target: impl Into<Text>) -> Self {
        self.command("toggle", target, ())
    }

    /// Adds classes; several are separated by spaces.
    pub fn add_class(self, target: impl Into<Text>, classes: &str) -> Self {
        self.command("addClass", target, [classes])
    }

    /// Takes classes away.
    pub fn remove_class(self, target: impl Into<Text>, classes: &str) -> Self {
        self.command("removeClass", target, [classes])
    }

    /// Adds the classes that are missing, and takes away those that are there.
    pub fn toggle_class(self, target: impl Into<Text>, classes: &str) -> Self {
        self.command("toggleClass", target, [classes])
    }

    /// Sets an attribute. One whose value would run as a script is not set.
    pub fn set_attr(self, target: impl Into<Text>, name: &str, value: &str) -> Self {
        self.command("setAttr", target, [name, value])
    }

    /// Takes an attribute away.
    pub fn remove_attr(self, target: impl Into<Text>, name: &str) -> Self {
        self.command("removeAttr", target, [name])
    }

    /// Focuses.
    pub fn focus(self, target: impl Into<Text>) -> Self {
        self.command("focus", target, ())
    }

    /// Scrolls smoothly until the target is in view.
    pub fn scroll(self, target: impl Into<Text>) -> Self {
        self.command("scroll", target, ())
    }

    /// Raises a `CustomEvent` of that name on the target; it bubbles. A detail that cannot be
    /// written as JSON arrives as `null`.
    pub fn dispatch(self, target: impl Into<Text>, name: &str, detail: impl Serialize) -> Self {
        self.command("dispatch", target, (name, detail))
    }

    /// Adds classes for as long as the animations last that they start.
    pub fn transition(self, target: impl Into<Text>, classes: &str) -> Self {
        self.command("transition", target, [classes])
    }

    /// Any command by its name on the wire, such as one that the page's own script has defined
    /// with `liveview.command`. The values are a list, an array or a tuple.
    pub fn command(mut self, name: &str, target: impl Into<Text>, values: impl Serialize) -> Self {
        let mut command = vec![Value::from(name), Value::from(target.into())];
        match serde_json::to_value(values).unwrap_or_default() {
            Value::Array(values) => command.extend(values),
            Value::Null => {}
            value => command.push(value),
        }
        self.0.push(command);
        self
    }

    pub(crate) fn extend(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The JSON that `data-liveview-js` takes. A template escapes it for the attribute.
impl fmt::Display for Js {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_of_every_shape_follow_the_target() {
        let commands = Js::new()
            .command("a", "#x", ())
            .command("b", "#x", [1, 2])
            .command("c", "#x", ("text", json!({ "k": null })))
            .command("d", "#x", "alone")
            .dispatch("#x", "saved", f64::NAN);
        let expected = json!([
            ["a", "#x"],
            ["b", "#x", 1, 2],
            ["c", "#x", "text", { "k": null }],
            ["d", "#x", "alone"],
            ["dispatch", "#x", "saved", null]
        ]);
        assert_eq!(serde_json::to_value(&commands).unwrap(), expected);
    }

    #[test]
    fn an_attribute_holds_whatever_a_visitor_typed() {
        let typed = "\"'><script>alert(1)</script>\u{2028}";
        let mut environment = minijinja::Environment::new();
        environment
            .add_template("x.html", "<p data-liveview-js=\"{{ js }}\">")
            .unwrap();
        let js = Js::new().set_attr("this", "title", typed).to_string();
        let template = environment.get_template("x.html").unwrap();
        let shown = template.render(crate::context! { js }).unwrap();
        assert!(
            !shown.contains("<script") && shown.matches('"').count() == 2,
            "{shown}"
        );
    }
}
