//! How handlers are found: each registers itself, an application takes those of its own crate.
//! Two under one name, or one written for another state, stop the start.

use std::any::type_name;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::handler::{Erased, Handler};

/// What `#[handler]` leaves in the program, for the registry to find.
pub struct Registration {
    /// The name that was given, if one was.
    pub name: Option<&'static str>,
    /// The function's own name.
    pub function: &'static str,
    /// The module that it stands in.
    pub module: &'static str,
    /// The source file, as the compiler was told of it.
    pub file: &'static str,
    /// The line of the function's name.
    pub line: u32,
    /// The name of the state's type.
    pub state: fn() -> &'static str,
    /// The call itself.
    pub call: fn() -> Erased,
}

inventory::collect!(Registration);

impl Registration {
    pub(crate) fn all() -> impl Iterator<Item = &'static Self> {
        inventory::iter::<Self>.into_iter()
    }

    /// The name that pages call it by: the one given, or its place below `handlers`. A function
    /// that is named like its file stands for the file.
    pub(crate) fn name(&self) -> String {
        if let Some(name) = self.name {
            return name.to_owned();
        }
        let mut path: Vec<_> = self
            .module
            .split("::")
            .skip_while(|part| *part != "handlers")
            .skip(1)
            .collect();
        path.pop();
        path.push(self.function);
        path.join("/")
    }

    pub(crate) fn file_in(&self, package: &Path) -> String {
        file_in(self.file, package)
    }
}

/// The compiler names files from the workspace's folder; people look from the package's.
fn file_in(file: &str, package: &Path) -> String {
    let path = Path::new(file);
    let inside = path
        .ancestors()
        .skip(1)
        .filter(|folder| !folder.as_os_str().is_empty());
    let longest = inside
        .filter(|folder| package.ends_with(folder))
        .max_by_key(|folder| folder.as_os_str().len());
    let file = longest
        .and_then(|folder| path.strip_prefix(folder).ok())
        .unwrap_or(path);
    file.display().to_string()
}

/// The handlers of one crate, by name.
pub(crate) struct Registry {
    handlers: HashMap<String, Arc<Handler>>,
}

impl Registry {
    /// Takes the handlers whose module is in `crate_name`, and gives them their state.
    pub(crate) fn of_crate<S>(crate_name: &str, package: &Path, state: &Arc<S>) -> Result<Self>
    where
        S: Send + Sync + 'static,
    {
        let own =
            Registration::all().filter(|entry| entry.module.split("::").next() == Some(crate_name));
        Self::collect(own, package, state)
    }

