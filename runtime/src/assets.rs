//! Files that pages load. Only what the application has can be asked for: a path is a key of a
//! table, or in a debug build the name of a regular file below `assets/`, and never a path to
//! follow. The client's own scripts are among them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::embedded::Embedded;
use crate::error::{Error, Result};
use crate::secret::to_hex;

mod negotiate;

/// A script of the client, as it is built and committed.
pub(crate) struct Script {
    pub(crate) name: &'static str,
    bytes: &'static [u8],
    /// What debug builds serve in its place: readable, and loud about mistakes.
    #[cfg(debug_assertions)]
    debug: &'static [u8],
}

/// What a page loads, in this order: the core, and what adds to it.
pub(crate) const CLIENT: [Script; 2] = [
    Script {
        name: "liveview.min.js",
        bytes: include_bytes!("../client/dist/liveview.min.js"),
        #[cfg(debug_assertions)]
        debug: include_bytes!("../client/dist/liveview.js"),
    },
    Script {
        name: "liveview-interactions.min.js",
        bytes: include_bytes!("../client/dist/liveview-interactions.min.js"),
        #[cfg(debug_assertions)]
        debug: include_bytes!("../client/dist/liveview-interactions.js"),
    },
];

fn client_script(name: &str) -> Option<&'static [u8]> {
    let script = CLIENT.iter().find(|script| script.name == name)?;
    #[cfg(debug_assertions)]
    return Some(script.debug);
    #[cfg(not(debug_assertions))]
    Some(script.bytes)
}

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
const REVALIDATE: &str = "no-cache";

/// The assets of one application.
pub(crate) struct Assets {
    /// What every URL begins with, such as `/assets`.
    base: String,
    source: Source,
}

enum Source {
    Disk(PathBuf),
    Tables {
        /// From the name that templates use to the name in the URL.
        names: HashMap<String, String>,
        files: HashMap<String, File>,
    },
}

struct File {
    plain: Encoded,
    brotli: Option<Encoded>,
    gzip: Option<Encoded>,
    cache: &'static str,
}

struct Encoded {
    bytes: &'static [u8],
    tag: HeaderValue,
}

impl Encoded {
    fn new(bytes: &'static [u8]) -> Result<Self> {
        Ok(Self {
            bytes,
            tag: tag(bytes)?,
        })
    }
}

fn tag(bytes: &[u8]) -> Result<HeaderValue> {
    let digest = to_hex(&Sha256::digest(bytes));
    let start = digest.get(..16).unwrap_or_default();
    Ok(HeaderValue::try_from(format!("\"{start}\""))?)
}

/// `app.css` with the beginning of its contents' hash: `app-3f9a1c2b.css`. What stands before the
/// first dot is the stem, so that `liveview.min.js` keeps `.min.js`.
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let digest = to_hex(&Sha256::digest(bytes));
    let hash = digest.get(..8).unwrap_or_default();
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name.get(file..).and_then(|last| last.find('.')) {
        Some(dot) if dot > 0 => {
            let (stem, rest) = name.split_at(file + dot);
            format!("{stem}-{hash}{rest}")
        }
        _ => format!("{name}-{hash}"),
    }
}

impl Assets {
    pub(crate) fn open(mount: &str, embedded: &Embedded, root: Option<&Path>) -> Result<Self> {
        let source = match root {
            Some(root) => Source::Disk(root.join("assets")),
            None => tables(embedded)?,
        };
        Ok(Self {
            base: format!("{mount}/assets"),
            source,
        })
    }

    /// The URL of an asset, by the name that templates use.
    pub(crate) fn url(&self, name: &str) -> Option<String> {
        let name = name.trim_start_matches('/');
        match &self.source {
            Source::Disk(folder) => {
                let known = client_script(name).is_some() || regular_file(folder, name).is_some();
                known.then(|| format!("{}/{name}", self.base))
            }
            Source::Tables { names, .. } => {
                names.get(name).map(|last| format!("{}/{last}", self.base))
            }
        }
    }

    pub(crate) fn serve(&self, path: &str, headers: &HeaderMap) -> Response {
        match &self.source {
            Source::Disk(folder) => serve_from_disk(folder, path, headers),
            Source::Tables { names, files } => {
                if let Some(file) = files.get(path) {
                    return serve_file(path, file, headers, file.cache);
                }
                // A plain name, as in the `url()` of a stylesheet: right, but not for ever.
                match names.get(path).and_then(|last| files.get(last)) {
                    Some(file) => serve_file(path, file, headers, REVALIDATE),
                    None => StatusCode::NOT_FOUND.into_response(),
                }
            }
        }
    }
}

