//! What the watcher's paths amount to: each path gets a kind, its bytes are compared with what was there before, and
//! what is left is a `ChangeSet`. A save that changes no byte, a `touch`, and an editor's own files leave nothing.
//! Pure: the watcher reads the files, this only judges them.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Component, Path, PathBuf};

/// What a file is to the dev loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Rendered by the app from disk: `templates/`.
    Template,
    /// A stylesheet in `assets/`.
    Style,
    /// JavaScript in `assets/`.
    Script,
    /// An image, a font, anything else in `assets/`.
    Asset,
    /// Goes into the binary: `src/`, `build.rs`, `migrations/`, and the sources of path dependencies.
    Rust,
    /// `Cargo.toml`, judged by the fields that changed.
    Manifest,
    /// `Cargo.lock`, the toolchain file and cargo's own configuration: cargo alone knows what follows.
    Cargo,
    /// `liveview.toml`, judged by the fields that changed.
    Config,
    /// The file of environment variables, judged by the variables that changed.
    Environment,
}

impl Kind {
    /// These are judged by their fields, so the text before the edit is kept.
    fn keeps_text(self) -> bool {
        matches!(self, Kind::Manifest | Kind::Config | Kind::Environment)
    }
}

/// One file that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// Relative to the project when inside it, else absolute.
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    /// The text before and after, for the kinds that are judged by their fields. Missing files are empty.
    pub(crate) texts: Option<(String, String)>,
}

/// The changes of one save, or of a checkout that touched a thousand files.
pub(crate) type ChangeSet = Vec<Change>;

/// The files as they were last seen.
#[derive(Debug, Default)]
pub(crate) struct Known {
    files: BTreeMap<PathBuf, File>,
}

#[derive(Debug)]
struct File {
    hash: u64,
    text: Option<String>,
}

impl Known {
    /// Compares what is on disk now (`None`: no file) with what was there, and remembers it.
    pub(crate) fn compare(
        &mut self,
        path: &Path,
        kind: Kind,
        bytes: Option<&[u8]>,
    ) -> Option<Change> {
        let after = bytes.map(|bytes| File {
            hash: hash(bytes),
            text: kind
                .keeps_text()
                .then(|| String::from_utf8_lossy(bytes).into_owned()),
        });
        let before = match after {
            Some(ref file)
                if self
                    .files
                    .get(path)
                    .is_some_and(|known| known.hash == file.hash) =>
            {
                return None;
            }
            Some(ref file) => self.files.insert(
                path.to_owned(),
                File {
                    hash: file.hash,
                    text: file.text.clone(),
                },
            ),
            None => Some(self.files.remove(path)?),
        };
        let texts = kind.keeps_text().then(|| {
            let text = |file: Option<File>| file.and_then(|file| file.text).unwrap_or_default();
            (text(before), text(after))
        });
        Some(Change {
            path: path.to_owned(),
            kind,
            texts,
        })
    }

    /// The known files below a folder; when the folder has gone, these have gone with it.
    pub(crate) fn below(&self, folder: &Path) -> Vec<PathBuf> {
        self.files
            .range(folder.to_owned()..)
            .map(|(path, _)| path)
            .take_while(|path| path.starts_with(folder))
            .cloned()
            .collect()
    }
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// What a path is to the dev loop; `None` when it is nothing to it. Paths outside the project come in absolute: they
/// are the sources of path dependencies.
pub(crate) fn kind(path: &Path, env_file: &Path) -> Option<Kind> {
    if path == env_file {
        return Some(Kind::Environment);
    }
    let name = path.file_name()?.to_str()?;
    if is_left_by_an_editor(name) || path.components().any(is_ignored) {
        return None;
    }
    if path.is_absolute() {
        let built = Path::new(name)
            .extension()
            .is_some_and(|extension| extension == "rs")
            || name == "Cargo.toml";
        return built.then_some(Kind::Rust);
    }
    let mut components = path.components();
    let first = components.next()?.as_os_str().to_str()?;
    let at_the_root = components.next().is_none();
    match first {
        "Cargo.toml" if at_the_root => Some(Kind::Manifest),
        "Cargo.lock" | "rust-toolchain.toml" | "rust-toolchain" if at_the_root => Some(Kind::Cargo),
        ".cargo" => Some(Kind::Cargo),
        "liveview.toml" if at_the_root => Some(Kind::Config),
        "build.rs" if at_the_root => Some(Kind::Rust),
        "src" | "migrations" if !at_the_root && !name.starts_with('.') => Some(Kind::Rust),
        "templates" if !at_the_root && !name.starts_with('.') => Some(Kind::Template),
        "assets" if !at_the_root && !name.starts_with('.') => Some(asset_kind(name)),
        _ => None,
    }
}

fn asset_kind(name: &str) -> Kind {
    match Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        Some("css") => Kind::Style,
        Some("js" | "mjs" | "ts") => Kind::Script,
        _ => Kind::Asset,
    }
}

