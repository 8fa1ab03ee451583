//! Prunes the workspace's lock file to what one app needs, in the very form that cargo writes, so that a
//! new project builds with `--locked` and with the versions that our tests ran with.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::Result;

/// One `[[package]]` of a lock file, its text kept as cargo wrote it.
struct Package<'a> {
    name: &'a str,
    version: &'a str,
    text: &'a str,
    /// `name`, `name version` or `name version (source)`.
    dependencies: Vec<&'a str>,
}

pub(crate) fn prune(lock: &str, app: &str) -> Result<String> {
    let (head, packages) = parse(lock)?;
    let mut kept = BTreeSet::new();
    let mut wanted = vec![find(&packages, app)?];
    while let Some(index) = wanted.pop() {
        if kept.insert(index) {
            for dependency in &packages[index].dependencies {
                wanted.push(find(&packages, dependency)?);
            }
        }
    }
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for &index in &kept {
        *versions.entry(packages[index].name).or_default() += 1;
    }
    let mut pruned = head.to_owned();
    for &index in &kept {
        let package = &packages[index];
        let mut text = package.text.to_owned();
        for dependency in &package.dependencies {
            let name = name_of(dependency);
            // Cargo names the version only where two are to be told apart.
            if *dependency != name && versions.get(name) == Some(&1) {
                text = text.replace(&format!(" \"{dependency}\","), &format!(" \"{name}\","));
            }
        }
        pruned.push_str("\n[[package]]\n");
        pruned.push_str(text.trim_end());
        pruned.push('\n');
    }
    Ok(pruned)
}

/// Lets cargo drop what only other members turned on by a feature: a lock file does not say why a package is in it.
/// Asks no network; the versions stay.
pub(crate) fn settle(pruned: &str, app: &str, root: &Path, runtime: &Path) -> Result<String> {
    let folder = PathBuf::from(env::var("OUT_DIR")?).join("lock").join(app);
    fs::create_dir_all(folder.join("src"))?;
    let runtime = runtime
        .to_str()
        .ok_or("the build folder's path is not text")?;
    let manifest = fs::read_to_string(root.join(app).join("Cargo.toml"))?;
    let manifest = manifest.replace("\"../runtime", &format!("\"{}", runtime.replace('\\', "/")));
    fs::write(folder.join("Cargo.toml"), manifest + "\n[workspace]\n")?;
    fs::write(folder.join("src/lib.rs"), "")?;
    fs::write(folder.join("Cargo.lock"), pruned)?;
    let output = Command::new(env::var("CARGO")?)
        .args(["update", "--workspace", "--offline", "--quiet"])
        .current_dir(&folder)
        .output()?;
    if !output.status.success() {
        let reason = String::from_utf8_lossy(&output.stderr);
        return Err(reason
            .lines()
            .next()
            .unwrap_or("cargo gave no reason")
            .into());
    }
    Ok(fs::read_to_string(folder.join("Cargo.lock"))?)
}

fn parse(lock: &str) -> Result<(&str, Vec<Package<'_>>)> {
    let mut blocks = lock.split("\n[[package]]\n");
    let head = blocks.next().ok_or("an empty lock file")?;
    let packages = blocks
        .map(|text| {
            let value = |key: &str| {
                let line = text.lines().find_map(|line| line.strip_prefix(key));
                line.map(|value| value.trim_matches('"'))
                    .unwrap_or_default()
            };
            let dependencies = text
                .split_once("dependencies = [")
                .map_or("", |(_, list)| list)
                .lines()
                .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
                .collect();
            Package {
                name: value("name = "),
                version: value("version = "),
                text,
                dependencies,
            }
        })
        .collect();
    Ok((head, packages))
}

fn name_of(dependency: &str) -> &str {
    dependency.split(' ').next().unwrap_or(dependency)
}

fn find(packages: &[Package<'_>], dependency: &str) -> Result<usize> {
    let mut parts = dependency.split(' ');
    let (name, version) = (parts.next().unwrap_or_default(), parts.next());
    packages
        .iter()
        .position(|package| {
            package.name == name && version.is_none_or(|version| package.version == version)
        })
        .ok_or_else(|| format!("Cargo.lock holds no `{dependency}`").into())
}
