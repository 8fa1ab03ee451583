//! One name, in every spelling that a project needs, and what a name may not be.
//!
//! `gen` takes a [`Name`] (segments, for files and modules), `new` an [`AppName`] (a package). All checks happen here,
//! before anything is read or written. `rules` holds the tables, `suggest` finds the name that was probably meant.

mod rules;
mod suggest;
#[cfg(test)]
mod tests;

use heck::{ToKebabCase, ToSnakeCase, ToTitleCase, ToUpperCamelCase};

use crate::error::{Code, Error, Result};

/// The module that handlers are in.
const TOP: &str = "handlers";

/// The most segments that a name has.
const SEGMENTS: usize = 6;

/// What is being named: it decides which rules hold and which command a hint shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    App,
    Handler,
}

/// The name of something generated: one segment or several, in snake case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    segments: Vec<String>,
    dropped: Option<String>,
}

impl Name {
    /// Reads the name of a handler: `search`, `admin/users`, `admin::UserList`.
    ///
    /// # Errors
    ///
    /// LV0101 to LV0117 and LV0123, with the name that was probably meant.
    pub fn handler(typed: &str) -> Result<Self> {
        Self::parse(typed).map_err(|error| suggest::with_hint(error, Subject::Handler, typed, &[]))
    }

    fn parse(typed: &str) -> Result<Self> {
        rules::whole(typed)?;
        let mut segments = Vec::new();
        let parts: Vec<&str> = typed.split('/').flat_map(|part| part.split("::")).collect();
        rules::segments(typed, &parts)?;
        if parts.len() > SEGMENTS {
            let message = format!(
                "a name has at most {SEGMENTS} segments, this has {}",
                parts.len()
            );
            return Err(Error::coded(Code::NameLength, message));
        }
        let mut dropped = None;
        for (index, part) in parts.iter().enumerate() {
            rules::spelling(typed, part)?;
            let mut snake = part.to_snake_case();
            if index + 1 == parts.len()
                && let Some(short) = snake.strip_suffix("_handler")
            {
                dropped = Some((*part).to_owned());
                snake = short.to_owned();
            }
            rules::module(&snake, Subject::Handler)?;
            rules::above(segments.last().map_or(TOP, String::as_str), &snake)?;
            segments.push(snake);
        }
        Ok(Self { segments, dropped })
    }

    /// The segments, in snake case.
    pub fn segments(&self) -> &[String] {
        &self.segments
    }

    /// The last segment in snake case: a file, a module, a function.
    pub fn snake(&self) -> &str {
        self.segments.last().map_or("", String::as_str)
    }

    /// The segments with `/` between: `admin/user_list`. What a handler is registered as, and where its files are.
    pub fn path(&self) -> String {
        self.segments.join("/")
    }

    /// The last segment as in URLs and element ids: `user-list`.
    pub fn kebab(&self) -> String {
        self.snake().to_kebab_case()
    }

    /// The last segment as a type: `UserList`.
    pub fn pascal(&self) -> String {
        self.snake().to_upper_camel_case()
    }

    /// The last segment as people read it: `User List`.
    pub fn title(&self) -> String {
        self.snake().to_title_case()
    }

    /// The last segment as it was typed, when its `Handler` was dropped.
    pub fn dropped(&self) -> Option<&str> {
        self.dropped.as_deref()
    }
}

/// The name of a project: its package, its crate and what people see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppName {
    /// As cargo has it: `my-app`, or as it was typed when that is a package's name already.
    pub package: String,
    /// As Rust has it: `my_app`.
    pub crate_name: String,
    /// As people read it: `My App`.
    pub title: String,
}

impl AppName {
    /// Reads a project's name. `taken` are the packages that the project is built from.
    ///
    /// # Errors
    ///
    /// LV0101 to LV0117, with the name that was probably meant.
    pub fn parse(typed: &str, taken: &[&str]) -> Result<Self> {
        Self::check(typed, taken)
            .map_err(|error| suggest::with_hint(error, Subject::App, typed, taken))
    }

    fn check(typed: &str, taken: &[&str]) -> Result<Self> {
        rules::whole(typed)?;
        rules::spelling(typed, typed)?;
        let plain = typed
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-'));
        let package = if plain {
            typed.to_owned()
        } else {
            typed.to_kebab_case()
        };
        let crate_name = package.to_snake_case();
        rules::module(&package.replace('-', "_"), Subject::App)?;
        rules::package(&package, taken)?;
        // heck splits `v2api` nowhere but knows `_` and `-`; what is plain already keeps its words.
        let crate_name = if plain {
            package.replace('-', "_")
        } else {
            crate_name
        };
        Ok(Self {
            title: package.to_title_case(),
            crate_name,
            package,
        })
    }
}
