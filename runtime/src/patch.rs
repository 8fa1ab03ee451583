//! What a handler sends back: where in the page, what goes there, and what else happens. A patch
//! keeps its template and its data, and is rendered at the last moment, in the pipeline; so a
//! template that is edited can be rendered again from the same data.

use std::borrow::Cow;

use minijinja::Value;
use serde::Serialize;

use crate::html::Html;
use crate::js::Js;

type Text = Cow<'static, str>;

/// One change to the page, or one effect, or both.
///
/// ```
/// use liveview::prelude::*;
///
/// let found = vec!["Rust"];
/// let patch = Patch::inner("#results").template("search.html", context! { found }).url("/search?q=rust");
/// # let _ = patch;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a patch does nothing until it is returned or sent"]
pub struct Patch {
    pub(crate) target: Option<Text>,
    pub(crate) swap: Swap,
    pub(crate) content: Content,
    pub(crate) all: bool,
    pub(crate) effects: Option<Box<Effects>>,
}

/// How the content meets its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(debug_assertions, derive(serde::Serialize, serde::Deserialize))]
pub(crate) enum Swap {
    #[default]
    Inner,
    Outer,
    Append,
    Prepend,
    Before,
    After,
    Remove,
    Text,
}

impl Swap {
    /// What people call it.
    #[cfg(debug_assertions)]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Inner => "inner",
            Self::Outer => "outer",
            Self::Append => "append",
            Self::Prepend => "prepend",
            Self::Before => "before",
            Self::After => "after",
            Self::Remove => "remove",
            Self::Text => "text",
        }
    }
}

/// What goes there, not yet rendered.
#[derive(Clone, Debug, Default)]
pub(crate) enum Content {
    #[default]
    None,
    /// Text for a `text` patch, markup for every other.
    Ready(String),
    Template {
        name: Text,
        data: Value,
    },
}

/// What happens beside the content; most patches have none of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    pub(crate) url: Option<Text>,
    pub(crate) replace: bool,
    pub(crate) title: Option<Text>,
    pub(crate) scroll: Option<Text>,
    pub(crate) scroll_top: bool,
    pub(crate) focus: Option<Text>,
    pub(crate) announce: Option<Text>,
    pub(crate) redirect: Option<Text>,
    pub(crate) event: Option<(Text, serde_json::Value)>,
    pub(crate) js: Js,
    pub(crate) script: Option<Text>,
    pub(crate) reload: bool,
}

/// The ways to put content into the page. `selector` is a CSS selector; the first element that
/// matches it is meant, or each of them with [`Patch::all`].
impl Patch {
    /// Morphs the target's contents into the new ones: what is the same stays, with its focus,
    /// its selection and what was typed.
    pub fn inner(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Inner)
    }

    /// Morphs the target itself.
    pub fn outer(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Outer)
    }

    /// Adds inside the target, at its end.
    pub fn append(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Append)
    }

    /// Adds inside the target, at its beginning.
    pub fn prepend(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Prepend)
    }

    /// Adds in front of the target.
    pub fn before(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Before)
    }

    /// Adds behind the target.
    pub fn after(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::After)
    }

    /// Removes the target.
    pub fn remove(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Remove)
    }

    /// Sets the target's text; give it with [`content`](Self::content).
    pub fn text(selector: impl Into<Text>) -> Self {
        Self::on(selector, Swap::Text)
    }

    fn on(selector: impl Into<Text>, swap: Swap) -> Self {
        Self {
            target: Some(selector.into()),
            swap,
            ..Self::default()
        }
    }

    /// Fills the patch from a template, rendered when the patch is sent.
    pub fn template(mut self, name: impl Into<Text>, data: impl Into<Value>) -> Self {
        self.content = Content::Template {
            name: name.into(),
            data: data.into(),
        };
        self
    }

    /// Fills the patch with markup: a literal, or what [`Html::trusted`] vouches for.
    pub fn html(mut self, html: impl Into<Html>) -> Self {
        self.content = Content::Ready(html.into().into_string());
        self
    }

    /// Fills the patch with text. Markup in it is shown, not obeyed.
    pub fn content(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        self.content = Content::Ready(match self.swap {
            Swap::Text => text,
            _ => Html::escape(&text).into_string(),
        });
        self
    }

    /// Means every element that the selector matches, not only the first.
    pub fn all(mut self) -> Self {
        self.all = true;
        self
    }
}

