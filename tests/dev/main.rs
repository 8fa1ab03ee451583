//! `liveview dev`: what edits do, what a swap keeps, what attacks come to, and the inspector's page.
//! Most of them drive the probe app, which compiles in a moment; `swaps` drives a real one.

mod attacks;
mod edits;
mod harness;
mod inspector_page;
mod keys;
mod swaps;
