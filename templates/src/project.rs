//! A new project: the app's files with its own name in them, its lock file, and the runtime's source.

use serde::Serialize;

use crate::{File, error::Error, pack, render::Renderer, stamp::Recipe};

/// The apps that can be stamped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// One of each kind of interaction, and what a daily project needs.
    Starter,
    /// One page, one handler.
    Minimal,
}

impl Template {
    /// Every template, the default first.
    pub const ALL: [Template; 2] = [Template::Starter, Template::Minimal];

    /// As it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Template::Starter => "starter",
            Template::Minimal => "minimal",
        }
    }
}

/// What a new project is called and where its runtime is.
#[derive(Debug, Clone, Serialize)]
pub struct Project {
    /// The package's name, in kebab case or as it was typed.
    pub package: String,
    /// The library's name in Rust, in snake case.
    pub crate_name: String,
    /// What people see, as plain text.
    pub title: String,
    /// The dev server's port.
    pub port: u16,
    /// The path of the runtime, from the project's folder.
    pub runtime: String,
    /// What a project's manifest has beyond the app's: its own workspace, its profiles. Empty for the app itself.
    pub settings: String,
}

/// Where a project's copy of the runtime lives.
pub const VENDOR: &str = "vendor/liveview";

/// A project is its own workspace, and its profiles make the first build and each edit fast.
pub const SETTINGS: &str = r#"
[workspace]
exclude = ["vendor"]

# Backtraces keep their lines, and each build is a third faster.
[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
debug = false

[profile.release]
lto = "thin"
strip = true
"#;

/// The files of a new project, without the runtime's source.
///
/// # Errors
///
/// When a template does not render: a fault of this crate.
pub fn stamp(template: Template, project: &Project) -> Result<Vec<File>, Error> {
    let name = format!("{}.toml", template.name());
    let recipe: Recipe = toml::from_str(pack::recipe(template)).map_err(|source| Error::Parse {
        name,
        source: Box::new(source),
    })?;
    let renderer = Renderer::new();
    let stamped = recipe.files();
    let mut files = pack::app(template)?;
    for file in &mut files {
        if stamped.contains(&file.path.as_str()) {
            let text = String::from_utf8_lossy(&file.bytes);
            let text = recipe.apply(&file.path, &text, |with| {
                renderer.render(with, with, project)
            })?;
            file.bytes = text.into_bytes().into();
        }
    }
    Ok(files)
}

/// The lock file of a new project: the versions that this release was tested with.
///
/// # Errors
///
/// When it was not packed: a fault of this crate.
pub fn lock(template: Template, package: &str) -> Result<String, Error> {
    let lock = pack::lock(template)?;
    let own = format!("name = \"{}\"\n", template.name());
    let mut blocks = lock.split("\n[[package]]\n");
    let mut text = blocks.next().unwrap_or_default().to_owned();
    let mut packages: Vec<String> = blocks
        .map(|block| block.replacen(&own, &format!("name = \"{package}\"\n"), 1))
        .collect();
    packages.sort_by(|a, b| key(a).cmp(&key(b)));
    for package in packages {
        text.push_str("\n[[package]]\n");
        text.push_str(&package);
    }
    Ok(text)
}

/// The names of all packages that an app is built from: no project can have one of them.
///
/// # Errors
///
/// When the lock file was not packed: a fault of this crate.
pub fn dependencies(template: Template) -> Result<Vec<&'static str>, Error> {
    Ok(pack::lock(template)?
        .lines()
        .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
        .filter(|name| *name != template.name())
        .collect())
}

/// The runtime's source, with paths that begin at [`VENDOR`].
///
/// # Errors
///
/// When it was not packed: a fault of this crate.
pub fn runtime() -> Result<Vec<File>, Error> {
    let mut files = pack::vendor()?;
    for file in &mut files {
        file.path = format!("{VENDOR}/{}", file.path);
    }
    Ok(files)
}

/// Cargo sorts by name and version.
fn key(package: &str) -> (&str, &str) {
    let value = |key| {
        package
            .lines()
            .find_map(|line: &str| line.strip_prefix(key))
            .unwrap_or_default()
    };
    (value("name = "), value("version = "))
}
