//! The application: its handlers, its pages and the state they share.

/// What the application calls itself in its pages and their titles.
pub const TITLE: &str = "Starter";
