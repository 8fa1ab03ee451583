//! Finds the project a command is about: the nearest Cargo.toml, here or above, that depends on `liveview`,
//! and the liveview.toml beside it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::error::{Code, Error, Result};

/// The port of the dev server when nothing says otherwise.
pub const DEFAULT_PORT: u16 = 4400;

/// A project, its place and its settings.
#[derive(Debug, Clone)]
pub struct Project {
    /// The folder of its Cargo.toml, absolute and with symlinks resolved.
    pub root: PathBuf,
    /// The package's name.
    pub package: String,
    /// The crate's name: the package's with `_` for `-`.
    pub crate_name: String,
    /// What liveview.toml says.
    pub config: Config,
}

/// liveview.toml. Everything in it is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `[dev]`
    pub dev: DevConfig,
}

/// `[dev]` of liveview.toml.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DevConfig {
    /// The port of the dev server.
    pub port: u16,
}

impl Default for DevConfig {
    fn default() -> Self {
        Self { port: DEFAULT_PORT }
    }
}

impl Project {
    /// The project that `start` is in.
    ///
    /// # Errors
    ///
    /// LV0141 when there is none; LV0143 when its settings cannot be read.
    pub fn find(start: &Path) -> Result<Self> {
        let start = start.canonicalize().map_err(|error| {
            Error::io("open", start, &error).hint("`-C` names the folder to work in")
        })?;
        for folder in start.ancestors() {
            if let Some(package) = liveview_package(&folder.join("Cargo.toml"))? {
                return Ok(Self {
                    root: folder.to_path_buf(),
                    crate_name: package.replace('-', "_"),
                    package,
                    config: Config::read(&folder.join("liveview.toml"))?,
                });
            }
        }
        Err(Error::coded(
            Code::NoProject,
            format!("no liveview project in `{}` or above", start.display()),
        )
        .hint("`liveview new myapp` makes one; `-C DIR` works in another folder"))
    }
}

impl Config {
    fn read(path: &Path) -> Result<Self> {
        let Some(text) = read_if_there(path)? else {
            return Ok(Self::default());
        };
        toml::from_str(&text).map_err(|error| {
            Error::coded(
                Code::BadConfig,
                format!("failed to read `{}`", path.display()),
            )
            .note(error.to_string().trim_end())
            .hint("mend the line shown, or remove it: everything in the file is optional")
        })
    }
}

/// The package's name, when this manifest is that of a package depending on `liveview`.
fn liveview_package(manifest: &Path) -> Result<Option<String>> {
    let Some(text) = read_if_there(manifest)? else {
        return Ok(None);
    };
    let table: toml::Table = toml::from_str(&text).map_err(|error| {
        Error::environment(format!("failed to read `{}`", manifest.display()))
            .note(error.to_string().trim_end())
    })?;
    let depends = table
        .get("dependencies")
        .and_then(|value| value.as_table())
        .is_some_and(|dependencies| {
            dependencies.iter().any(|(name, value)| {
                let package = value
                    .get("package")
                    .and_then(toml::Value::as_str)
                    .unwrap_or(name);
                package == "liveview"
            })
        });
    let package = table
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(toml::Value::as_str);
    Ok(package.filter(|_| depends).map(str::to_owned))
}

fn read_if_there(path: &Path) -> Result<Option<String>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("read", path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(text: &str) -> Config {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn settings_have_defaults() {
        assert_eq!(config("").dev.port, 4400);
        assert_eq!(config("[dev]\n").dev.port, 4400);
        assert_eq!(config("[dev]\nport = 5000\n").dev.port, 5000);
    }

    #[test]
    fn a_setting_that_there_is_not_is_told() {
        let error = toml::from_str::<Config>("[dev]\nprot = 5000\n").unwrap_err();
        assert!(
            error.to_string().contains("unknown field `prot`"),
            "{error}"
        );
    }
}
