//! The rules for names, one function per step, in the order in which they are checked.
//! `names.rs` calls them; what to try instead is found in `suggest`.

use super::Subject;
use crate::error::{Code, Error, Result};

/// The most characters that a segment has.
const LENGTH: usize = 64;

/// Keywords of every edition, those kept for later included. `union`, `auto` and the like are fine as modules.
const KEYWORDS: &[&str] = &[
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Crates that come with Rust.
const DISTRIBUTION: &[&str] = &["alloc", "core", "proc_macro", "std", "test"];

/// Folders that cargo makes beside the binary in `target/debug`.
const CARGO_FOLDERS: &[&str] = &["build", "deps", "examples", "incremental"];

/// Names a project cannot have even when the lock file of the moment does not hold them.
const DEPENDENCIES: &[&str] = &[
    "axum",
    "liveview",
    "liveview_build",
    "liveview_macros",
    "minijinja",
    "serde",
    "tokio",
];

/// The name as a whole: that there is one, and that it is no option and no absolute path.
pub(super) fn whole(typed: &str) -> Result<()> {
    let mut chars = typed.chars();
    if typed.trim().is_empty() {
        return Err(Error::coded(Code::NameEmpty, "the name is empty"));
    }
    if typed.starts_with('-') {
        return Err(Error::coded(
            Code::NameDash,
            format!("`{typed}` cannot start with `-`"),
        ));
    }
    let drive = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && chars.next().is_some_and(|c| matches!(c, '\\' | '/'));
    let rooted = typed.starts_with('/') && typed.contains(|c| c != '/');
    if drive || rooted || typed.starts_with("\\\\") || typed == "~" || typed.starts_with("~/") {
        return Err(Error::coded(
            Code::NameAbsolute,
            format!("`{typed}` cannot be an absolute path"),
        ));
    }
    Ok(())
}

/// That the segments stay below their folder, and that there is something in each.
pub(super) fn segments(typed: &str, parts: &[&str]) -> Result<()> {
    if parts.iter().any(|part| matches!(*part, "." | "..")) {
        return Err(Error::coded(
            Code::NameOutside,
            format!("`{typed}` would write outside src/handlers"),
        ));
    }
    let Some(empty) = parts.iter().position(|part| part.is_empty()) else {
        return Ok(());
    };
    let message = match parts[..empty].join("/") {
        before if before.is_empty() => "empty segment before `/`".to_owned(),
        before => format!("empty segment after `{before}/`"),
    };
    Err(Error::coded(Code::NameSegment, message))
}

/// One segment as it was typed: which characters it holds, and where.
pub(super) fn spelling(typed: &str, part: &str) -> Result<()> {
    if let Some(position) = typed.chars().position(|c| c == ' ') {
        return Err(Error::coded(
            Code::NameSpace,
            format!("`{typed}` has a space at position {}", position + 1),
        ));
    }
    let foreign = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if let Some(c) = part
        .chars()
        .find(|c| foreign(*c) && (c.is_ascii() || c.is_control() || c.is_whitespace()))
    {
        return Err(Error::coded(
            Code::NameCharacter,
            format!("`{}` is not allowed in a name", c.escape_debug()),
        ));
    }
    if !part.is_ascii() {
        let message =
            format!("`{typed}` is not ASCII: Rust does not load module files with such names");
        return Err(Error::coded(Code::NameNotAscii, message));
    }
    if part.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Error::coded(
            Code::NameDigit,
            format!("`{part}` cannot start with a digit"),
        ));
    }
    if part != "_" && (part.starts_with(['_', '-']) || part.ends_with(['_', '-']) || doubled(part))
    {
        return Err(Error::coded(
            Code::NameSeparators,
            format!("`{part}` has doubled or edge separators"),
        ));
    }
    if part.chars().count() > LENGTH {
        let message = format!(
            "`{part}` has {} characters, the limit is {LENGTH}",
            part.chars().count()
        );
        return Err(Error::coded(Code::NameLength, message));
    }
    Ok(())
}

fn doubled(part: &str) -> bool {
    let separator = |c: &u8| matches!(c, b'_' | b'-');
    part.as_bytes()
        .windows(2)
        .any(|pair| pair.iter().all(separator))
}

/// One segment in snake case: what Rust and file systems make of it as a module.
pub(super) fn module(snake: &str, subject: Subject) -> Result<()> {
    // A lone `_` has no words left in snake case.
    let snake = if snake.is_empty() { "_" } else { snake };
    if KEYWORDS.contains(&snake) {
        let since = match snake {
            "gen" => " since edition 2024",
            _ => "",
        };
        return Err(Error::coded(
            Code::NameKeyword,
            format!("`{snake}` is a Rust keyword{since}"),
        ));
    }
    if reserved(snake) {
        return Err(Error::coded(
            Code::NameReserved,
            format!("`{snake}` is a reserved file name on Windows"),
        ));
    }
    if matches!(snake, "lib" | "main") {
        let what = match subject {
            Subject::App => "package",
            Subject::Handler => "module",
        };
        return Err(Error::coded(
            Code::NameCrateRoot,
            format!("`{snake}` is the crate root's name, not a {what}'s"),
        ));
    }
    if snake.len() > LENGTH {
        let message = format!(
            "`{snake}` has {} characters, the limit is {LENGTH}",
            snake.len()
        );
        return Err(Error::coded(Code::NameLength, message));
    }
    Ok(())
}

/// That a module is not called as the one that it would be in.
pub(super) fn above(above: &str, snake: &str) -> Result<()> {
    if above == snake {
        return Err(Error::coded(
            Code::NameRepeated,
            format!("`{snake}` would be inside a module of the same name"),
        ));
    }
    Ok(())
}

/// Devices that no file can be named after, whatever its extension.
fn reserved(snake: &str) -> bool {
    let numbered = |prefix| {
        snake
            .strip_prefix(prefix)
            .is_some_and(|rest: &str| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()))
    };
    matches!(snake, "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

/// What cargo makes of it as a package.
pub(super) fn package(package: &str, taken: &[&str]) -> Result<()> {
    let snake = package.replace('-', "_");
    if DISTRIBUTION.contains(&snake.as_str()) {
        let message = format!("`{package}` is a crate of the Rust distribution");
        return Err(Error::coded(Code::NameDistribution, message));
    }
    if CARGO_FOLDERS.contains(&snake.as_str()) {
        return Err(Error::coded(
            Code::NameCargoFolder,
            format!("`{package}` is a folder that cargo uses"),
        ));
    }
    let taken = taken.iter().any(|other| other.replace('-', "_") == snake);
    if taken || DEPENDENCIES.contains(&snake.as_str()) {
        let message = format!("`{package}` cannot have the name of a dependency");
        return Err(Error::coded(Code::NameDependency, message));
    }
    Ok(())
}
