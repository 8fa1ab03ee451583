//! Templates: from the disk in a debug build, so that an edit shows at the next page; from the
//! binary in a release build. Both fail with the file and the line.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, State, UndefinedBehavior};

use crate::Html;
use crate::assets::Assets;
use crate::error::{Error, Result};
use crate::page::PageContext;

/// Where templates come from.
#[derive(Clone)]
pub(crate) enum Source {
    Disk(PathBuf),
    Embedded(&'static [(&'static str, &'static str)]),
}

/// The templates of one application, and what renders them.
pub(crate) struct Templates {
    #[cfg(debug_assertions)]
    source: Source,
    #[cfg(debug_assertions)]
    functions: Functions,
    environment: RwLock<Arc<Environment<'static>>>,
    #[cfg(debug_assertions)]
    pub(crate) dev: std::sync::OnceLock<Arc<crate::dev::Dev>>,
}

/// What the functions of templates need to know.
#[derive(Clone)]
pub(crate) struct Functions {
    pub(crate) assets: Arc<Assets>,
    pub(crate) headers: String,
}

impl Templates {
    /// Reads and checks all templates. With `reload`, one that is edited later is read again when
    /// it is next used; otherwise what is read stays until it is asked to be read again.
    pub(crate) fn open(source: Source, functions: Functions, reload: bool) -> Result<Self> {
        let mut environment = environment(&source, &functions)?;
        environment.set_auto_reload(reload);
        Ok(Self {
            #[cfg(debug_assertions)]
            source,
            #[cfg(debug_assertions)]
            functions,
            environment: RwLock::new(Arc::new(environment)),
            #[cfg(debug_assertions)]
            dev: std::sync::OnceLock::new(),
        })
    }

    fn environment(&self) -> Arc<Environment<'static>> {
        Arc::clone(
            &self
                .environment
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    pub(crate) fn render(&self, name: &str, data: &Value) -> Result<String> {
        let environment = self.environment();
        let rendered = environment
            .get_template(name)
            .and_then(|template| template.render(data));
        #[cfg(debug_assertions)]
        if let Some(dev) = self.dev.get() {
            match &rendered {
                Ok(_) => dev.worked("template", name),
                Err(error) => {
                    dev.template_failed(name, error, self.file_of(error.name().unwrap_or(name)))
                }
            }
        }
        rendered.map_err(|error| self.explain(name, error))
    }

    /// The engine's error, with the place in words of the project.
    pub(crate) fn explain(&self, name: &str, error: minijinja::Error) -> Error {
        TemplateError {
            file: self.file_of(error.name().unwrap_or(name)),
            error,
        }
        .into()
    }

    /// The file of a template, from the package's folder.
    pub(crate) fn file_of(&self, name: &str) -> String {
        format!("templates/{name}")
    }

    /// Reads everything again, and checks it. What was there stays when something does not parse.
    #[cfg(debug_assertions)]
    pub(crate) fn reload(&self) -> Result<(), minijinja::Error> {
        let mut environment = environment_checked(&self.source, &self.functions)?;
        environment.set_auto_reload(false);
        *self
            .environment
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Arc::new(environment);
        Ok(())
    }
}

#[cfg(test)]
impl Templates {
    /// No templates at all.
    pub(crate) fn none() -> Self {
        let embedded = crate::Embedded::tables(&[], &[], None);
        let assets = Arc::new(Assets::open("", &embedded, None).unwrap());
        let functions = Functions {
            assets,
            headers: String::new(),
        };
        Self::open(Source::Embedded(&[]), functions, false).unwrap()
    }
}

#[cfg(debug_assertions)]
impl Templates {
    /// All templates and their text.
    pub(crate) fn sources(&self) -> Vec<(String, String)> {
        match &self.source {
            Source::Embedded(templates) => templates
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
            Source::Disk(folder) => {
                let names = names_below(folder, Path::new("")).into_iter();
                let read =
                    |name: String| Some((std::fs::read_to_string(folder.join(&name)).ok()?, name));
                names
                    .filter_map(read)
                    .map(|(text, name)| (name, text))
                    .collect()
            }
        }
    }
}

fn environment(source: &Source, functions: &Functions) -> Result<Environment<'static>> {
    environment_checked(source, functions).map_err(|error| {
        let file = format!("templates/{}", error.name().unwrap_or("?"));
        TemplateError { file, error }.into()
    })
}

fn environment_checked(
    source: &Source,
    functions: &Functions,
) -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_debug(cfg!(debug_assertions));
    // The engine escapes `/` too. Nothing in HTML needs that, and addresses would be hard to read and to test for.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe() => out
            .write_str(Html::escape(text).as_str())
            .map_err(minijinja::Error::from),
        _ => minijinja::escape_formatter(out, state, value),
    });
    functions.add_to(&mut environment);
    match source {
        Source::Embedded(templates) => {
            for (name, text) in *templates {
                environment.add_template(name, text)?;
            }
        }
        Source::Disk(folder) => {
            environment.set_loader(minijinja::path_loader(folder));
            for name in names_below(folder, Path::new("")) {
                environment.get_template(&name)?;
            }
        }
    }
    Ok(environment)
}