/// Folders that no edit of a project's sources is in.
pub(crate) fn is_ignored(component: Component<'_>) -> bool {
    let Component::Normal(name) = component else {
        return false;
    };
    matches!(
        name.to_str(),
        Some("target" | ".git" | "node_modules" | ".liveview" | ".idea" | ".vscode")
    )
}

/// Swap files, backups and the probes that editors write beside what is being edited.
fn is_left_by_an_editor(name: &str) -> bool {
    let suffixes = [
        "~",
        ".swp",
        ".swo",
        ".swx",
        ".tmp",
        ".bak",
        ".orig",
        ".rej",
        "___jb_tmp___",
        "___jb_old___",
    ];
    let prefixes = [".#", "#", ".goutputstream-", ".nfs"];
    name == "4913"
        || name == ".DS_Store"
        || suffixes.iter().any(|suffix| name.ends_with(suffix))
        || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_has_its_kind() {
        let table = [
            ("templates/home.html", Some(Kind::Template)),
            ("templates/parts/row.html", Some(Kind::Template)),
            ("templates/.home.html.swp", None),
            ("templates/home.html~", None),
            ("templates/4913", None),
            ("templates/.#home.html", None),
            ("assets/app.css", Some(Kind::Style)),
            ("assets/app.js", Some(Kind::Script)),
            ("assets/logo.svg", Some(Kind::Asset)),
            ("assets/.DS_Store", None),
            ("src/main.rs", Some(Kind::Rust)),
            ("src/handlers/search.rs", Some(Kind::Rust)),
            ("src/words.txt", Some(Kind::Rust)),
            ("src/main.rs.bak", None),
            ("build.rs", Some(Kind::Rust)),
            ("migrations/0001_users.sql", Some(Kind::Rust)),
            ("Cargo.toml", Some(Kind::Manifest)),
            ("Cargo.lock", Some(Kind::Cargo)),
            (".cargo/config.toml", Some(Kind::Cargo)),
            ("liveview.toml", Some(Kind::Config)),
            (".env", Some(Kind::Environment)),
            (".env.example", None),
            ("README.md", None),
            ("docs/build.rs", None),
            ("target/debug/build.rs", None),
            (".git/index", None),
            ("tests/pages.rs", None),
            ("/elsewhere/vendor/src/lib.rs", Some(Kind::Rust)),
            ("/elsewhere/vendor/Cargo.toml", Some(Kind::Rust)),
            ("/elsewhere/vendor/README.md", None),
            ("/elsewhere/target/x.rs", None),
        ];
        for (path, expected) in table {
            assert_eq!(kind(Path::new(path), Path::new(".env")), expected, "{path}");
        }
    }

    #[test]
    fn the_same_bytes_are_no_change() {
        let mut known = Known::default();
        let path = Path::new("templates/home.html");
        assert!(known.compare(path, Kind::Template, Some(b"one")).is_some());
        assert!(known.compare(path, Kind::Template, Some(b"one")).is_none());
        assert!(known.compare(path, Kind::Template, Some(b"two")).is_some());
        assert!(known.compare(path, Kind::Template, None).is_some());
        assert!(known.compare(path, Kind::Template, None).is_none());
    }

    #[test]
    fn a_manifest_keeps_its_text_on_both_sides() {
        let mut known = Known::default();
        let path = Path::new("Cargo.toml");
        known.compare(path, Kind::Manifest, Some(b"a = 1"));
        let change = known.compare(path, Kind::Manifest, Some(b"a = 2")).unwrap();
        assert_eq!(change.texts, Some(("a = 1".into(), "a = 2".into())));
        let change = known.compare(path, Kind::Manifest, None).unwrap();
        assert_eq!(change.texts, Some(("a = 2".into(), String::new())));
    }

    #[test]
    fn what_is_below_a_folder_is_known() {
        let mut known = Known::default();
        for path in [
            "src/a.rs",
            "src/handlers/a.rs",
            "src/handlers/b.rs",
            "src/handlers.rs",
            "templates/a.html",
        ] {
            known.compare(Path::new(path), Kind::Rust, Some(b""));
        }
        assert_eq!(
            known.below(Path::new("src/handlers")),
            [
                Path::new("src/handlers/a.rs"),
                Path::new("src/handlers/b.rs")
            ]
        );
    }
}
