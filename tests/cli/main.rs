//! The command line, through the real binary: exit code, stdout, stderr, and every file around it.
//!
//! One module per command or concern; what compiles a stamped project is in modules named `stamped`.

mod build;
mod conflicts;
mod r#gen;
mod handlers;
mod links;
mod mod_lines;
mod names;
mod new;
mod output;
#[cfg(unix)]
mod prompts;
mod stamped;
mod titles;
mod unattended;
