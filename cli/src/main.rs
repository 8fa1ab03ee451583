//! The binary `liveview`: reads the arguments, runs, and leaves with the exit code.
//! What it does in between is `liveview_cli::run`.

use std::process::ExitCode;

fn main() -> ExitCode {
    liveview_cli::main(std::env::args_os()).into()
}
