//! What an application carries: where its templates and assets are in a debug build, or their
//! text and bytes in a release build. `liveview-build` writes an expression of this type.

/// The templates and assets of an application.
///
/// A project's `build.rs` makes one with `liveview_build::embed()`. A crate without a build script
/// makes its own, and hands it to [`Builder::from_embedded`](crate::Builder::from_embedded).
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    pub(crate) disk: Option<&'static str>,
    pub(crate) templates: &'static [(&'static str, &'static str)],
    pub(crate) assets: &'static [(&'static str, &'static [u8])],
    pub(crate) manifest: Option<&'static str>,
}

impl Embedded {
    /// Reads `templates/` and `assets/` of that folder when they are needed. The environment
    /// variable `LIVEVIEW_ROOT` names another folder.
    #[must_use]
    pub const fn disk(root: &'static str) -> Self {
        Self {
            disk: Some(root),
            templates: &[],
            assets: &[],
            manifest: None,
        }
    }

    /// Carries templates and assets by name. With a manifest, `{"app.css":"app-3f9a1c2b.css"}`,
    /// the assets are under their final names, and `.br` and `.gz` beside a file are the same file
    /// compressed. Without one, fingerprints are made at the start.
    #[must_use]
    pub const fn tables(
        templates: &'static [(&'static str, &'static str)],
        assets: &'static [(&'static str, &'static [u8])],
        manifest: Option<&'static str>,
    ) -> Self {
        Self {
            disk: None,
            templates,
            assets,
            manifest,
        }
    }
}
