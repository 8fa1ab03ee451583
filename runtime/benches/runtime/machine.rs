//! What is asked of the system: open files for thousands of sockets, one core for each side, and
//! the name of the machine that the figures are of.

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

/// Keeps this process on one core, the last if there are fewer: its caches stay its own, and both
/// servers have the same.
#[cfg(target_os = "linux")]
pub(crate) fn stay_on(core: usize) -> Result<()> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let allowed = sched_getaffinity(None)?;
    let cores: Vec<usize> = (0..CpuSet::MAX_CPU)
        .filter(|core| allowed.is_set(*core))
        .collect();
    let mut own = CpuSet::new();
    own.set(cores[core.min(cores.len() - 1)]);
    Ok(sched_setaffinity(None, &own)?)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn stay_on(_core: usize) -> Result<()> {
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