    fn collect<S>(
        found: impl Iterator<Item = &'static Registration>,
        package: &Path,
        state: &Arc<S>,
    ) -> Result<Self>
    where
        S: Send + Sync + 'static,
    {
        let mut found: Vec<_> = found.collect();
        found.sort_by_key(|entry| (entry.file, entry.line));
        let mut handlers: HashMap<String, Arc<Handler>> = HashMap::new();
        for entry in found {
            let (name, file, line) = (entry.name(), entry.file_in(package), entry.line);
            let Some(call) = (entry.call)().bind(Arc::clone(state)) else {
                return Err(Error::internal(format!(
                    "handler `{name}` ({file}:{line}) is written for the state `{}`, and this application's state \
                     is `{}`\n\nhint: write `#[handler(state = {})]`",
                    (entry.state)(),
                    type_name::<S>(),
                    type_name::<S>(),
                )));
            };
            match handlers.entry(name.clone()) {
                Entry::Vacant(place) => {
                    place.insert(Arc::new(Handler {
                        name,
                        file,
                        line,
                        call,
                    }));
                }
                Entry::Occupied(first) => {
                    let first = first.get();
                    return Err(Error::internal(format!(
                        "two handlers are named `{name}`\n  {}:{}\n  {file}:{line}\n\nhint: give one of them another \
                         name: `#[handler(\"…\")]`",
                        first.file, first.line,
                    )));
                }
            }
        }
        Ok(Self { handlers })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Arc<Handler>> {
        self.handlers.get(name)
    }

    /// All of them, by name.
    pub(crate) fn sorted(&self) -> Vec<&Arc<Handler>> {
        let mut handlers: Vec<_> = self.handlers.values().collect();
        handlers.sort_by(|a, b| a.name.cmp(&b.name));
        handlers
    }

    /// The lines that the start prints, one for each handler.
    pub(crate) fn list(&self) -> Vec<String> {
        let handlers = self.sorted();
        let width = handlers
            .iter()
            .map(|handler| handler.name.len())
            .max()
            .unwrap_or_default();
        let line = |handler: &&Arc<Handler>| {
            format!(
                "✓ handler {:width$}   {}:{}",
                handler.name, handler.file, handler.line
            )
        };
        handlers.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::IntoPatches;

    fn entry(
        name: Option<&'static str>,
        module: &'static str,
        function: &'static str,
        line: u32,
    ) -> Registration {
        Registration {
            name,
            function,
            module,
            file: "notes/src/handlers/x.rs",
            line,
            state: type_name::<u8>,
            call: || Erased::new::<u8>(|_, _| Box::pin(async { ().into_patches() })),
        }
    }

    fn collect(entries: Vec<Registration>, state: u8) -> Result<Registry> {
        let entries = entries
            .into_iter()
            .map(|entry| &*Box::leak(Box::new(entry)));
        Registry::collect(entries, Path::new("/home/ada/notes"), &Arc::new(state))
    }

    #[test]
    fn a_name_is_the_place_below_handlers() {
        let table = [
            (None, "notes::handlers::search", "search", "search"),
            (None, "notes::handlers::chat", "chat_send", "chat_send"),
            (
                None,
                "notes::handlers::admin::users",
                "users",
                "admin/users",
            ),
            (
                None,
                "notes::handlers::admin::users",
                "users_delete",
                "admin/users_delete",
            ),
            (None, "notes::handlers", "ping", "ping"),
            (None, "notes", "ping", "ping"),
            (Some("given"), "notes::handlers::search", "search", "given"),
        ];
        for (name, module, function, expected) in table {
            assert_eq!(
                entry(name, module, function, 1).name(),
                expected,
                "{module}::{function}"
            );
        }
    }

    #[test]
    fn files_are_told_from_the_package() {
        let package = Path::new("/home/ada/work/notes");
        assert_eq!(
            file_in("notes/src/handlers/x.rs", package),
            "src/handlers/x.rs"
        );
        assert_eq!(file_in("work/notes/src/x.rs", package), "src/x.rs");
        assert_eq!(file_in("src/handlers/x.rs", package), "src/handlers/x.rs");
    }

    #[test]
    fn the_list_is_sorted_and_aligned() {
        let registry = collect(
            vec![
                entry(None, "n::handlers::search", "search", 9),
                entry(None, "n::handlers::chat", "chat", 4),
            ],
            0,
        )
        .unwrap();
        let expected = [
            "✓ handler chat     src/handlers/x.rs:4",
            "✓ handler search   src/handlers/x.rs:9",
        ];
        assert_eq!(registry.list(), expected);
    }

    #[test]
    fn two_of_one_name_are_told_with_both_places() {
        let twice = vec![
            entry(Some("a"), "n", "one", 3),
            entry(Some("a"), "n", "two", 7),
        ];
        let error = collect(twice, 0).err().unwrap().to_string();
        assert!(
            error.starts_with(
                "two handlers are named `a`\n  src/handlers/x.rs:3\n  src/handlers/x.rs:7\n"
            ),
            "{error}"
        );
    }

    #[test]
    fn a_handler_for_another_state_is_told() {
        let entries = vec![entry(Some("a"), "n", "one", 3)]
            .into_iter()
            .map(|entry| &*Box::leak(Box::new(entry)));
        let error = Registry::collect(entries, Path::new("/n"), &Arc::new(String::new()))
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("handler `a` (notes/src/handlers/x.rs:3) is written for the state `u8`"),
            "{error}"
        );
    }
}
