//! Watches the project's files: the system's notices, gathered until 12 ms have passed without one, then compared by
//! their bytes. Where the system gives none (network and container file systems, exhausted limits) it reads instead.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use notify::{Config, EventKind, PollWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::change::{self, Kind, Known};
use super::event::{Event, Events};

/// A save is several notices (truncate, write, rename) within a millisecond or two; a checkout is thousands.
const QUIET: Duration = Duration::from_millis(12);

/// What never becomes quiet is taken as it is after this long.
const LONGEST: Duration = Duration::from_millis(250);

/// How often files are read where the system gives no notices.
const POLL: Duration = Duration::from_millis(250);

/// Folders at the project's root whose files matter, however deep they are.
const FOLDERS: [&str; 5] = ["src", "templates", "assets", "migrations", ".cargo"];

/// Larger files are told apart by length and time.
const READ_LIMIT: u64 = 16 * 1024 * 1024;

/// What is watched.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) root: PathBuf,
    pub(crate) env_file: PathBuf,
    pub(crate) poll: bool,
}

/// The dev loop's end: takes further folders to watch. Dropping it ends the watch.
pub(crate) type Sources = mpsc::UnboundedSender<PathBuf>;

/// Begins to watch. Files are known as they are when this returns.
pub(crate) fn start(watched: Watched, events: Events) -> Sources {
    let (sources, more) = mpsc::unbounded_channel();
    let (notices, noticed) = mpsc::unbounded_channel();
    let mut watch = Watch {
        watcher: None,
        notices,
        known: Known::default(),
        folders: BTreeSet::new(),
        sources: Vec::new(),
        watched,
        said: None,
    };
    watch.begin();
    watch.scan_all();
    tokio::spawn(watch.run(noticed, more, events));
    sources
}

struct Watch {
    watcher: Option<Box<dyn Watcher + Send>>,
    notices: mpsc::UnboundedSender<PathBuf>,
    known: Known,
    /// The folders that are watched with all that is below them.
    folders: BTreeSet<PathBuf>,
    /// The folders of path dependencies.
    sources: Vec<PathBuf>,
    watched: Watched,
    said: Option<String>,
}

impl Watch {
    fn begin(&mut self) {
        let reason = if self.watched.poll {
            Some("asked for")
        } else if is_remote(&self.watched.root) {
            Some("this file system gives no notices")
        } else {
            None
        };
        if reason.is_none() {
            self.watcher = system(self.notices.clone());
            if self.watcher.is_some() && self.watch_root() {
                return;
            }
        }
        let reason = reason.unwrap_or("the system's limit of watches is reached");
        self.said = Some(format!(
            "watching by reading every {} ms: {reason}",
            POLL.as_millis()
        ));
        self.watcher = polling(self.notices.clone());
        self.folders.clear();
        self.watch_root();
    }

    fn watch_root(&mut self) -> bool {
        let root = self.watched.root.clone();
        self.watch(&root, RecursiveMode::NonRecursive) && self.watch_folders()
    }

    /// Watches those of the folders that are there and not watched yet.
    fn watch_folders(&mut self) -> bool {
        let folders = FOLDERS.iter().map(|folder| self.watched.root.join(folder));
        let new: Vec<_> = folders
            .filter(|folder| folder.is_dir() && !self.folders.contains(folder))
            .collect();
        new.into_iter().all(|folder| {
            let watches = self.watch(&folder, RecursiveMode::Recursive);
            self.folders.insert(folder);
            watches
        })
    }

    fn watch(&mut self, folder: &Path, mode: RecursiveMode) -> bool {
        self.watcher
            .as_mut()
            .is_some_and(|watcher| watcher.watch(folder, mode).is_ok())
    }

