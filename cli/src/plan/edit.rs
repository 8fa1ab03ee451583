//! The one edit of Rust source: a `mod` line, sorted among those that are there. Text in, text out; comments,
//! attributes, line ends and a byte-order mark stay as they are.

use std::ops::Range;

use proc_macro2::LineColumn;
use syn::{AttrStyle, Attribute, File, Item, ItemMod, ext::IdentExt, spanned::Spanned};

/// What became of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Insertion {
    /// The text with the line in it.
    Inserted(String),
    /// It was there.
    Present,
    /// A module of that name is written out in the file itself, from this line on.
    Inline {
        /// Counted from one.
        line: usize,
    },
    /// The file is not Rust at the moment.
    Broken {
        /// Counted from one.
        line: usize,
        /// Counted from one.
        column: usize,
        /// What the parser says.
        message: String,
    },
}

/// Adds `mod module;` to `source`.
pub fn insert_mod(source: &str, module: &str) -> Insertion {
    let (mark, text) = match source.strip_prefix('\u{feff}') {
        Some(text) => ("\u{feff}", text),
        None => ("", source),
    };
    let file = match syn::parse_file(text) {
        Ok(file) => file,
        Err(error) => {
            let LineColumn { line, column } = error.span().start();
            return Insertion::Broken {
                line,
                column: column + 1,
                message: error.to_string(),
            };
        }
    };
    let modules: Vec<&ItemMod> = file
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Mod(module) => Some(module),
            _ => None,
        })
        .collect();
    if let Some(found) = modules.iter().find(|found| found.ident.unraw() == module) {
        return match found.content {
            None => Insertion::Present,
            Some(_) => Insertion::Inline {
                line: found.ident.span().start().line,
            },
        };
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (at, line) = place(&file, &modules, text, module, end);
    Insertion::Inserted(format!("{mark}{}{line}{}", &text[..at], &text[at..]))
}

/// Where the line goes, and the line with the line ends that it needs there.
fn place(
    file: &File,
    modules: &[&ItemMod],
    text: &str,
    module: &str,
    end: &str,
) -> (usize, String) {
    let declared: Vec<&&ItemMod> = modules
        .iter()
        .filter(|module| module.content.is_none())
        .collect();
    let before = declared
        .iter()
        .filter(|other| key(other).as_str() < module)
        .max_by_key(|other| key(other));
    if let Some(before) = before {
        let at = line_end(text, before.span().byte_range().end);
        let missing = if text[..at].ends_with('\n') { "" } else { end };
        return (at, format!("{missing}mod {module};{end}"));
    }
    if let Some(first) = declared.first() {
        return (
            above(text, first.span().byte_range().start),
            format!("mod {module};{end}"),
        );
    }
    if let Some(last) = file.attrs.iter().rev().find_map(inner) {
        let at = line_end(text, last.end);
        let missing = if text[..at].ends_with('\n') { "" } else { end };
        let apart = text[at..].trim().is_empty() || text[at..].starts_with(end);
        let rest = if apart { "" } else { end };
        return (at, format!("{missing}{end}mod {module};{end}{rest}"));
    }
    match file.items.first() {
        Some(first) => (
            above(text, first.span().byte_range().start),
            format!("mod {module};{end}{end}"),
        ),
        None => {
            let missing = if text.is_empty() || text.ends_with('\n') {
                ""
            } else {
                end
            };
            (text.len(), format!("{missing}mod {module};{end}"))
        }
    }
}

fn inner(attribute: &Attribute) -> Option<Range<usize>> {
    matches!(attribute.style, AttrStyle::Inner(_)).then(|| attribute.span().byte_range())
}

/// The end of the line that `at` is in, behind its line end.
fn line_end(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |offset| at + offset + 1)
}

/// The start of the line that `at` is in, or of the comment lines right above it: they belong to it.
fn above(text: &str, at: usize) -> usize {
    let mut start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    while let Some(previous) = text[..start].strip_suffix('\n') {
        let from = previous.rfind('\n').map_or(0, |newline| newline + 1);
        let line = previous[from..].trim_start();
        if !line.starts_with("//") || line.starts_with("//!") {
            break;
        }
        start = from;
    }
    start
}

/// What rustfmt sorts a module by: its name byte for byte, so that `v10` comes before `v2`.
fn key(module: &ItemMod) -> String {
    module.ident.unraw().to_string()
}
