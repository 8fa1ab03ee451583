//! What the build script packed, embedded: the apps, their lock files, and the runtime's source.
//! `build/main.rs` wrote it when this crate was compiled; `project` and the generators read it here.

use include_dir::{Dir, include_dir};

use crate::{File, Template, error::Error};

static PACK: Dir<'_> = include_dir!("$OUT_DIR/pack");

const STARTER: &str = include_str!("../starter.toml");
const MINIMAL: &str = include_str!("../minimal.toml");

/// The recipe that stamps `template`.
pub(crate) fn recipe(template: Template) -> &'static str {
    match template {
        Template::Starter => STARTER,
        Template::Minimal => MINIMAL,
    }
}

/// The files of an app as they stand in the repository.
pub(crate) fn app(template: Template) -> Result<Vec<File>, Error> {
    files(template.name())
}

/// The lock file of an app, under the app's own name.
pub(crate) fn lock(template: Template) -> Result<&'static str, Error> {
    let path = format!("lock/{}.lock", template.name());
    PACK.get_file(&path)
        .and_then(include_dir::File::contents_utf8)
        .ok_or(Error::Pack { path })
}

/// The runtime's source, as it goes to `vendor/liveview/`.
pub(crate) fn vendor() -> Result<Vec<File>, Error> {
    files("vendor")
}

fn files(folder: &str) -> Result<Vec<File>, Error> {
    let dir = PACK.get_dir(folder).ok_or_else(|| Error::Pack {
        path: folder.to_owned(),
    })?;
    let mut files = Vec::new();
    collect(dir, folder, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(dir: &Dir<'static>, folder: &str, files: &mut Vec<File>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let path = path.strip_prefix(folder).unwrap_or(&path);
        files.push(File {
            path: path.trim_start_matches('/').to_owned(),
            bytes: file.contents().into(),
        });
    }
    for dir in dir.dirs() {
        collect(dir, folder, files);
    }
}
