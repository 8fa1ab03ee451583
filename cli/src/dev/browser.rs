//! Opens an address in the browser of the person at the keyboard. The addresses are our own: nothing from the wire.
//! For the keys `o` and `i`, and for `--open`.

use std::process::Stdio;

use tokio::process::Command;

#[cfg(target_os = "macos")]
const OPENER: &str = "open";
#[cfg(not(target_os = "macos"))]
const OPENER: &str = "xdg-open";

/// Opens it, if this machine knows how; the address is printed in any case.
pub(crate) fn open(address: &str) {
    let _ = Command::new(OPENER)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn();
}
