//! A command at a terminal, with a person in front of it: a pseudoterminal whose other end the test holds.
//! It waits for what is shown, and never for a time.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    os::{
        fd::OwnedFd,
        unix::{fs::OpenOptionsExt, process::CommandExt},
    },
    process::Child,
    sync::mpsc::{self, Receiver},
    time::{Duration, Instant},
};

use rustix::{
    io::{FdFlags, fcntl_setfd},
    process::{ioctl_tiocsctty, setsid},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
    stdio::stdin,
};

use crate::{
    Workbench,
    workbench::{binary, code},
};

/// A question that is not there after this long will not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a keyboard sends.
pub mod keys {
    /// Return.
    pub const ENTER: &str = "\r";
    /// Escape.
    pub const ESC: &str = "\x1b";
    /// Ctrl and C.
    pub const CTRL_C: &str = "\x03";
    /// Arrow down.
    pub const DOWN: &str = "\x1b[B";
}

/// A command that is running at a terminal.
pub struct Terminal {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    seen: String,
    /// Up to here it has been waited for.
    read: usize,
}

/// A command that has ended at a terminal.
pub struct Ended {
    /// As [`Run::code`](crate::Run::code).
    pub code: i32,
    /// Everything that was on the screen, without control sequences.
    pub screen: String,
}

impl Workbench {
    /// Runs `liveview` with stdin, stdout and stderr at a terminal.
    #[track_caller]
    pub fn at_terminal(&self, line: &str) -> Terminal {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        fcntl_setfd(&ours, FdFlags::CLOEXEC).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap();
        let theirs = OpenOptions::new()
            .read(true)
            .write(true)
            // It is to be the command's terminal, not this test's.
            .custom_flags(OpenptFlags::NOCTTY.bits() as i32)
            .open(name.to_str().unwrap())
            .unwrap();
        let end = || OwnedFd::from(theirs.try_clone().unwrap());
        let mut command = self.command(&binary());
        command
            .args(line.split_whitespace())
            .stdin(end())
            .stdout(end())
            .stderr(end());
        // A session of its own makes Ctrl-C a signal while nobody reads single keys, as in a shell. Where tests are run
        // in the background the signal is ignored, and children inherit that.
        // SAFETY: these are system calls that may be made between fork and exec.
        unsafe {
            command.pre_exec(|| {
                libc::signal(libc::SIGINT, libc::SIG_DFL);
                setsid()?;
                Ok(ioctl_tiocsctty(stdin())?)
            });
        }
        let child = command.spawn().unwrap();
        // With the command's own ends closed here, the screen ends when the process does.
        drop((command, theirs));
        let keyboard = File::from(ours);
        let (to, screen) = mpsc::channel();
        let mut from = keyboard.try_clone().unwrap();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                if to.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal {
            child,
            keyboard,
            screen,
            seen: String::new(),
            read: 0,
        }
    }
}

impl Terminal {
    /// Waits until this is on the screen, below what was waited for before.
    #[track_caller]
    pub fn shows(&mut self, text: &str) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let plain = plain(&self.seen);
            if let Some(at) = plain.get(self.read..).and_then(|rest| rest.find(text)) {
                self.read += at + text.len();
                return self;
            }
            match self
                .screen
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(_) => {
                    let _ = self.child.kill();
                    panic!("the screen has no {text:?}; it shows\n{plain}");
                }
            }
        }
    }

    /// Types this, or presses one of [`keys`].
    pub fn types(&mut self, text: &str) -> &mut Self {
        self.keyboard.write_all(text.as_bytes()).unwrap();
        self
    }

    /// Waits for the end.
    #[track_caller]
    pub fn ends(&mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self
                .screen
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    panic!("it does not end; the screen shows\n{}", plain(&self.seen));
                }
            }
        }
        Ended {
            code: code(self.child.wait().unwrap()),
            screen: plain(&self.seen),
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The text without the sequences that move the cursor and colour it.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\x1b' if rest.peek() == Some(&'[') => {
                rest.next();
                while rest.next().is_some_and(|c| !('@'..='~').contains(&c)) {}
            }
            '\r' | '\x1b' => {}
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_screen_is_read_as_text() {
        assert_eq!(
            super::plain("\x1b[2K\r\x1b[1;32mName\x1b[0m: x\r\n"),
            "Name: x\n"
        );
    }
}
