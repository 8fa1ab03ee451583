//! What can go wrong in here. All of it is a fault of ours, or of a template that a user changed.
//! The command shows it as a bug of its own, with the file and the place that it names.

/// A template that does not render, or one that is not there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A stamp or a generator's template does not render.
    #[error("the template `{name}` does not render: {source}")]
    Render {
        /// The stamp's text, or the template's file.
        name: String,
        /// What Handlebars says.
        source: Box<handlebars::RenderError>,
    },
    /// A recipe or an operations file does not parse.
    #[error("`{name}` does not parse: {source}")]
    Parse {
        /// The file.
        name: String,
        /// What is wrong with it.
        source: Box<toml::de::Error>,
    },
    /// A stamp has no place, or more than one.
    #[error("{0}")]
    Stamp(String),
    /// Something that should have been packed is not there.
    #[error("`{path}` was not packed into this binary")]
    Pack {
        /// What was looked for.
        path: String,
    },
}
