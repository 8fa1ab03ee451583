//! From the files under `assets/` to what a browser is sent: names that change with the content, and
//! references rewritten to those names.
//!
//! Pure: sources come in as bytes. A stylesheet's name depends on what it refers to, so files are
//! finished in that order.

use std::collections::BTreeMap;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::css;
use super::fault::{Fault, line_of};
use super::script;

/// Where assets stand in a project.
pub(crate) const FOLDER: &str = "assets";

/// A file as the project has it.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    /// Its path under `assets/`, with `/`: `css/app.css`.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
    /// Whether references in it are followed; the client that we ship has none.
    pub(crate) follow: bool,
}

/// A file as a browser is sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asset {
    /// What templates call it: `css/app.css`.
    pub(crate) name: String,
    /// What it is served as: `css/app-3f9a1c2b.css`.
    pub(crate) served: String,
    /// SHA-256 of `bytes`, in hex.
    pub(crate) hash: String,
    /// The size in the project.
    pub(crate) source_bytes: usize,
    /// What is in it.
    pub(crate) bytes: Vec<u8>,
}

/// Names and rewrites every source, or tells every reference that leads nowhere.
pub(crate) fn fingerprint(sources: Vec<Source>) -> Result<Vec<Asset>, Vec<Fault>> {
    let sources: BTreeMap<String, Source> = sources
        .into_iter()
        .map(|source| (source.name.clone(), source))
        .collect();
    let mut work = Work {
        sources: &sources,
        done: BTreeMap::new(),
        open: Vec::new(),
        faults: Vec::new(),
    };
    for name in sources.keys() {
        work.finish(name);
    }
    if work.faults.is_empty() {
        Ok(work.done.into_values().collect())
    } else {
        Err(work.faults)
    }
}

struct Work<'a> {
    sources: &'a BTreeMap<String, Source>,
    done: BTreeMap<&'a str, Asset>,
    /// The chain of files that are being finished, outermost first.
    open: Vec<&'a str>,
    faults: Vec<Fault>,
}

impl<'a> Work<'a> {
    fn finish(&mut self, name: &str) {
        let Some((name, source)) = self.sources.get_key_value(name) else {
            return;
        };
        if self.done.contains_key(name.as_str()) {
            return;
        }
        self.open.push(name);
        let bytes = match std::str::from_utf8(&source.bytes) {
            Ok(text) if source.follow && is_css(name) => {
                css::minify(&self.rewrite(name, text, css_references(text), true)).into()
            }
            Ok(text) if source.follow && is_script(name) => self
                .rewrite(name, text, script::references(text), false)
                .into(),
            _ => source.bytes.clone(),
        };
        self.open.pop();
        let hash = hex(&Sha256::digest(&bytes));
        let served = served_name(name, &hash[..8]);
        let asset = Asset {
            name: name.clone(),
            served,
            hash,
            source_bytes: source.bytes.len(),
            bytes,
        };
        self.done.insert(name, asset);
    }

    /// Puts the served names of other files into `text`. With `strict`, a file that does not exist is a fault.
    fn rewrite(
        &mut self,
        name: &'a str,
        text: &str,
        references: Vec<Range<usize>>,
        strict: bool,
    ) -> String {
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        for range in references {
            let address = &text[range.clone()];
            let Some(path) = local_path(name, address) else {
                continue;
            };
            let fault = match path {
                Ok(target) if self.open.contains(&target.as_str()) => {
                    Some(format!("a circle of imports: {}", self.circle(&target)))
                }
                Ok(target) if self.sources.contains_key(&target) => {
                    self.finish(&target);
                    if let Some(asset) = self.done.get(target.as_str()) {
                        out.push_str(&text[copied..range.start]);
                        out.push_str(&with_served_name(address, &asset.hash[..8]));
                        copied = range.end;
                    }
                    None
                }
                Ok(target) => {
                    strict.then(|| format!("`{address}` is not there: no file {FOLDER}/{target}"))
                }
                Err(Outside) => strict.then(|| format!("`{address}` leads out of {FOLDER}/")),
            };
            if let Some(message) = fault {
                self.faults.push(Fault::new(
                    format!("{FOLDER}/{name}"),
                    line_of(text, range.start),
                    message,
                    text,
                ));
            }
        }
        out.push_str(&text[copied..]);
        out
    }

    fn circle(&self, target: &str) -> String {
        let chain = self.open.iter().skip_while(|open| **open != target);
        chain
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

fn css_references(text: &str) -> Vec<Range<usize>> {
    css::references(text)
        .into_iter()
        .map(|reference| reference.range)
        .collect()
}

fn is_css(name: &str) -> bool {
    name.ends_with(".css")
}

fn is_script(name: &str) -> bool {
    name.ends_with(".js") || name.ends_with(".mjs")
}

/// The path leads out of the assets.
#[derive(Debug, PartialEq, Eq)]
struct Outside;

/// The asset that `address` names in the file `from`; `None` when it is no file of ours.
fn local_path(from: &str, address: &str) -> Option<Result<String, Outside>> {
    let path = &address[..address.find(['?', '#']).unwrap_or(address.len())];
    let scheme = path.split_once(':').is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    if path.is_empty() || path.starts_with("//") || scheme {
        return None;
    }
    let path = unescape(path);
    let mut segments: Vec<&str> = Vec::new();
    let rest = match path.strip_prefix('/') {
        // Other absolute paths are the application's own routes.
        Some(absolute) => absolute.strip_prefix(FOLDER)?.strip_prefix('/')?,
        None => {
            segments.extend(from.split('/'));
            segments.pop();
            path.as_str()
        }
    };
    for segment in rest.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                if segments.pop().is_none() {
                    return Some(Err(Outside));
                }
            }
            name => segments.push(name),
        }
    }
    Some(Ok(segments.join("/")))
}

/// Takes back `\` before a character, and `%20`.
fn unescape(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        let digits = tail
            .get(..2)
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, digits) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'\\', _) => {}
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `css/app.css` → `css/app-3f9a1c2b.css`. What stands before the first dot is the name, so that
/// `liveview.min.js` → `liveview-3f9a1c2b.min.js`.
pub(crate) fn served_name(name: &str, hash: &str) -> String {
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name[file..].find('.').map_or(name.len(), |dot| file + dot);
    format!("{}-{hash}{}", &name[..dot], &name[dot..])
}

/// The same for an address as it is written, whatever stands before the file and behind it.
fn with_served_name(address: &str, hash: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    format!("{}{}", served_name(&address[..end], hash), &address[end..])
}

/// Bytes in hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "assets_tests.rs"]
mod tests;
