//! The wire: JSON text frames, version 1. `message` is what pages send, `frame` what they are
//! sent. The client's `protocol.ts` is the mirror, and `tests/protocol/*.json` holds both to it.

mod frame;
#[cfg(test)]
mod golden;
mod message;

pub(crate) use frame::{Answers, Body, ErrorFrame, Hello, error, ops, resume};
pub(crate) use message::{Message, decode};

/// The version of the wire that this build speaks.
pub(crate) const VERSION: u32 = 1;

/// Why a socket was closed.
pub(crate) mod close {
    pub(crate) const NORMAL: u16 = 1000;
    pub(crate) const PROTOCOL: u16 = 1002;
    pub(crate) const NOT_TEXT: u16 = 1007;
    pub(crate) const REFUSED: u16 = 1008;
    pub(crate) const TOO_BIG: u16 = 1009;
    pub(crate) const RESTART: u16 = 1012;
    pub(crate) const TOO_SLOW: u16 = 1013;
    pub(crate) const VERSION: u16 = 4001;
}