/// Effects alone, without a target. Each is also a method, for a patch that has one: the methods
/// of the same name as a constructor come from the trait [`Effect`], which the prelude has.
impl Patch {
    /// Puts a URL of this site into the address bar, as a new entry of the history. An address that
    /// a browser would take for one of another site fails the answer, as it does everywhere here.
    pub fn url(url: impl Into<Text>) -> Self {
        Effect::url(Self::default(), url)
    }

    /// Sets the document's title.
    pub fn title(title: impl Into<Text>) -> Self {
        Effect::title(Self::default(), title)
    }

    /// Leaves this page for another of this site.
    pub fn redirect(url: impl Into<Text>) -> Self {
        Effect::redirect(Self::default(), url)
    }

    /// Raises a `CustomEvent` of that name on the document, for scripts of the page.
    pub fn event(name: impl Into<Text>, detail: impl Serialize) -> Self {
        Effect::event(Self::default(), name, detail)
    }

    /// Has the page run commands: classes, attributes, focus and the like, without markup.
    pub fn js(commands: Js) -> Self {
        Effect::js(Self::default(), commands)
    }

    /// Runs a script in the page, once, with the page's nonce. It is code: nothing that a visitor
    /// typed belongs in it. Send that with [`Patch::event`], to a script that is there already.
    pub fn script(text: impl Into<Text>) -> Self {
        Effect::script(Self::default(), text)
    }

    /// Loads the page again.
    pub fn reload() -> Self {
        Self::default().with(|effects| effects.reload = true)
    }

    /// Puts a URL into the address bar in place of the one that is there.
    pub fn replace_url(self, url: impl Into<Text>) -> Self {
        self.with(|effects| {
            effects.url = Some(url.into());
            effects.replace = true;
        })
    }

    /// Scrolls to the first element that matches.
    pub fn scroll(self, selector: impl Into<Text>) -> Self {
        self.with(|effects| effects.scroll = Some(selector.into()))
    }

    /// Scrolls to the top of the page.
    pub fn scroll_top(self) -> Self {
        self.with(|effects| effects.scroll_top = true)
    }

    /// Focuses the first element that matches.
    pub fn focus(self, selector: impl Into<Text>) -> Self {
        self.with(|effects| effects.focus = Some(selector.into()))
    }

    /// Has a screen reader say the text.
    pub fn announce(self, text: impl Into<Text>) -> Self {
        self.with(|effects| effects.announce = Some(text.into()))
    }

    /// The addresses that it leads to.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        let effects = self.effects.iter();
        effects.flat_map(|effects| {
            effects
                .url
                .iter()
                .chain(&effects.redirect)
                .map(Text::as_ref)
        })
    }

    fn with(mut self, change: impl FnOnce(&mut Effects)) -> Self {
        change(self.effects.get_or_insert_default());
        self
    }
}

/// The effects of a patch that has content too: `Patch::inner("#x").html("…").url("/x")`.
pub trait Effect: Sized {
    /// Puts a URL of this site into the address bar, as a new entry of the history.
    #[must_use]
    fn url(self, url: impl Into<Text>) -> Self;
    /// Sets the document's title.
    #[must_use]
    fn title(self, title: impl Into<Text>) -> Self;
    /// Leaves this page for another of this site.
    #[must_use]
    fn redirect(self, url: impl Into<Text>) -> Self;
    /// Raises a `CustomEvent` of that name on the document. A detail that cannot be written as
    /// JSON arrives as `null`.
    #[must_use]
    fn event(self, name: impl Into<Text>, detail: impl Serialize) -> Self;
    /// Has the page run commands, behind those that the patch has already.
    #[must_use]
    fn js(self, commands: Js) -> Self;
    /// Runs a script in the page, once: see [`Patch::script`].
    #[must_use]
    fn script(self, text: impl Into<Text>) -> Self;
}

impl Effect for Patch {
    fn url(self, url: impl Into<Text>) -> Self {
        self.with(|effects| {
            effects.url = Some(url.into());
            effects.replace = false;
        })
    }

    fn title(self, title: impl Into<Text>) -> Self {
        self.with(|effects| effects.title = Some(title.into()))
    }

    fn redirect(self, url: impl Into<Text>) -> Self {
        self.with(|effects| effects.redirect = Some(url.into()))
    }

    fn event(self, name: impl Into<Text>, detail: impl Serialize) -> Self {
        let detail = serde_json::to_value(detail).unwrap_or_default();
        self.with(|effects| effects.event = Some((name.into(), detail)))
    }

    fn js(self, commands: Js) -> Self {
        self.with(|effects| effects.js.extend(commands))
    }

    fn script(self, text: impl Into<Text>) -> Self {
        self.with(|effects| effects.script = Some(text.into()))
    }
}
