//! How a failed expectation looks: the patches that did come, short enough to read, and what was
//! probably meant.

use std::fmt::Write;

use serde_json::Value;

use super::TestPatch;
use crate::html::Html;

/// Characters of a patch's content that are shown where several patches are.
const SHORT: usize = 300;
/// Characters of a content that is shown alone.
const LONG: usize = 4000;

/// What a page was sent, one patch after the other, and the error.
pub(super) fn patches(patches: &[TestPatch], error: Option<&Value>) -> String {
    let mut shown = String::new();
    for patch in patches {
        shown.push_str(&one(patch));
    }
    if let Some(error) = error {
        let text = |key| error.get(key).and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(shown, "  error `{}`: {}", text("code"), text("message"));
        for key in ["field", "reference"] {
            if let Some(value) = error.get(key) {
                let _ = writeln!(shown, "    {key}: {value}");
            }
        }
    }
    if shown.is_empty() {
        shown.push_str("  nothing\n");
    }
    shown
}

fn one(patch: &TestPatch) -> String {
    let mut shown = String::new();
    if let (Some(swap), Some(target)) = (patch.swap(), patch.target()) {
        let _ = write!(shown, "  {swap} `{target}`");
        match shortened(patch.html(), SHORT) {
            html if html.is_empty() => shown.push('\n'),
            html if html.contains('\n') => {
                let _ = writeln!(shown, ":\n{}", indented(&html));
            }
            html => {
                let _ = writeln!(shown, ": {html}");
            }
        }
    }
    for (key, value) in patch.effects() {
        let _ = writeln!(shown, "  {key}: {}", shortened(&value.to_string(), SHORT));
    }
    shown
}

/// A content that is shown alone.
pub(super) fn whole(text: &str) -> String {
    match shortened(text.trim_end(), LONG) {
        text if text.is_empty() => "  nothing".to_owned(),
        text => indented(&text),
    }
}

fn indented(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| format!("    {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Beginning and end of a text that is too long.
fn shortened(text: &str, most: usize) -> String {
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let (head, tail) = (most * 2 / 3, most / 3);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - tail).collect();
    format!("{start} … {} characters … {end}", length - head - tail)
}

/// Why a text was not found although it looks as if it were there.
pub(super) fn hint(text: &str, wanted: &str) -> String {
    let escaped = Html::escape(wanted).into_string();
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if escaped != wanted && text.contains(&escaped) {
        format!(", but escaped: `{escaped}`")
    } else if text.to_lowercase().contains(&wanted.to_lowercase()) {
        ", but in other letters (upper and lower case)".to_owned()
    } else if plain(text).contains(&plain(wanted)) && !wanted.trim().is_empty() {
        ", but with other white space".to_owned()
    } else {
        String::new()
    }
}

/// The target that was probably meant, if one of them is near.
pub(super) fn nearest<'a>(wanted: &str, targets: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let rated = targets.map(|target| (distance(wanted, target), target));
    let (distance, target) = rated.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.chars().count().div_ceil(3)).then_some(target)
}

/// Characters to add, to remove or to replace until one is the other; letters are alike in upper
/// and lower case.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, character) in one.to_lowercase().chars().enumerate() {
        let mut diagonal = index;
        row[0] = index + 1;
        for (column, candidate) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *candidate);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_target_is_found_when_it_is_near() {
        let targets = ["#greeting", "#count", ".row"];
        for (wanted, expected) in [
            ("#gretings", Some("#greeting")),
            ("greeting", Some("#greeting")),
            ("#Count", Some("#count")),
            ("#results", None),
        ] {
            assert_eq!(nearest(wanted, targets.into_iter()), expected, "{wanted}");
        }
        assert_eq!(nearest("#x", std::iter::empty()), None);
    }

    #[test]
    fn a_text_that_is_almost_there_is_told() {
        let text = "<li>The  Rust\n Book</li><li>&lt;b&gt;</li>";
        assert_eq!(hint(text, "<b>"), ", but escaped: `&lt;b&gt;`");
        assert_eq!(
            hint(text, "rust"),
            ", but in other letters (upper and lower case)"
        );
        assert_eq!(hint(text, "The Rust Book"), ", but with other white space");
        assert_eq!(hint(text, "Go"), "");
    }

    #[test]
    fn what_is_long_keeps_both_ends() {
        let text = format!("start{}end", "ä".repeat(1000));
        let short = shortened(&text, 30);
        assert!(short.starts_with("startä") && short.ends_with("äend"));
        assert!(short.contains(" … 978 characters … "), "{short}");
        assert_eq!(shortened("short", 30), "short");
    }
}
