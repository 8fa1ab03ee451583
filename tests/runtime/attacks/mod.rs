//! Attacks, each as bytes that no library would send. `docs/security.md` says which row of its
//! table is which test; whatever is sent, there is one answer or one close, and the server lives.

mod addresses;
mod assets;
mod floods;
mod fuzz;
mod handshake;
mod headers;
mod leaks;
mod logs;
mod memory;
mod origins;
mod panics;
mod slow;
mod values;
