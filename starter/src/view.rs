//! The views of the application. Each is served whole at its own path (`pages.rs`), and swapped into
//! `#main` without loading a page when a visitor navigates (`handlers/navigate.rs`).

use liveview::{Value, prelude::*};

use crate::{AppState, TITLE, signup};

/// A view, named as its template in `templates/views/` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum View {
    Home,
    Search,
    Signup,
    Chat,
    Counter,
}

impl View {
    pub const ALL: [View; 5] = [
        View::Home,
        View::Search,
        View::Signup,
        View::Chat,
        View::Counter,
    ];

    pub fn path(self) -> &'static str {
        match self {
            View::Home => "/",
            View::Search => "/search",
            View::Signup => "/signup",
            View::Chat => "/chat",
            View::Counter => "/counter",
        }
    }

    /// What the navigation calls it.
    pub fn label(self) -> &'static str {
        match self {
            View::Home => "Home",
            View::Search => "Search",
            View::Signup => "Sign up",
            View::Chat => "Chat",
            View::Counter => "Counter",
        }
    }

    /// The title of the document.
    pub fn title(self) -> String {
        match self {
            View::Home => TITLE.to_owned(),
            view => format!("{} · {TITLE}", view.label()),
        }
    }

    /// Everything that `view.html` reads to show the view as it is now.
    pub fn context(self, app: &AppState) -> Value {
        match self {
            View::Home => context! { view => self, books => app.library.len() },
            View::Search => context! { view => self, found => app.library.search("") },
            View::Signup => context! { view => self, fields => signup::blank() },
            View::Chat => context! { view => self, messages => app.chat.messages() },
            View::Counter => context! { view => self, counter => app.counter.reading() },
        }
    }
}

/// Everything that `navigation.html` reads, with the view that is on screen marked in it.
pub fn navigation(current: Option<View>) -> Value {
    let links = View::ALL.map(|view| {
        let current = Some(view) == current;
        context! { view, path => view.path(), label => view.label(), current }
    });
    context! { links }
}
