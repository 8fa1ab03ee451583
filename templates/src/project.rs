//! A new project: the app's files with its own name in them, its lock file, and the runtime's source.
//! `pack` has the bytes, `stamp` puts the names in; the command makes a plan of the files.

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
            let text = apply(&recipe, &file.path, &text, |with| {
                renderer.render(with, with, project)
            })?;
            file.bytes = text.into_bytes().into();
        }
    }
    Ok(files)
}

/// `text` with each place of `file` replaced by what `render` makes of its stamp.
pub(crate) fn apply(
    recipe: &Recipe,
    file: &str,
    text: &str,
    mut render: impl FnMut(&str) -> Result<String, Error>,
) -> Result<String, Error> {
    let mut stamped = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, stamp) in recipe.places(file, text).map_err(Error::Stamp)? {
        stamped.push_str(&text[rest..at]);
        stamped.push_str(&render(&stamp.with)?);
        rest = at + stamp.find.len();
    }
    stamped.push_str(&text[rest..]);
    Ok(stamped)
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

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    fn values(template: Template) -> Project {
        let (name, title) = match template {
            Template::Starter => ("starter", "Starter"),
            Template::Minimal => ("minimal", "Minimal"),
        };
        Project {
            package: name.into(),
            crate_name: name.into(),
            title: title.into(),
            port: 4400,
            runtime: "../runtime".into(),
            settings: String::new(),
        }
    }

    #[test]
    fn an_app_stamped_as_itself_is_the_app_again() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        for template in Template::ALL {
            let files = stamp(template, &values(template)).unwrap();
            assert!(files.iter().any(|file| file.path == "src/main.rs"));
            for file in files {
                let real = fs::read(root.join(template.name()).join(&file.path)).unwrap();
                assert_eq!(real, *file.bytes, "{}", file.path);
            }
        }
    }

    #[test]
    fn under_another_name_nothing_of_the_old_one_is_left_in_code() {
        for template in Template::ALL {
            let project = Project {
                package: "my-shop".into(),
                crate_name: "my_shop".into(),
                title: "My \"shop\" {{x}}".into(),
                settings: SETTINGS.into(),
                runtime: VENDOR.into(),
                port: 5000,
            };
            for file in stamp(template, &project).unwrap() {
                let text = String::from_utf8_lossy(&file.bytes);
                let name = template.name();
                for trace in [format!("{name}::"), format!("\"{name}\"")] {
                    assert!(!text.contains(&trace), "{} holds {trace}", file.path);
                }
                match file.path.as_str() {
                    "src/lib.rs" => assert!(text.contains(r#""My \"shop\" {{x}}""#), "{text}"),
                    "Cargo.toml" => {
                        let manifest: toml::Table = text.parse().unwrap();
                        assert_eq!(manifest["package"]["name"].as_str(), Some("my-shop"));
                        assert!(manifest["workspace"]["exclude"].is_array());
                    }
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn the_lock_file_holds_what_the_app_needs_and_no_more() {
        for template in Template::ALL {
            let lock = lock(template, "aardvark").unwrap();
            let parsed: toml::Table = lock.parse().unwrap();
            let packages = parsed["package"].as_array().unwrap();
            let names: Vec<_> = packages
                .iter()
                .map(|p| p["name"].as_str().unwrap())
                .collect();
            assert_eq!(names[0], "aardvark");
            assert!(names.is_sorted());
            assert!(names.contains(&"axum") && names.contains(&"liveview"));
            assert!(!names.contains(&"clap") && !names.contains(&"liveview-cli"));
            assert!(dependencies(template).unwrap().contains(&"tokio"));
        }
    }

    #[test]
    fn the_runtime_goes_along_without_our_workspace_or_the_dev_tools() {
        let files = runtime().unwrap();
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        for wanted in [
            "Cargo.toml",
            "src/lib.rs",
            "macros/src/lib.rs",
            "build/src/lib.rs",
            "LICENSE-MIT",
        ] {
            assert!(
                paths.contains(&format!("{VENDOR}/{wanted}").as_str()),
                "{wanted}"
            );
        }
        assert!(paths.contains(&"vendor/liveview/client/dist/liveview.min.js"));
        assert!(
            !paths
                .iter()
                .any(|path| path.contains("liveview-dev") || path.contains("/benches/"))
        );
        for file in files
            .iter()
            .filter(|file| file.path.ends_with("Cargo.toml"))
        {
            let text = String::from_utf8_lossy(&file.bytes);
            assert!(
                !text.contains("workspace") && !text.contains("dev-dependencies"),
                "{text}"
            );
        }
    }
}
