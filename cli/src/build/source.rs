//! Reads what a release is made of: templates, assets and the client, in a fixed order.
//! The first stage and the only one that reads the project; what follows works on these bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item};

use super::assets::{self, Source};
use super::fault::Fault;
use super::templates;
use crate::{Error, Project, Result};

/// What pages load to become live; it comes with the runtime that the project depends on.
const CLIENT: [&str; 2] = ["liveview.min.js", "liveview-interactions.min.js"];

/// Everything that goes into the binary beside code.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Template names and sources.
    pub(crate) templates: BTreeMap<String, String>,
    /// The project's assets, and the client.
    pub(crate) assets: Vec<Source>,
    /// What cannot go in.
    pub(crate) faults: Vec<Fault>,
}

impl Sources {
    /// Reads the project's folders and the client of the runtime that it depends on.
    pub(crate) fn read(project: &Project, workspace: &Path) -> Result<Self> {
        let mut sources = Self::default();
        for (name, bytes) in sources.folder(project, templates::FOLDER)? {
            match String::from_utf8(bytes) {
                Ok(text) => drop(sources.templates.insert(name, text)),
                Err(_) => sources.fault(templates::FOLDER, &name, "is not UTF-8 text"),
            }
        }
        for (name, bytes) in sources.folder(project, assets::FOLDER)? {
            if CLIENT.contains(&name.as_str()) {
                sources.fault(
                    assets::FOLDER,
                    &name,
                    "has the name of a script of the client, which is added by itself",
                );
            } else {
                sources.assets.push(Source {
                    name,
                    bytes,
                    follow: true,
                });
            }
        }
        if let Some(folder) = client(project, workspace)? {
            for name in CLIENT {
                let path = folder.join(name);
                let bytes = std::fs::read(&path).map_err(|error| {
                    Error::io("read", &path, &error)
                        .hint("the client comes with the runtime; is its folder complete?")
                })?;
                sources.assets.push(Source {
                    name: name.to_owned(),
                    bytes,
                    follow: false,
                });
            }
        }
        Ok(sources)
    }

    fn fault(&mut self, folder: &str, name: &str, message: &str) {
        self.faults
            .push(Fault::new(format!("{folder}/{name}"), 0, message, ""));
    }

    /// The files below a folder of the project, by name. Hidden files, editors' backups and links stay
    /// out, as they do in a build without this program and in development.
    fn folder(&mut self, project: &Project, folder: &str) -> Result<BTreeMap<String, Vec<u8>>> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![String::new()];
        while let Some(prefix) = waiting.pop() {
            let path = project.root.join(folder).join(&prefix);
            let entries = match std::fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(Error::io("read", &path, &error)),
            };
            for entry in entries {
                let entry = entry.map_err(|error| Error::io("read", &path, &error))?;
                let kind = entry
                    .file_type()
                    .map_err(|error| Error::io("read", &entry.path(), &error))?;
                let file_name = entry.file_name();
                let Some(file_name) = file_name.to_str() else {
                    self.fault(
                        folder,
                        &file_name.to_string_lossy(),
                        "has a name that is not UTF-8",
                    );
                    continue;
                };
                if file_name.starts_with(['.', '#']) || file_name.ends_with('~') {
                    continue;
                }
                let name = if prefix.is_empty() {
                    file_name.to_owned()
                } else {
                    format!("{prefix}/{file_name}")
                };
                if kind.is_dir() {
                    waiting.push(name);
                } else if kind.is_file() {
                    let path = entry.path();
                    let bytes =
                        std::fs::read(&path).map_err(|error| Error::io("read", &path, &error))?;
                    found.insert(name, bytes);
                }
            }
        }
        Ok(found)
    }
}

/// The folder of the client: below the folder that the project's `liveview` dependency names. `None` when it
/// names none, and the runtime's own copy serves.
fn client(project: &Project, workspace: &Path) -> Result<Option<PathBuf>> {
    let manifest = |root: &Path| {
        let path = root.join("Cargo.toml");
        std::fs::read_to_string(&path).map_err(|error| Error::io("read", &path, &error))
    };
    let own = runtime_path(&manifest(&project.root)?, &["dependencies"])
        .map(|path| project.root.join(path));
    let path = match own {
        Some(path) => Some(path),
        None => runtime_path(&manifest(workspace)?, &["workspace", "dependencies"])
            .map(|path| workspace.join(path)),
    };
    Ok(path.map(|path| path.join("client").join("dist")))
}

fn runtime_path(manifest: &str, table: &[&str]) -> Option<String> {
    let document = Document::parse(manifest).ok()?;
    let table = table
        .iter()
        .try_fold(document.as_item(), |item: &Item, name| item.get(name))?;
    table
        .get("liveview")?
        .get("path")?
        .as_str()
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::disallowed_methods, reason = "a test lays out a project")]

    use super::*;

    #[test]
    fn the_runtimes_folder_is_read_from_the_manifest() {
        for (manifest, path) in [
            (
                "[dependencies]\nliveview = { path = \"vendor/liveview\" }\n",
                Some("vendor/liveview"),
            ),
            (
                "[dependencies.liveview]\nversion = \"0.1\"\npath = \"../runtime\"\n",
                Some("../runtime"),
            ),
            ("[dependencies]\nliveview = \"0.1\"\n", None),
            ("[dependencies]\nliveview = { workspace = true }\n", None),
        ] {
            assert_eq!(
                runtime_path(manifest, &["dependencies"]).as_deref(),
                path,
                "{manifest}"
            );
        }
    }

    #[test]
    fn files_are_read_by_name_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("app");
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write(
            "Cargo.toml",
            "[dependencies]\nliveview = { path = \"vendor/liveview\" }\n",
        );
        write("vendor/liveview/client/dist/liveview.min.js", "client");
        write(
            "vendor/liveview/client/dist/liveview-interactions.min.js",
            "more",
        );
        write("templates/home.html", "home");
        write("templates/admin/users.html", "users");
        write("templates/.hidden", "no");
        write("templates/home.html~", "no");
        write("assets/app.css", "a{}");
        write("assets/liveview.min.js", "mine");
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret"), root.join("assets/leak.txt"))
            .unwrap();
        std::os::unix::fs::symlink(root.join("assets"), root.join("assets/again")).unwrap();
        let project = Project {
            root: root.clone(),
            package: "app".into(),
            crate_name: "app".into(),
            config: crate::project::Config::default(),
        };
        let sources = Sources::read(&project, &root).unwrap();
        assert_eq!(
            sources.templates.keys().collect::<Vec<_>>(),
            ["admin/users.html", "home.html"]
        );
        let assets: Vec<_> = sources
            .assets
            .iter()
            .map(|source| source.name.as_str())
            .collect();
        assert_eq!(
            assets,
            ["app.css", "liveview.min.js", "liveview-interactions.min.js"]
        );
        assert_eq!(sources.assets[1].bytes, b"client");
        let faults: Vec<_> = sources.faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "assets/liveview.min.js: has the name of a script of the client, which is added by itself"
            ]
        );
    }
}
