//! What was typed, nothing more: the clap types of every command.
//!
//! What the values mean is decided in `commands`; which names are allowed, in `names`.

use std::{ffi::OsString, path::PathBuf};

use clap::{
    Args, Parser, Subcommand, ValueEnum, builder::TypedValueParser, error::ContextKind,
    error::ContextValue, error::ErrorKind,
};

use crate::{
    error::{Code, Error, Exit},
    ui::Ui,
};

/// Server-rendered pages that stay live: make a project, run it while you edit, build it into one binary.
#[derive(Debug, Parser)]
#[command(
    name = "liveview",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Work as if started in DIR
    #[arg(short = 'C', value_name = "DIR", global = true)]
    pub directory: Option<PathBuf>,
    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Never ask; a missing value is an error
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Print one JSON document to stdout
    #[arg(long, global = true)]
    pub json: bool,
    /// Say only what went wrong
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to colour what is printed (`NO_COLOR` is obeyed too)
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        hide_possible_values = false,
        global = true
    )]
    pub color: Color,
}

/// When to colour what is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How a command that writes is to go about it.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Writing")]
pub struct Writing {
    /// Show what would be written, and write nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Show the changes line by line, and write nothing
    #[arg(long, global = true)]
    pub diff: bool,
    /// Write nothing; exit 3 if something would change
    #[arg(long, global = true)]
    pub check: bool,
    /// Replace files that have other content
    #[arg(long, global = true, conflicts_with = "skip_existing")]
    pub force: bool,
    /// Leave files that have other content as they are
    #[arg(long, global = true)]
    pub skip_existing: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a project
    New(New),
    /// Add something to a project: files, one `mod` line, a test that passes
    #[command(visible_alias = "g")]
    Gen(Gen),
    /// Run the project and show edits as they are made
    Dev(Dev),
    /// Build the project into one binary
    Build(Build),
    /// List the handlers that the source declares
    Handlers(Handlers),
}

/// `liveview new`
#[derive(Debug, Clone, Args)]
#[command(after_help = "Example: liveview new myapp --dev")]
pub struct New {
    /// Where to make it; the last part is its name
    // An empty one is refused as a name is, not as a missing value.
    #[arg(value_parser = clap::builder::OsStringValueParser::new().map(PathBuf::from))]
    pub path: Option<PathBuf>,
    /// What to begin with
    #[arg(short, long, value_enum)]
    pub template: Option<Template>,
    /// The package's name, when it is not the folder's
    #[arg(long)]
    pub name: Option<String>,
    /// The title on the pages [default: from the name]
    #[arg(long)]
    pub title: Option<String>,
    /// The dev server's port [default: 4400]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// Depend on the runtime in this folder, instead of a copy in vendor/liveview
    #[arg(long, value_name = "PATH")]
    pub runtime: Option<PathBuf>,
    /// Begin a git repository [the default, unless inside one]
    #[arg(long, overrides_with = "no_git")]
    pub git: bool,
    /// Leave git alone
    #[arg(long)]
    pub no_git: bool,
    /// Make it in the folder given (or this one), which must be empty
    #[arg(long)]
    pub here: bool,
    /// Start the dev server when done
    #[arg(long)]
    pub dev: bool,
    /// Open a browser too (with --dev)
    #[arg(long, requires = "dev")]
    pub open: bool,
    /// How to write.
    #[command(flatten)]
    pub writing: Writing,
}

/// What `new` can begin with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Template {
    /// Search, form, chat, counter, navigation: one of each
    #[default]
    Starter,
    /// One page, one handler
    Minimal,
}

/// `liveview gen`
#[derive(Debug, Clone, Args)]
pub struct Gen {
    /// How to write.
    #[command(flatten)]
    pub writing: Writing,
    /// What to add.
    #[command(subcommand)]
    pub kind: Kind,
}

/// What `gen` can add.
#[derive(Debug, Clone, Subcommand)]
pub enum Kind {
    /// A handler with its tests, its template and its `mod` line
    #[command(
        after_help = "Examples: liveview gen handler search\n          liveview gen handler admin/users"
    )]
    Handler(GenHandler),
}

/// `liveview gen handler`
#[derive(Debug, Clone, Args)]
pub struct GenHandler {
    /// Its name; `/` nests, as in admin/users
    pub name: Option<String>,
}

/// `liveview dev`
#[derive(Debug, Clone, Default, Args)]
pub struct Dev {
    /// The port to listen on [default: from liveview.toml, or 4400]; the next free one when it is taken; 0 is any
    #[arg(short, long)]
    pub port: Option<u16>,
    /// Fail when the port is taken
    #[arg(long)]
    pub strict_port: bool,
    /// Open a browser
    #[arg(short, long)]
    pub open: bool,
    /// Look for changes by reading, not by the system's notices (network and container file systems)
    #[arg(long)]
    pub poll: bool,
}

/// `liveview build`
#[derive(Debug, Clone, Default, Args)]
pub struct Build {
    /// Optimised, with templates, assets and the client inside
    #[arg(short, long)]
    pub release: bool,
    /// The folder to put the binary in [default: dist]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The platform to build for [default: this one]
    #[arg(long, value_name = "TRIPLE")]
    pub target: Option<String>,
}

/// `liveview handlers`
#[derive(Debug, Clone, Default, Args)]
pub struct Handlers {
    /// Only those whose name or file holds TEXT
    #[arg(long, value_name = "TEXT")]
    pub grep: Option<String>,
    /// Only those that no `mod` line reaches; exit 3 if there are any
    #[arg(long)]
    pub unlinked: bool,
}

/// Why the arguments did not become a command: help was asked for, or something was wrong with them.
#[derive(Debug)]
pub enum Stopped {
    /// clap has the words.
    Clap(Box<clap::Error>),
    /// A name that looks like an option.
    Name(Box<Error>),
}

impl Stopped {
    /// Prints it where it belongs and gives the exit code.
    pub fn report(&self) -> Exit {
        match self {
            Self::Clap(error) => {
                // Nothing is left to tell when the terminal has gone.
                let _ = error.print();
                if error.use_stderr() {
                    Exit::Usage
                } else {
                    Exit::Done
                }
            }
            Self::Name(error) => {
                Ui::new(&Global::default()).error(error);
                error.exit()
            }
        }
    }
}

/// Reads the arguments, the program's name first.
///
/// # Errors
///
/// Help and version, which were asked for; and arguments that no command takes.
pub fn parse(argv: &[OsString]) -> Result<Cli, Stopped> {
    Cli::try_parse_from(argv).map_err(|error| match name_like_an_option(&error, argv) {
        Some(name) => Stopped::Name(Box::new(
            Error::coded(Code::NameDash, format!("`{name}` cannot start with `-`"))
                .hint("names start with a letter; `--help` lists the options"),
        )),
        None => Stopped::Clap(Box::new(error)),
    })
}

/// `liveview new -x`: an argument with one dash, where a name stands.
fn name_like_an_option(error: &clap::Error, argv: &[OsString]) -> Option<String> {
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    if error.kind() != ErrorKind::UnknownArgument
        || !option.starts_with('-')
        || option.starts_with("--")
    {
        return None;
    }
    let words: Vec<_> = argv
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy())
        .collect();
    let makes = words
        .iter()
        .any(|word| matches!(word.as_ref(), "new" | "gen" | "g"));
    makes.then(|| {
        words
            .iter()
            .find(|word| word.starts_with(option.as_str()))
            .map(|word| word.to_string())
    })?
}
