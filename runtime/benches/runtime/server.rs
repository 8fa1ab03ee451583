//! A server as a process of its own, and what the system knows about it.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::time::Duration;

use liveview::Limits;
use tokio::net::{TcpSocket, TcpStream};

use crate::{Result, client, machine, plain, subject};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    /// The runtime, where nothing limits how often a page may ask.
    Unlimited,
    /// The same, where the system itself holds little of what a page does not read.
    Narrow,
    /// The runtime with its usual limits, but for pings, which come more often than an hour's would in a minute.
    Usual,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Unlimited => "unlimited",
            Self::Narrow => "narrow",
            Self::Usual => "usual",
        }
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> std::result::Result<Self, String> {
        [Self::Plain, Self::Unlimited, Self::Narrow, Self::Usual]
            .into_iter()
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("no server is called `{word}`"))
    }
}

/// Serves until standard input ends, as it does when whoever measures has gone.
pub(crate) async fn serve(kind: Kind) -> Result<()> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let socket = TcpSocket::new_v4()?;
    if kind == Kind::Narrow {
        // What is accepted inherits it.
        socket.set_send_buffer_size(64 * 1024)?;
    }
    socket.bind("127.0.0.1:0".parse()?)?;
    let listener = socket.listen(1024)?;
    writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
    match kind {
        Kind::Plain => plain::serve(listener).await,
        Kind::Usual => {
            let limits = Limits {
                heartbeat: Duration::from_secs(4),
                ..Limits::default()
            };
            Ok(subject::serve(listener, limits).await?)
        }
        Kind::Unlimited | Kind::Narrow => {
            let limits = Limits {
                messages_per_second: u32::MAX,
                message_burst: u32::MAX,
                ..Limits::default()
            };
            Ok(subject::serve(listener, limits).await?)
        }
    }
}

/// A server that runs; it is ended when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) kind: Kind,
}

impl Server {
    pub(crate) fn start(kind: Kind) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", kind.word()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        machine::keep_server(child.id())?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let address = line.trim().parse()?;
        Ok(Self {
            child,
            address,
            kind,
        })
    }

    /// CPU time that its threads have used, to the nanosecond.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let mut used = 0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(task?.path().join("schedstat"))?;
            used += text.split(' ').next().unwrap_or_default().parse::<u64>()?;
        }
        Ok(Duration::from_nanos(used))
    }

    /// Resident memory, in bytes.
    pub(crate) fn resident(&self) -> Result<f64> {
        self.memory("VmRSS:")
    }

    /// The most that was ever resident, in bytes.
    pub(crate) fn peak(&self) -> Result<f64> {
        self.memory("VmHWM:")
    }

    /// Tasks that run in it, and pages that are connected.
    pub(crate) async fn counts(&self) -> Result<(usize, usize)> {
        let page = client::get(
            &mut TcpStream::connect(self.address).await?,
            self.address,
            "/counts",
        )
        .await?;
        let last = page.lines().last().unwrap_or_default();
        let (tasks, pages) = last.split_once(' ').ok_or("no counts were given")?;
        Ok((tasks.parse()?, pages.parse()?))
    }

    fn memory(&self, name: &str) -> Result<f64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let line = line.ok_or_else(|| format!("the system does not say {name}"))?;
        Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