    fn scan_all(&mut self) {
        let mut changes = Vec::new();
        let root = self.watched.root.clone();
        for entry in fs::read_dir(&root).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_file() || self.folders.contains(&path) {
                self.scan(&path, &mut changes);
            }
        }
        for source in self.sources.clone() {
            self.scan(&source, &mut changes);
        }
    }

    /// Compares a path, and all that is below it, with what is known.
    fn scan(&mut self, path: &Path, changes: &mut change::ChangeSet) {
        let name = self.name(path);
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                if name.components().any(change::is_ignored) {
                    return;
                }
                for entry in fs::read_dir(path).into_iter().flatten().flatten() {
                    self.scan(&entry.path(), changes);
                }
            }
            Ok(metadata) => self.compare(&name, bytes(path, &metadata).as_deref(), changes),
            Err(_) => {
                for gone in self.known.below(&name) {
                    self.compare(&gone, None, changes);
                }
            }
        }
    }

    fn compare(&mut self, name: &Path, bytes: Option<&[u8]>, changes: &mut change::ChangeSet) {
        let kind: Option<Kind> = change::kind(name, &self.watched.env_file);
        changes.extend(kind.and_then(|kind| self.known.compare(name, kind, bytes)));
    }

    /// Relative to the project, unless it belongs to a path dependency.
    fn name(&self, path: &Path) -> PathBuf {
        if self.sources.iter().any(|source| path.starts_with(source)) {
            return path.to_owned();
        }
        path.strip_prefix(&self.watched.root)
            .unwrap_or(path)
            .to_owned()
    }

    fn add_source(&mut self, folder: PathBuf) {
        if self.sources.contains(&folder) {
            return;
        }
        self.watch(&folder, RecursiveMode::NonRecursive);
        let source = folder.join("src");
        if self.watch(&source, RecursiveMode::Recursive) {
            self.folders.insert(source.clone());
        }
        self.sources.push(folder.clone());
        for path in [source, folder.join("Cargo.toml"), folder.join("build.rs")] {
            self.scan(&path, &mut Vec::new());
        }
    }

    async fn run(
        mut self,
        mut noticed: mpsc::UnboundedReceiver<PathBuf>,
        mut more: mpsc::UnboundedReceiver<PathBuf>,
        events: Events,
    ) {
        if let Some(said) = self.said.take() {
            let _ = events.send(Event::Watching(said)).await;
        }
        loop {
            let first = tokio::select! {
                path = noticed.recv() => path,
                folder = more.recv() => match folder {
                    Some(folder) => {
                        self.add_source(folder);
                        continue;
                    }
                    None => return,
                },
            };
            let Some(first) = first else { return };
            let at = Instant::now();
            let mut paths = BTreeSet::from([first]);
            while at.elapsed() < LONGEST
                && let Ok(Some(path)) = timeout(QUIET, noticed.recv()).await
            {
                paths.insert(path);
            }
            let changes = self.gather(paths);
            if !changes.is_empty() && events.send(Event::Changed { changes, at }).await.is_err() {
                return;
            }
        }
    }

    fn gather(&mut self, paths: BTreeSet<PathBuf>) -> change::ChangeSet {
        self.watch_folders();
        let mut changes = Vec::new();
        for path in paths {
            let name = self.name(&path);
            let at_the_root = name.components().count() <= 1;
            if name.as_os_str().is_empty()
                || (at_the_root && path.is_dir() && !self.folders.contains(&path))
            {
                continue;
            }
            self.scan(&path, &mut changes);
        }
        changes
    }
}

fn bytes(path: &Path, metadata: &fs::Metadata) -> Option<Vec<u8>> {
    if !metadata.is_file() {
        return None;
    }
    if metadata.len() > READ_LIMIT {
        return Some(format!("{} {:?}", metadata.len(), metadata.modified().ok()).into_bytes());
    }
    fs::read(path).ok()
}

fn handler(
    notices: mpsc::UnboundedSender<PathBuf>,
) -> impl FnMut(notify::Result<notify::Event>) + Send + 'static {
    move |event| {
        let Ok(event) = event else { return };
        if !matches!(event.kind, EventKind::Access(_)) {
            for path in event.paths {
                // The receiver goes when the dev server ends.
                let _ = notices.send(path);
            }
        }
    }
}

fn system(notices: mpsc::UnboundedSender<PathBuf>) -> Option<Box<dyn Watcher + Send>> {
    Some(Box::new(
        notify::recommended_watcher(handler(notices)).ok()?,
    ))
}

fn polling(notices: mpsc::UnboundedSender<PathBuf>) -> Option<Box<dyn Watcher + Send>> {
    let config = Config::default()
        .with_poll_interval(POLL)
        .with_compare_contents(true);
    Some(Box::new(PollWatcher::new(handler(notices), config).ok()?))
}

/// File systems whose changes the kernel does not see: they happen on another machine.
#[cfg(target_os = "linux")]
fn is_remote(path: &Path) -> bool {
    const NFS: i64 = 0x6969;
    const SMB: i64 = 0x517b;
    const CIFS: i64 = 0xff53_4d42;
    const SMB2: i64 = 0xfe53_4d42;
    const FUSE: i64 = 0x6573_5546;
    const PLAN9: i64 = 0x0102_1997;
    const VBOX: i64 = 0x786f_4256;
    rustix::fs::statfs(path).is_ok_and(|found| {
        #[expect(
            clippy::useless_conversion,
            reason = "its width differs between platforms"
        )]
        let kind = i64::try_from(found.f_type).unwrap_or(0);
        [NFS, SMB, CIFS, SMB2, FUSE, PLAN9, VBOX].contains(&kind)
    })
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_path: &Path) -> bool {
    false
}
