//! The site as a process of its own: this very test program, started again to run one test that
//! serves. What ends a process, or is inherited by one, is tested with it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::site;

const MARK: &str = "LIVEVIEW_TEST_CHILD";
const SECRET: &str = "a secret that outlives the process";

/// A process that serves the site; it is killed when it is dropped.
pub struct Process(Child);

impl Process {
    /// Starts it with these variables, its third descriptor being the pipe.
    pub fn start(variables: &[(&str, &str)], pipe: Option<UnixStream>) -> Self {
        let program = std::env::current_exe().unwrap();
        // Only the shell can move a descriptor to a number without unsafe code.
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "exec 3<&0 0</dev/null; exec \"$@\"", "sh"])
            .arg(program);
        command.args([
            "--exact",
            "child::serves_as_a_child",
            "--nocapture",
            "--quiet",
        ]);
        command
            .env(MARK, "1")
            .env_remove("LIVEVIEW_SECRET")
            .envs(variables.iter().copied());
        command.stdin(pipe.map_or_else(Stdio::null, |pipe| Stdio::from(OwnedFd::from(pipe))));
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    pub fn stderr(&mut self) -> impl std::io::Read + use<> {
        self.0.stderr.take().unwrap()
    }

    /// Starts it on a port, a free one for `0`, and waits until it listens.
    pub fn serve(port: u16) -> (Self, SocketAddr, BufReader<impl std::io::Read + use<>>) {
        let port = port.to_string();
        let mut process = Self::start(&[("PORT", &port), ("LIVEVIEW_SECRET", SECRET)], None);
        let mut log = BufReader::new(process.stderr());
        let (_, address) = address_in(&mut log);
        (process, address, log)
    }

    /// Resident bytes.
    pub fn resident(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1024
    }

    pub fn signal(&self, signal: &str) {
        let number = self.0.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &number])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for its end.
    pub async fn ended(&mut self, patience: Duration) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            assert!(started.elapsed() < patience, "the process runs on");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads the log until it says where the process listens; the lines before that.
pub fn address_in(log: &mut impl BufRead) -> (Vec<String>, SocketAddr) {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        assert!(log.read_line(&mut line).unwrap() > 0, "it ended: {lines:?}");
        if let Some((_, address)) = line.split_once("listening on http://") {
            return (lines, address.trim().parse().unwrap());
        }
        lines.push(line);
    }
}

/// Does nothing in an ordinary run; in the child it is the child.
#[test]
fn serves_as_a_child() {
    if std::env::var_os(MARK).is_none() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let served = runtime.block_on(async {
        let state = site::AppState::default();
        let app = match std::env::var("LIVEVIEW_ROOT") {
            Ok(root) => site::on_disk(root)
                .topics(state.topics.clone())
                .build(state),
            Err(_) => site::builder().topics(state.topics.clone()).build(state),
        };
        liveview::serve(app?).await
    });
    runtime.shutdown_background();
    let code = served.map_or_else(
        |error| {
            eprintln!("{error}");
            1
        },
        |()| 0,
    );
    std::process::exit(code);
}
