//! Every file of a folder at one moment. Two of them tell what a command changed, and that it changed nothing else.
//! `Run` holds one from before the command and one from after it.

use std::{collections::BTreeMap, fs, path::Path};

/// What is at a path.
#[derive(Clone, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder,
    /// A file with this content.
    File(Vec<u8>),
    /// A symlink to this path.
    Link(String),
    /// A FIFO, a socket, a device.
    Other,
}

/// Path from the folder, with `/` between segments → what is there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tree(BTreeMap<String, Entry>);

impl Tree {
    /// Reads all of `folder`; symlinks are not followed. Of a `.git` only its being there counts.
    pub fn read(folder: &Path) -> Self {
        let mut tree = Self::default();
        tree.collect(folder, "");
        tree
    }

    fn collect(&mut self, folder: &Path, prefix: &str) {
        let entries =
            fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for entry in entries {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().unwrap();
            let found = if kind.is_symlink() {
                Entry::Link(fs::read_link(entry.path()).unwrap().display().to_string())
            } else if kind.is_dir() {
                if entry.file_name() != ".git" {
                    self.collect(&entry.path(), &format!("{name}/"));
                }
                Entry::Folder
            } else if kind.is_file() {
                // A file that the test made unreadable is still there.
                Entry::File(fs::read(entry.path()).unwrap_or_default())
            } else {
                Entry::Other
            };
            self.0.insert(name, found);
        }
    }

    /// The paths of files, sorted.
    pub fn files(&self) -> Vec<&str> {
        let files = self
            .0
            .iter()
            .filter(|(_, entry)| matches!(entry, Entry::File(_)));
        files.map(|(path, _)| path.as_str()).collect()
    }

    /// What is at `path`.
    pub fn get(&self, path: &str) -> Option<&Entry> {
        self.0.get(path)
    }

    /// What changed since `before`, a line each: `created a.rs`, `edited b.rs`, `deleted c.rs`. Folders that hold
    /// something are not told of: their files are.
    pub fn since(&self, before: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (path, entry) in &self.0 {
            match before.0.get(path) {
                None if *entry != Entry::Folder => changes.push(format!("created {path}")),
                None if self.is_empty_folder(path) => changes.push(format!("created {path}/")),
                Some(other) if other != entry => changes.push(format!("edited {path}")),
                _ => {}
            }
        }
        let gone = before.0.keys().filter(|path| !self.0.contains_key(*path));
        changes.extend(gone.map(|path| format!("deleted {path}")));
        changes
    }

    fn is_empty_folder(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        !self.0.keys().any(|other| other.starts_with(&inside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_tells_what_changed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir_all(at("kept/inside")).unwrap();
        fs::write(at("kept/a"), "1").unwrap();
        fs::write(at("kept/b"), "1").unwrap();
        let before = Tree::read(folder.path());
        assert_eq!(
            Tree::read(folder.path()).since(&before),
            Vec::<String>::new()
        );
        fs::write(at("kept/a"), "2").unwrap();
        fs::remove_file(at("kept/b")).unwrap();
        fs::create_dir_all(at("new/empty")).unwrap();
        fs::write(at("new/c"), "").unwrap();
        assert_eq!(
            Tree::read(folder.path()).since(&before),
            [
                "edited kept/a",
                "created new/c",
                "created new/empty/",
                "deleted kept/b"
            ]
        );
    }
}
