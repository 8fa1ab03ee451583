//! Packs an application's templates and assets into its release binary. A project's `build.rs`
//! calls [`embed`]; nothing else is needed, and nothing but the standard library is used.
//!
//! ```no_run
//! fn main() -> std::io::Result<()> {
//!     liveview_build::embed()
//! }
//! ```

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// Names a folder of bundled assets, with their final names and a `manifest.json`.
const ASSETS: &str = "LIVEVIEW_ASSETS";

/// Writes `$OUT_DIR/liveview.rs`, which `liveview::builder!()` includes.
///
/// In a debug build templates and assets stay on the disk, and are read when they are needed. In
/// a release build they are part of the binary: every file of `templates/` and `assets/`, or of
/// the folder that the environment variable `LIVEVIEW_ASSETS` names in place of `assets/`. A file
/// that is added later is in the next build.
///
/// # Errors
///
/// A folder or a file that cannot be read, a template that is not UTF-8, and a run outside of a
/// build script.
pub fn embed() -> Result<()> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?).join("liveview.rs");
    tell(&format!("cargo::rerun-if-env-changed={ASSETS}"));
    let text = if variable("PROFILE")? == "release" {
        tables(&root, env::var_os(ASSETS).map(PathBuf::from).as_deref())?
    } else {
        // Without this line cargo would watch every file of the package.
        tell("cargo::rerun-if-changed=build.rs");
        format!("::liveview::Embedded::disk({:?})\n", text_of(&root)?)
    };
    // An unchanged file keeps its time, and what includes it is not compiled again.
    if fs::read_to_string(&out).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::write(out, text)
}

/// The expression with everything in it.
fn tables(root: &Path, bundled: Option<&Path>) -> Result<String> {
    let templates = root.join("templates");
    let assets = bundled.map_or_else(|| root.join("assets"), Path::to_path_buf);
    let mut code = String::from("::liveview::Embedded::tables(\n    &[\n");
    for (name, path) in files(&templates)? {
        line(
            &mut code,
            &format!("        ({name:?}, include_str!({:?})),", text_of(&path)?),
        );
    }
    code.push_str("    ],\n    &[\n");
    let mut manifest = None;
    for (name, path) in files(&assets)? {
        if bundled.is_some() && name == "manifest.json" {
            manifest = Some(path);
            continue;
        }
        line(
            &mut code,
            &format!("        ({name:?}, include_bytes!({:?})),", text_of(&path)?),
        );
    }
    code.push_str("    ],\n");
    match (manifest, bundled) {
        (Some(path), _) => line(
            &mut code,
            &format!("    Some(include_str!({:?})),", text_of(&path)?),
        ),
        (None, Some(folder)) => {
            return Err(Error::new(
                ErrorKind::NotFound,
                format!("{} has no manifest.json", folder.display()),
            ));
        }
        (None, None) => line(&mut code, "    None,"),
    }
    code.push_str(")\n");
    Ok(code)
}

/// The files below a folder, by name. Cargo is told of every folder, so that a file that is added
/// is noticed; a folder that is not there is empty.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    tell(&format!("cargo::rerun-if-changed={}", text_of(folder)?));
    if folder.is_dir() {
        collect(folder, "", &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<(String, PathBuf)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let file = entry.file_name();
        let Some(name) = file.to_str() else {
            return Err(Error::new(
                ErrorKind::InvalidData,
                format!("{} is not a UTF-8 name", path.display()),
            ));
        };
        // Hidden files and editors' backups are nobody's assets.
        if name.starts_with(['.', '#']) || name.ends_with('~') {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            tell(&format!("cargo::rerun-if-changed={}", text_of(&path)?));
            collect(&path, &format!("{prefix}{name}/"), found)?;
        } else if kind.is_file() {
            found.push((format!("{prefix}{name}"), path));
        }
    }
    Ok(())
}

fn variable(name: &str) -> Result<String> {
    env::var(name)
        .map_err(|_| Error::other(format!("{name} is not set: `embed` is for a build script")))
}

fn text_of(path: &Path) -> Result<&str> {
    let odd = || {
        Error::new(
            ErrorKind::InvalidData,
            format!("{} is not a UTF-8 path", path.display()),
        )
    };
    path.to_str().ok_or_else(odd)
}

fn line(code: &mut String, text: &str) {
    // Writing into a `String` cannot fail.
    let _ = writeln!(code, "{text}");
}

#[expect(
    clippy::print_stdout,
    reason = "a build script tells cargo by printing"
)]
fn tell(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[&str]) -> PathBuf {
        let root = env::temp_dir().join(format!("liveview-build-{}-{name}", std::process::id()));
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        root
    }

    #[test]
    fn every_file_has_its_line() {
        let root = folder(
            "plain",
            &[
                "templates/home.html",
                "templates/a/b.html",
                "assets/app.css",
                "assets/.env",
            ],
        );
        let code = tables(&root, None).unwrap();
        fs::remove_dir_all(&root).unwrap();
        let names: Vec<_> = code
            .lines()
            .filter_map(|line| line.split('"').nth(1))
            .collect();
        assert_eq!(names, ["a/b.html", "home.html", "app.css"]);
        assert!(code.ends_with("    ],\n    None,\n)\n"), "{code}");
    }

    #[test]
    fn bundled_assets_take_the_place_of_the_folder() {
        let root = folder("root", &["templates/home.html", "assets/app.css"]);
        let bundled = folder("bundled", &["app-1.css", "app-1.css.br", "manifest.json"]);
        let code = tables(&root, Some(&bundled)).unwrap();
        fs::remove_file(bundled.join("manifest.json")).unwrap();
        let without = tables(&root, Some(&bundled)).unwrap_err();
        fs::remove_dir_all(&root).unwrap();
        fs::remove_dir_all(&bundled).unwrap();
        assert!(
            code.contains("\"app-1.css.br\"") && !code.contains("assets/app.css"),
            "{code}"
        );
        assert!(code.contains("Some(include_str!"), "{code}");
        assert!(
            without.to_string().ends_with("has no manifest.json"),
            "{without}"
        );
    }

    #[test]
    fn folders_that_are_not_there_are_empty() {
        let code = tables(&env::temp_dir().join("liveview-build-nothing"), None).unwrap();
        assert!(
            code.contains("&[\n    ],\n    &[\n    ],\n    None,"),
            "{code}"
        );
    }
}
