//! `liveview dev`: what edits do, what a swap keeps, what attacks come to, and the inspector's page.

mod attacks;
mod edits;
mod harness;
mod inspector_page;
mod keys;
mod swaps;
