//! Packs what the command carries: both apps, their stamps checked, a lock file pruned to each, and the
//! runtime's source with manifests that stand alone. `src/pack.rs` embeds the folder that this writes.

mod lock;
mod manifest;
mod source;
#[path = "../src/stamp.rs"]
mod stamp;

use std::{
    env,
    error::Error,
    fs,
    path::{Path, PathBuf},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const APPS: [&str; 2] = ["starter", "minimal"];

/// What of `runtime/` a project is given, its unit tests included. Benches, examples and the client's source stay here.
const RUNTIME: [&str; 6] = [
    "Cargo.toml",
    "README.md",
    "src/",
    "macros/",
    "build/",
    "client/dist/",
];

/// They go with every copy.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The dev server's page script is the command's own: no project carries it.
const DEV_SCRIPT: &str = "client/dist/liveview-dev";

#[expect(
    clippy::print_stdout,
    reason = "a build script speaks to cargo through it"
)]
fn main() -> Result<()> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = here.parent().ok_or("the package has no parent folder")?;
    let pack = PathBuf::from(env::var("OUT_DIR")?).join("pack");
    if pack.exists() {
        fs::remove_dir_all(&pack)?;
    }
    for input in [
        "templates",
        "starter",
        "minimal",
        "runtime",
        "Cargo.lock",
        "Cargo.toml",
    ] {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let lock = fs::read_to_string(root.join("Cargo.lock"))?;
    pack_runtime(root, &pack.join("vendor"))?;
    for app in APPS {
        pack_app(root, app, &pack)?;
        let pruned = lock::prune(&lock, app)?;
        let pruned =
            lock::settle(&pruned, app, root, &pack.join("vendor")).unwrap_or_else(|error| {
                println!(
                    "cargo::warning=the lock file of `{app}` holds more than it needs: {error}"
                );
                pruned
            });
        write(
            &pack.join("lock").join(format!("{app}.lock")),
            pruned.as_bytes(),
        )?;
    }
    Ok(())
}

/// Copies the app's tracked files, after checking that each stamp has its one place.
fn pack_app(root: &Path, app: &str, pack: &Path) -> Result<()> {
    let recipe = fs::read_to_string(root.join(format!("templates/{app}.toml")))?;
    let recipe: stamp::Recipe = toml::from_str(&recipe)?;
    let folder = root.join(app);
    for file in recipe.files() {
        let text = fs::read_to_string(folder.join(file))
            .map_err(|error| format!("templates/{app}.toml stamps `{file}`: {error}"))?;
        recipe
            .places(file, &text)
            .map_err(|error| format!("templates/{app}.toml: {error}"))?;
    }
    for path in source::files(&folder)? {
        write(&pack.join(app).join(&path), &fs::read(folder.join(&path))?)?;
    }
    Ok(())
}

/// Copies the runtime's source, its manifests no longer leaning on our workspace.
fn pack_runtime(root: &Path, vendor: &Path) -> Result<()> {
    let workspace = fs::read_to_string(root.join("Cargo.toml"))?;
    let runtime = root.join("runtime");
    for path in source::files(&runtime)? {
        let wanted = RUNTIME
            .iter()
            .any(|part| path == *part || (part.ends_with('/') && path.starts_with(part)));
        if !wanted || path.starts_with(DEV_SCRIPT) {
            continue;
        }
        let mut bytes = fs::read(runtime.join(&path))?;
        if path.ends_with("Cargo.toml") {
            bytes = manifest::stand_alone(&String::from_utf8(bytes)?, &workspace)?.into_bytes();
        }
        write(&vendor.join(&path), &bytes)?;
    }
    for licence in LICENCES {
        write(&vendor.join(licence), &fs::read(root.join(licence))?)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, bytes)?)
}
