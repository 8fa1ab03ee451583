//! Packs `templates/` and `assets/` into release builds. Debug builds read them from disk.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(liveview_build::embed()?)
}
