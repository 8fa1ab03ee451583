//! A temporary folder in which the real `liveview` is run, as a developer would run it.
//!
//! The environment is a plain shell's: no `CI`, no colours, a home folder of its own, no settings of git's. The folder
//! is removed at the end.

use std::{
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    sync::mpsc,
    time::Duration,
};

use tempfile::TempDir;

use crate::{Run, Tree};

/// No command that these tests run takes this long; one that does is hanging, perhaps on a question.
const PATIENCE: Duration = Duration::from_secs(60);

/// A temporary folder and the place in it where commands are run.
pub struct Workbench {
    folder: TempDir,
    place: String,
    environment: Vec<(String, String)>,
}

impl Workbench {
    /// An empty folder.
    pub fn empty() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("liveview-bench-")
            .tempdir()
            .unwrap();
        fs::create_dir(folder.path().join("work")).unwrap();
        fs::create_dir(folder.path().join("home")).unwrap();
        Self {
            folder,
            place: "work".into(),
            environment: Vec::new(),
        }
    }

    /// A project called `shop`, stamped from the starter, to work in.
    pub fn starter() -> Self {
        Self::stamped("starter")
    }

    /// A project called `shop`, stamped from the minimal app, to work in.
    pub fn minimal() -> Self {
        Self::stamped("minimal")
    }

    fn stamped(template: &str) -> Self {
        let bench = Self::empty();
        bench
            .run(&format!("new shop --template {template} --no-git"))
            .succeeds();
        bench.within("shop")
    }

    /// Commands are run in this folder of the present one from now on.
    #[must_use]
    pub fn within(mut self, folder: &str) -> Self {
        self.place = format!("{}/{folder}", self.place);
        assert!(self.path("").is_dir(), "no folder `{}`", self.place);
        self
    }

    /// Commands see this variable from now on.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The temporary folder: the project's surroundings, which no command may touch.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// A path from where commands are run.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(&self.place).join(name)
    }

    /// The text of a file.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Writes a file, with the folders it needs.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(path, content).unwrap();
        self
    }

    /// Replaces `from`, which must be in the file, by `to`.
    #[track_caller]
    pub fn edit(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = self.read(name);
        assert!(text.contains(from), "{name} does not hold {from:?}");
        self.write(name, text.replacen(from, to, 1))
    }

    /// Everything in the temporary folder, at this moment.
    pub fn tree(&self) -> Tree {
        Tree::read(self.folder.path())
    }

    /// Runs `liveview` with these words, no terminal and nothing on stdin.
    #[track_caller]
    pub fn run(&self, line: &str) -> Run<'_> {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.run_with(&words)
    }

    /// As [`Self::run`], for arguments that hold spaces or worse.
    #[track_caller]
    pub fn run_with(&self, words: &[&str]) -> Run<'_> {
        self.run_reading(words, Stdio::null())
    }

    /// As [`Self::run_with`], with something else on stdin.
    #[track_caller]
    pub fn run_reading(&self, words: &[&str], stdin: Stdio) -> Run<'_> {
        let before = self.tree();
        let mut command = self.command(&binary());
        command.args(words).stdin(stdin);
        let (status, stdout, stderr) = wait(command, &words.join(" "), PATIENCE);
        Run {
            bench: self,
            typed: format!("liveview {}", words.join(" ")),
            code: code(status),
            stdout: String::from_utf8(stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(stderr).expect("stderr is UTF-8"),
            before,
            after: self.tree(),
        }
    }

    /// `program`, in this folder and with the environment of a plain shell.
    pub fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.path("")).env_clear();
        for name in ["PATH", "TMPDIR", "SYSTEMROOT", "RUSTUP_TOOLCHAIN"] {
            command.envs(env::var_os(name).map(|value| (name, value)));
        }
        let home = PathBuf::from(env::var_os("HOME").unwrap_or_default());
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            command.env(
                name,
                env::var_os(name).unwrap_or_else(|| home.join(folder).into()),
            );
        }
        command
            .env("HOME", self.folder.path().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("NO_COLOR", "1")
            .env("TERM", "xterm")
            .env("LANG", "C.UTF-8");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }
}

/// The `liveview` under test: `LIVEVIEW_BIN`, else the one built beside this test.
pub fn binary() -> PathBuf {
    if let Some(binary) = env::var_os("LIVEVIEW_BIN") {
        return binary.into();
    }
    let binary = profile_folder().join(format!("liveview{}", env::consts::EXE_SUFFIX));
    assert!(
        binary.is_file(),
        "no binary at {}: run `cargo build -p liveview-cli` first",
        binary.display()
    );
    binary
}

/// The folder that cargo built this test into: `target/debug`.
pub(crate) fn profile_folder() -> PathBuf {
    let test = env::current_exe().unwrap();
    test.ancestors().nth(2).map(Path::to_path_buf).unwrap()
}

/// The exit code; 128 and the signal's number, as a shell has it, when a signal ended the process.
pub(crate) fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().unwrap_or(-1)
}

/// Runs a command to its end and gives what it printed; stops one that does not end.
#[track_caller]
pub(crate) fn wait(
    mut command: Command,
    what: &str,
    patience: Duration,
) -> (ExitStatus, Vec<u8>, Vec<u8>) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("failed to run {:?}: {error}", command.get_program()));
    let (stdout, stderr) = (listen(child.stdout.take()), listen(child.stderr.take()));
    let mut gather = |stream: mpsc::Receiver<Vec<u8>>| match stream.recv_timeout(patience) {
        Ok(bytes) => bytes,
        Err(_) => {
            let _ = child.kill();
            panic!("`{what}` did not end within {patience:?}");
        }
    };
    let (stdout, stderr) = (gather(stdout), gather(stderr));
    (child.wait().unwrap(), stdout, stderr)
}

/// Reads a stream to its end, which comes when the process ends.
fn listen(stream: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Vec<u8>> {
    let (done, end) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            let _ = stream.read_to_end(&mut bytes);
        }
        let _ = done.send(bytes);
    });
    end
}

/// A pipe that holds `text` and then ends.
pub fn piped(text: &str) -> Stdio {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    reader.into()
}
