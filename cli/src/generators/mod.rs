//! One file per kind of thing that `gen` adds: what was asked for becomes a plan. Nothing is written here.
//!
//! What each kind writes is declared beside its templates; `declare` links a Rust file into the crate.

mod declare;
mod handler;

pub use handler::handler;
