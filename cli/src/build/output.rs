//! The only part of the build that writes: the folder of finished assets, what is remembered of a
//! build, and the binary in `dist`.
//!
//! Files that are as they should be are left alone, times included, so that cargo sees no change.

#![expect(
    clippy::disallowed_methods,
    reason = "the build's one writer; it writes below target and into dist"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::assets::{Asset, hex};
use super::compress::{Variants, compress};
use crate::{Error, Result};

/// An asset and its variants, as they are written.
#[derive(Debug)]
pub(crate) struct Packed {
    pub(crate) asset: Asset,
    pub(crate) variants: Variants,
}

/// What is remembered of a build, to reuse its work and to tell what changed.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// The version that wrote it: another one may compress otherwise.
    version: String,
    /// Sizes by the name in templates.
    pub(crate) assets: BTreeMap<String, Remembered>,
    /// The size of the binary.
    pub(crate) binary: Option<u64>,
}

/// What is remembered of an asset.
#[derive(Debug, Default, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Remembered {
    hash: String,
    pub(crate) bytes: u64,
    pub(crate) gzip: Option<u64>,
    pub(crate) brotli: Option<u64>,
}

/// Below the target folder: `assets/` for cargo, and the memory beside it.
#[derive(Debug)]
pub(crate) struct Output {
    folder: PathBuf,
}

impl Output {
    /// The place in cargo's target folder for the project in `root`: several projects may share one
    /// target folder, and have one name.
    pub(crate) fn new(target: &Path, package: &str, root: &Path) -> Self {
        let place = hex(&Sha256::digest(root.as_os_str().as_encoded_bytes()));
        let name = format!("{package}-{}", &place[..8]);
        Self {
            folder: target.join("liveview").join(name),
        }
    }

    /// What `LIVEVIEW_ASSETS` names. The path stays the same from build to build.
    pub(crate) fn assets(&self) -> PathBuf {
        self.folder.join("assets")
    }

    /// What the last build left; empty when there was none, or it was of another version.
    pub(crate) fn memory(&self) -> Memory {
        let text = std::fs::read_to_string(self.folder.join("build.json")).unwrap_or_default();
        let memory: Memory = serde_json::from_str(&text).unwrap_or_default();
        if memory.version == env!("CARGO_PKG_VERSION") {
            memory
        } else {
            Memory::default()
        }
    }

    /// Compresses assets, or takes the variants of the last build when nothing changed.
    pub(crate) fn pack(&self, assets: Vec<Asset>, memory: &Memory) -> Result<Vec<Packed>> {
        let pack = |asset: Asset| {
            let variants = match memory
                .assets
                .get(&asset.name)
                .and_then(|last| self.kept(&asset, last))
            {
                Some(variants) => variants,
                None => compress(&asset.name, &asset.bytes).map_err(|error| {
                    Error::failed(format!("failed to compress `{}`", asset.name)).cause(&error)
                })?,
            };
            Ok(Packed { asset, variants })
        };
        assets.into_iter().map(pack).collect()
    }

    fn kept(&self, asset: &Asset, last: &Remembered) -> Option<Variants> {
        if last.hash != asset.hash {
            return None;
        }
        let read = |size: Option<u64>, extension: &str| match size {
            None => Some(None),
            Some(size) => {
                let bytes =
                    std::fs::read(self.assets().join(format!("{}.{extension}", asset.served)))
                        .ok()?;
                (bytes.len() as u64 == size).then_some(Some(bytes))
            }
        };
        Some(Variants {
            brotli: read(last.brotli, "br")?,
            gzip: read(last.gzip, "gz")?,
        })
    }

    /// Writes the folder for cargo: exactly these files and `manifest.json`.
    pub(crate) fn write(&self, packed: &[Packed]) -> Result<()> {
        let folder = self.assets();
        let mut kept = BTreeSet::new();
        let mut write = |name: String, bytes: &[u8]| -> Result<()> {
            let path = folder.join(name);
            write_changed(&path, bytes)?;
            kept.insert(path);
            Ok(())
        };
        for Packed { asset, variants } in packed {
            write(asset.served.clone(), &asset.bytes)?;
            for (variant, extension) in [(&variants.brotli, "br"), (&variants.gzip, "gz")] {
                if let Some(bytes) = variant {
                    write(format!("{}.{extension}", asset.served), bytes)?;
                }
            }
        }
        let names: BTreeMap<_, _> = packed
            .iter()
            .map(|packed| (&packed.asset.name, &packed.asset.served))
            .collect();
        let manifest = serde_json::to_string_pretty(&names).map_err(Error::bug)?;
        write("manifest.json".to_owned(), manifest.as_bytes())?;
        remove_others(&folder, &kept)
    }

    /// Remembers this build for the next.
    pub(crate) fn remember(&self, packed: &[Packed], binary: u64) -> Result<()> {
        let size = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(|bytes| bytes.len() as u64);
        let remembered = |packed: &Packed| Remembered {
            hash: packed.asset.hash.clone(),
            bytes: packed.asset.bytes.len() as u64,
            gzip: size(&packed.variants.gzip),
            brotli: size(&packed.variants.brotli),
        };
        let assets = packed
            .iter()
            .map(|packed| (packed.asset.name.clone(), remembered(packed)))
            .collect();
        let memory = Memory {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            assets,
            binary: Some(binary),
        };
        let text = serde_json::to_string_pretty(&memory).map_err(Error::bug)?;
        write_changed(&self.folder.join("build.json"), text.as_bytes())
    }
}

/// Copies the binary to `to` in one rename, so that one which runs there goes on running. Gives its size.
pub(crate) fn install(binary: &Path, to: &Path) -> Result<u64> {
    let bytes = std::fs::read(binary).map_err(|error| Error::io("read", binary, &error))?;
    if std::fs::read(to).is_ok_and(|there| there == bytes) {
        return Ok(bytes.len() as u64);
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, &error))?;
    let beside = tempfile::Builder::new()
        .prefix(".liveview-")
        .tempfile_in(folder)
        .map_err(|error| Error::io("write into", folder, &error))?;
    // `copy` takes the permissions along: the copy can be run.
    std::fs::copy(binary, beside.path()).map_err(|error| Error::io("write", to, &error))?;
    beside
        .persist(to)
        .map_err(|error| Error::io("write", to, &error.error))?;
    Ok(bytes.len() as u64)
}

fn write_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, &error))?;
    }
    std::fs::write(path, bytes).map_err(|error| Error::io("write", path, &error))
}

/// Removes what an earlier build left, folders that are empty then included.
fn remove_others(folder: &Path, kept: &BTreeSet<PathBuf>) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| Error::io("read", folder, &error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let removed = if !path.is_dir() {
            if kept.contains(&path) {
                Ok(())
            } else {
                std::fs::remove_file(&path)
            }
        } else if kept.iter().any(|kept| kept.starts_with(&path)) {
            remove_others(&path, kept)?;
            Ok(())
        } else {
            std::fs::remove_dir_all(&path)
        };
        removed.map_err(|error| Error::io("remove", &path, &error))?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "output_tests.rs"]
mod tests;
