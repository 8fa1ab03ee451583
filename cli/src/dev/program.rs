//! Which program of the package is the app, and where the sources of its path dependencies are.
//! Read from the manifest, and from what `cargo metadata` says of it.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde::Deserialize;
use tokio::process::Command;

/// The program to build, when the package has several; `None` builds the only one.
pub(crate) fn name(root: &Path, package: &str) -> Option<String> {
    let text = std::fs::read_to_string(root.join("Cargo.toml")).ok()?;
    let manifest: toml::Table = text.parse().ok()?;
    let default_run = manifest
        .get("package")
        .and_then(|package| package.get("default-run"));
    if let Some(program) = default_run.and_then(toml::Value::as_str) {
        return Some(program.to_owned());
    }
    let main = root.join("src/main.rs").is_file();
    let others = root.join("src/bin").is_dir();
    (main && others && !manifest.contains_key("bin")).then(|| package.to_owned())
}

/// The folders of the packages that this one is built from and that are edited like it: path dependencies, the
/// workspace's other members among them.
pub(crate) async fn sources(root: &Path) -> Vec<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
        resolve: Option<Resolve>,
    }
    #[derive(Deserialize)]
    struct Package {
        id: String,
        manifest_path: PathBuf,
        source: Option<String>,
    }
    #[derive(Deserialize)]
    struct Resolve {
        root: Option<String>,
        nodes: Vec<Node>,
    }
    #[derive(Deserialize)]
    struct Node {
        id: String,
        dependencies: Vec<String>,
    }

    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version=1", "--offline"])
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await;
    let metadata = output
        .ok()
        .and_then(|output| serde_json::from_slice::<Metadata>(&output.stdout).ok());
    let Some(Metadata {
        packages,
        resolve: Some(resolve),
    }) = metadata
    else {
        return Vec::new();
    };
    let Some(package) = resolve.root else {
        return Vec::new();
    };
    let mut reached = vec![package.clone()];
    let mut next = 0;
    while let Some(id) = reached.get(next).cloned() {
        next += 1;
        let node = resolve.nodes.iter().find(|node| node.id == id);
        for dependency in node.into_iter().flat_map(|node| &node.dependencies) {
            let local = packages
                .iter()
                .any(|package| package.id == *dependency && package.source.is_none());
            if local && !reached.contains(dependency) {
                reached.push(dependency.clone());
            }
        }
    }
    packages
        .into_iter()
        .filter(|found| found.id != package && reached.contains(&found.id))
        .filter_map(|found| found.manifest_path.parent().map(Path::to_owned))
        .collect()
}