fn tables(embedded: &Embedded) -> Result<Source> {
    let given: HashMap<&str, &'static [u8]> = embedded.assets.iter().copied().collect();
    let (mut names, mut files) = (HashMap::new(), HashMap::new());
    if let Some(manifest) = embedded.manifest {
        let manifest: HashMap<String, String> = serde_json::from_str(manifest)?;
        for (name, last) in manifest {
            let Some(plain) = given.get(last.as_str()) else {
                return Err(Error::internal(format!(
                    "the asset manifest names `{last}`, which is not there"
                )));
            };
            let compressed = |suffix| {
                let bytes = given.get(format!("{last}.{suffix}").as_str());
                bytes.map(|bytes| Encoded::new(bytes)).transpose()
            };
            let cache = if name == last { REVALIDATE } else { IMMUTABLE };
            let file = File {
                plain: Encoded::new(plain)?,
                brotli: compressed("br")?,
                gzip: compressed("gz")?,
                cache,
            };
            files.insert(last.clone(), file);
            names.insert(name, last);
        }
    } else {
        for (name, bytes) in given {
            add(&mut names, &mut files, name, bytes)?;
        }
    }
    for script in &CLIENT {
        if !names.contains_key(script.name) {
            add(&mut names, &mut files, script.name, script.bytes)?;
        }
    }
    Ok(Source::Tables { names, files })
}

fn add(
    names: &mut HashMap<String, String>,
    files: &mut HashMap<String, File>,
    name: &str,
    bytes: &'static [u8],
) -> Result<()> {
    let last = fingerprinted(name, bytes);
    files.insert(
        last.clone(),
        File {
            plain: Encoded::new(bytes)?,
            brotli: None,
            gzip: None,
            cache: IMMUTABLE,
        },
    );
    names.insert(name.to_owned(), last);
    Ok(())
}

/// The file of that name, if there is one. Nothing hidden, nothing through a link, and no name
/// that two systems could read in two ways.
fn regular_file(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.ends_with(['.', ' ', '~']) && {
            part.chars().all(|c| {
                !c.is_control()
                    && !matches!(c, '\\' | ':' | '%' | '*' | '?' | '"' | '<' | '>' | '|')
            })
        }
    };
    let mut path = folder.to_path_buf();
    let mut parts = name.split('/').peekable();
    while let Some(part) = parts.next() {
        if !plain(part) {
            return None;
        }
        path.push(part);
        let kind = path.symlink_metadata().ok()?.file_type();
        let expected = if parts.peek().is_some() {
            kind.is_dir()
        } else {
            kind.is_file()
        };
        if !expected {
            return None;
        }
    }
    Some(path)
}

fn serve_from_disk(folder: &Path, path: &str, headers: &HeaderMap) -> Response {
    let bytes = match regular_file(folder, path) {
        Some(file) => std::fs::read(file).ok(),
        None => client_script(path).map(<[u8]>::to_vec),
    };
    let Some(bytes) = bytes else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let Ok(tag) = tag(&bytes) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    respond(path, Body::from(bytes), tag, None, headers, REVALIDATE)
}

fn serve_file(path: &str, file: &File, headers: &HeaderMap, cache: &'static str) -> Response {
    let coding = negotiate::choose(headers, file.brotli.is_some(), file.gzip.is_some());
    let encoded = match coding {
        Some(negotiate::Coding::Brotli) => file.brotli.as_ref(),
        Some(negotiate::Coding::Gzip) => file.gzip.as_ref(),
        None => None,
    };
    let coding = encoded.and(coding);
    let encoded = encoded.unwrap_or(&file.plain);
    let mut response = respond(
        path,
        Body::from(encoded.bytes),
        encoded.tag.clone(),
        coding,
        headers,
        cache,
    );
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}

fn respond(
    path: &str,
    body: Body,
    tag: HeaderValue,
    coding: Option<negotiate::Coding>,
    request: &HeaderMap,
    cache: &'static str,
) -> Response {
    let mut response = if negotiate::has_already(request, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Response::new(body);
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(content_type(path)),
        );
        if let Some(coding) = coding {
            response.headers_mut().insert(
                header::CONTENT_ENCODING,
                HeaderValue::from_static(coding.name()),
            );
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, tag);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_stands_before_the_first_dot() {
        let table = [
            ("app.css", "app-2cf24dba.css"),
            ("liveview.min.js", "liveview-2cf24dba.min.js"),
            ("fonts/a.b/x.woff2", "fonts/a.b/x-2cf24dba.woff2"),
            ("plain", "plain-2cf24dba"),
        ];
        for (name, expected) in table {
            assert_eq!(fingerprinted(name, b"hello"), expected);
        }
    }
}