/// The names of all templates of a folder: what is hidden, or is an editor's backup, is not one.
pub(crate) fn names_below(root: &Path, inside: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(root.join(inside)) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    for entry in entries.flatten() {
        let file = entry.file_name();
        let Some(name) = file
            .to_str()
            .filter(|name| !name.starts_with(['.', '#']) && !name.ends_with('~'))
        else {
            continue;
        };
        let path = inside.join(name);
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => names.extend(names_below(root, &path)),
            Ok(kind) if kind.is_file() => {
                let parts: Vec<_> = path.iter().filter_map(|part| part.to_str()).collect();
                names.push(parts.join("/"));
            }
            _ => {}
        }
    }
    names.sort();
    names
}

impl Functions {
    fn add_to(&self, environment: &mut Environment<'static>) {
        let headers = Value::from_safe_string(self.headers.clone());
        environment.add_function("liveview_headers", move |state: &State| {
            ask_page(state, PageContext::headers)
                .map_or_else(|| headers.clone(), Value::from_safe_string)
        });
        environment.add_function("liveview_room", |state: &State| {
            of_page(state, "liveview_room", PageContext::room)
        });
        environment.add_function("csrf_token", |state: &State| {
            of_page(state, "csrf_token", PageContext::csrf_token)
        });
        environment.add_function("csp_nonce", |state: &State| {
            of_page(state, "csp_nonce", |page| Ok(page.nonce().to_owned()))
        });
        let assets = Arc::clone(&self.assets);
        environment.add_function("asset", move |name: String| match assets.url(&name) {
            Some(url) => Ok(Value::from(url)),
            None => {
                let message = format!("there is no asset `{name}` in `assets/`");
                Err(minijinja::Error::new(
                    minijinja::ErrorKind::InvalidOperation,
                    message,
                ))
            }
        });
    }
}

/// Asks the page that a template is rendered for, if it is one.
fn ask_page<T>(state: &State, ask: impl FnOnce(&PageContext) -> T) -> Option<T> {
    let page = state.lookup(PageContext::KEY)?;
    page.downcast_object_ref::<PageContext>().map(ask)
}

/// What only the template of a page can say.
fn of_page(
    state: &State,
    name: &str,
    ask: impl FnOnce(&PageContext) -> Result<String, minijinja::Error>,
) -> Result<String, minijinja::Error> {
    ask_page(state, ask).unwrap_or_else(|| {
        let message = format!(
            "`{name}()` is for the template of a page, outside of macros; a patch has none of its own"
        );
        Err(minijinja::Error::new(
            minijinja::ErrorKind::InvalidOperation,
            message,
        ))
    })
}

/// A template that does not parse or does not render.
#[derive(Debug)]
pub(crate) struct TemplateError {
    file: String,
    error: minijinja::Error,
}

impl std::error::Error for TemplateError {}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.error.line() {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", reason(&self.error))?;
        if let Some(excerpt) = excerpt(&self.error) {
            write!(f, "\n{excerpt}")?;
        }
        Ok(())
    }
}

/// What is wrong, with its causes, without the place.
pub(crate) fn reason(error: &minijinja::Error) -> String {
    let mut reason = match error.detail() {
        Some(detail) => detail.to_owned(),
        None => error.kind().to_string(),
    };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        reason.push_str(": ");
        reason.push_str(&error.to_string());
        cause = error.source();
    }
    reason
}

/// The lines around the error, where the engine has kept the source.
pub(crate) fn excerpt(error: &minijinja::Error) -> Option<String> {
    let (source, at) = (error.template_source()?, error.line()?);
    let first = at.saturating_sub(2).max(1);
    let lines = source
        .lines()
        .enumerate()
        .map(|(index, text)| (index + 1, text));
    let shown = lines
        .skip_while(|(line, _)| *line < first)
        .take_while(|(line, _)| *line <= at + 2);
    let shown = shown
        .map(|(line, text)| format!("{}{line:>4} | {text}", if line == at { ">" } else { " " }));
    Some(shown.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_escaped_and_addresses_stay_as_they_are() {
        let embedded = crate::Embedded::tables(&[], &[], None);
        let functions = Functions {
            assets: Arc::new(Assets::open("", &embedded, None).unwrap()),
            headers: String::new(),
        };
        let source = Source::Embedded(&[
            (
                "page.html",
                "{{ text }}|{{ markup|safe }}|{{ number }}|{{ list }}",
            ),
            ("plain.txt", "{{ text }}"),
        ]);
        let templates = Templates::open(source, functions, false).unwrap();
        let data = minijinja::context! {
            text => "/books?a=1&b=<i>'\"", markup => "<b>/</b>", number => 7, list => ["<"],
        };
        assert_eq!(
            templates.render("page.html", &data).unwrap(),
            "/books?a=1&amp;b=&lt;i&gt;&#x27;&quot;|<b>/</b>|7|[&#x27;&lt;&#x27;]"
        );
        assert_eq!(
            templates.render("plain.txt", &data).unwrap(),
            "/books?a=1&b=<i>'\""
        );
        let error = templates
            .render("page.html", &minijinja::context! {})
            .unwrap_err();
        assert!(
            error.to_string().contains("templates/page.html:1"),
            "{error}"
        );
    }
}
