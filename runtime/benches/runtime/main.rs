//! The promises of the runtime, measured: `cargo bench -p liveview` prints a table in which a plain
//! axum server stands beside it, measured in the same run. `… -- idle` measures one part alone, and
//! `… -- soak` holds ten thousand connections for many rounds and fails when memory or tasks grow.
//! Each server is a process of its own, this very program started again, so that its CPU time and
//! its memory are its own.

mod broadcast;
mod client;
mod crowd;
mod idle;
mod machine;
mod plain;
mod round_trip;
mod server;
mod slow;
mod soak;
mod subject;
mod table;

use std::error::Error;
use std::process::ExitCode;

use tokio::task::LocalSet;

use crate::table::Table;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What the handlers of the measured application are given.
pub(crate) use subject::AppState;

fn main() -> ExitCode {
    // Cargo adds `--bench` by itself.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            table::say(&format!("failed: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    machine::raise_open_files()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    if let ["serve", kind] = words {
        return runtime.block_on(server::serve(kind.parse()?));
    }
    machine::keep_clients()?;
    LocalSet::new().block_on(&runtime, measure(words))
}

async fn measure(words: &[&str]) -> Result<()> {
    if words == ["soak"] {
        return soak::run().await;
    }
    let wanted = |part: &str| words.is_empty() || words.contains(&part);
    let mut table = Table::default();
    if wanted("roundtrip") {
        round_trip::run(&mut table).await?;
    }
    if wanted("idle") {
        idle::run(&mut table, 1_000, 3).await?;
    }
    if wanted("broadcast") {
        broadcast::run(&mut table).await?;
    }
    if wanted("slow") {
        slow::run(&mut table, 1_000, 30).await?;
    }
    table.print()
}
