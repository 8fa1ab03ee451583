//! Signals to the children's process groups. Each child leads a group of its own, so that what it starts ends with it.
//! Used for cargo (`build`) and for the app (`app`).

use rustix::process::{Pid, Signal, kill_process_group};

/// The process group that a child leads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group(Pid);

impl Group {
    /// The group of a child that was started with `process_group(0)`.
    pub(crate) fn of(child: &tokio::process::Child) -> Option<Self> {
        child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
            .map(Self)
    }

    /// Asks it to end.
    pub(crate) fn end(self) {
        // A group that has ended already is what was wanted.
        let _ = kill_process_group(self.0, Signal::TERM);
    }

    /// Ends it.
    pub(crate) fn kill(self) {
        let _ = kill_process_group(self.0, Signal::KILL);
    }
}
