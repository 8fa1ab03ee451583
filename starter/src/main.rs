//! Starts the application, which is put together in `lib.rs`.

use starter::app;

#[liveview::main]
async fn main() -> liveview::Result<()> {
    liveview::serve(app().await?).await
}
