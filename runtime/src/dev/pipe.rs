//! The inherited end of a Unix socket pair: JSON, one object a line, both ways. Reading and
//! writing have a thread each, so that no handler ever waits for the dev server.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::FromRawFd;
use std::os::unix::net::UnixStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use super::lock;
use super::message::{FromDev, ToDev, Welcome};

/// How long the dev server may take to say its first word.
const PATIENCE: Duration = Duration::from_secs(10);

/// A process has one pipe, and its first application takes it.
static TAKEN: AtomicBool = AtomicBool::new(false);

pub(super) struct Pipe {
    lines: Sender<String>,
    reader: Mutex<Option<BufReader<UnixStream>>>,
}

impl Pipe {
    /// The pipe that the environment names, and the dev server's first line on it.
    pub(super) fn inherited() -> Option<(Self, Welcome)> {
        let number = env::var("LIVEVIEW_DEV_FD")
            .ok()?
            .parse()
            .ok()
            .filter(|number| *number > 2)?;
        if TAKEN.swap(true, Ordering::SeqCst) {
            return None;
        }
        #[expect(
            unsafe_code,
            reason = "a descriptor that is inherited can be taken in no other way"
        )]
        // SAFETY: the dev server made this descriptor for us, named it in the environment, and
        // `TAKEN` sees to it that it is taken once.
        let inherited = unsafe { UnixStream::from_raw_fd(number) };
        if inherited.peer_addr().is_err() {
            // The variable has outlived its pipe: the number is another file's, which stays open.
            std::mem::forget(inherited);
            return None;
        }
        // Copies close when another program is started; the inherited one would not.
        let stream = inherited.try_clone().ok()?;
        drop(inherited);
        Self::over(stream)
    }

    fn over(stream: UnixStream) -> Option<(Self, Welcome)> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Ok(FromDev::Welcome(welcome)) = serde_json::from_str(&line) else {
            return None;
        };
        stream.set_read_timeout(None).ok()?;

        let (lines, to_write) = channel::<String>();
        let mut writer = stream;
        std::thread::spawn(move || {
            for line in to_write {
                if writer.write_all(line.as_bytes()).is_err() {
                    return;
                }
            }
        });
        Some((
            Self {
                lines,
                reader: Mutex::new(Some(reader)),
            },
            welcome,
        ))
    }

    /// Hands every line to `heard`. When the dev server has gone, so does this process.
    pub(super) fn listen(&self, heard: impl Fn(FromDev) + Send + 'static) {
        let Some(reader) = lock(&self.reader).take() else {
            return;
        };
        std::thread::spawn(move || {
            for line in reader.lines() {
                let Ok(line) = line else { break };
                // A line of a later dev server that is not known here is left alone.
                if let Ok(message) = serde_json::from_str(&line) {
                    heard(message);
                }
            }
            std::process::exit(0);
        });
    }

    pub(super) fn send(&self, message: &ToDev<'_>) {
        if let Ok(mut line) = serde_json::to_string(message) {
            line.push('\n');
            // An error means that the writer has ended, and with it the dev server.
            let _ = self.lines.send(line);
        }
    }
}
