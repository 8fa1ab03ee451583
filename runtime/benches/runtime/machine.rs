//! What is asked of the system: open files for thousands of sockets, one core for each side, and
//! the name of the machine that the figures are of.

#[cfg(target_os = "linux")]
use std::sync::OnceLock;

use rustix::process::{Resource, getrlimit, setrlimit};

use crate::Result;

/// Lets this process open as many files as it may.
pub(crate) fn raise_open_files() -> Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    Ok(setrlimit(Resource::Nofile, limit)?)
}

/// How many sockets fit under the limit of open files, at most `wanted`.
pub(crate) fn sockets(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let fit = usize::try_from(limit)
        .unwrap_or(usize::MAX)
        .saturating_sub(100);
    if fit < wanted {
        crate::table::say(&format!(
            "{wanted} sockets are more than `ulimit -n` lets be open: {fit} are measured"
        ));
    }
    fit.min(wanted)
}

/// A core of those that this process had when it began, the last if there are fewer. A side that has one to itself is
/// not put aside by the other in the middle of a message, and keeps its caches.
#[cfg(target_os = "linux")]
fn core(index: usize) -> Result<rustix::thread::CpuSet> {
    use rustix::thread::{CpuSet, sched_getaffinity};

    static ALLOWED: OnceLock<Vec<usize>> = OnceLock::new();
    let allowed = sched_getaffinity(None)?;
    let cores = ALLOWED.get_or_init(|| {
        let is_allowed = |core: &usize| allowed.is_set(*core);
        (0..CpuSet::MAX_CPU).filter(is_allowed).collect()
    });
    let mut set = CpuSet::new();
    set.set(cores[index.min(cores.len() - 1)]);
    Ok(set)
}

/// Keeps the clients on a core of their own.
#[cfg(target_os = "linux")]
pub(crate) fn keep_clients() -> Result<()> {
    Ok(rustix::thread::sched_setaffinity(None, &core(1)?)?)
}

/// Keeps a server on the core that all servers have in turn.
#[cfg(target_os = "linux")]
pub(crate) fn keep_server(id: u32) -> Result<()> {
    let id = rustix::process::Pid::from_raw(id.try_into()?);
    Ok(rustix::thread::sched_setaffinity(id, &core(0)?)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_clients() -> Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_server(_id: u32) -> Result<()> {
    Ok(())
}

/// The processor's name and the number of its cores, as the system gives them.
pub(crate) fn name() -> String {
    let about = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let mut models = about
        .lines()
        .filter_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let model = models.next().unwrap_or("unknown processor").trim();
    format!("{} × {model}", models.count() + 1)
}
