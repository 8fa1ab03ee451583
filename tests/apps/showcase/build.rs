//! Packs `templates/` and `assets/` into release builds, as a user's project does.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    Ok(liveview_build::embed()?)
}
