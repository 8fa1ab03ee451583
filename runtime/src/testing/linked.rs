//! Handlers that stand in the source and not in the program.
//! `assert_all_linked!` compares the files of `src/handlers` with what registered itself.

use std::path::Path;

use crate::registry::Registration;
use crate::template::names_below;

/// Files below `src/handlers/` of a package with more `#[handler]`s than are registered.
#[must_use]
pub fn unlinked(package: &str) -> Vec<String> {
    let package = Path::new(package);
    let handlers = package.join("src/handlers");
    let files = names_below(&handlers, Path::new(""))
        .into_iter()
        .filter(|name| name.ends_with(".rs"));
    let missing = files.filter_map(|name| {
        let text = std::fs::read_to_string(handlers.join(&name)).ok()?;
        let file = format!("src/handlers/{name}");
        let registered = Registration::all()
            .filter(|entry| entry.file_in(package) == file)
            .count();
        let written = text
            .lines()
            .filter(|line| line.trim_start().starts_with("#[handler"))
            .count();
        (written > registered).then_some(file)
    });
    missing.collect()
}
