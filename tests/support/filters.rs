//! What differs from run to run, out of texts that are compared whole: the temporary folder, times, the version.
//! `Run::transcript` uses them.

use std::path::Path;

/// `text` with `folder` as `[BENCH]`, durations as `[TIME]` and this release as `[VERSION]`.
pub(crate) fn clean(text: &str, folder: &Path) -> String {
    let mut text = text.to_owned();
    // Temporary folders are behind a symlink on some systems, and then have two names.
    for name in [
        folder.canonicalize().unwrap_or_else(|_| folder.to_owned()),
        folder.to_owned(),
    ] {
        text = text.replace(&*name.to_string_lossy(), "[BENCH]");
    }
    text = text.replace(env!("CARGO_PKG_VERSION"), "[VERSION]");
    text.split_inclusive(char::is_whitespace)
        .map(time)
        .collect()
}

/// A word such as `12ms`, `1.3s` or `(0.4s)`.
fn time(word: &str) -> String {
    let bare = word.trim().trim_matches(['(', ')', ',', '.', ';']);
    let number = bare.trim_end_matches(['µ', 'm', 's']);
    let unit = &bare[number.len()..];
    let counts = number.parse::<f64>().is_ok() && matches!(unit, "s" | "ms" | "µs");
    if counts {
        word.replacen(bare, "[TIME]", 1)
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let folder = Path::new("/no/such/bench");
        for (text, cleaned) in [
            (
                "made /no/such/bench/shop in 12ms",
                "made [BENCH]/shop in [TIME]",
            ),
            ("done (1.3s).\nnext", "done ([TIME]).\nnext"),
            ("items, 10 s and ms", "items, 10 s and ms"),
        ] {
            assert_eq!(clean(text, folder), cleaned);
        }
    }
}
