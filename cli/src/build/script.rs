//! Finds the other modules that a script of the project names, when nothing has bundled it:
//! `from "./x.js"`, `import "./x.js"`, `import("./x.js")`, `new URL("./x.wasm", import.meta.url)`.
//!
//! Scripts are not parsed. What only looks like an import, in a comment say, is rewritten when such
//! a file exists and left alone when it does not: both do no harm.

use std::ops::Range;

/// What stands before the quote of a module's address.
const BEFORE: [&str; 3] = ["from", "import", "URL"];

/// The addresses, without quotes, in order. Only relative ones: others name packages.
pub(crate) fn references(script: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, quote) in script.match_indices(['"', '\'']) {
        let inside = &script[at + 1..];
        if !(inside.starts_with("./")
            || inside.starts_with("../")
            || inside.starts_with("/assets/"))
        {
            continue;
        }
        let before = script[..at].trim_end();
        let before = before.strip_suffix('(').map_or(before, str::trim_end);
        let named = BEFORE.iter().any(|word| {
            let rest = before.strip_suffix(word);
            rest.is_some_and(|rest| {
                !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'))
            })
        });
        let end = inside
            .find(['"', '\'', '\n'])
            .filter(|end| inside[*end..].starts_with(quote));
        if let (true, Some(end)) = (named, end) {
            found.push(at + 1..at + 1 + end);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_found_where_they_are_named() {
        for (script, expected) in [
            ("import { a } from './a.js'", vec!["./a.js"]),
            (
                "import{a}from\"../lib/a.js\";import\"./b.js\"",
                vec!["../lib/a.js", "./b.js"],
            ),
            ("export * from './c.js'", vec!["./c.js"]),
            ("const m = await import( './d.js' )", vec!["./d.js"]),
            ("new URL('./e.wasm', import.meta.url)", vec!["./e.wasm"]),
            ("import x from 'package'", vec![]),
            ("fetch('./data.json'); const s = './no.js'", vec![]),
            ("my_import('./no.js'); x.from('./no.js')", vec![]),
            ("import './open.js", vec![]),
            ("import './it\"s.js'", vec![]),
        ] {
            let found: Vec<&str> = references(script)
                .into_iter()
                .map(|range| &script[range])
                .collect();
            assert_eq!(found, expected, "{script}");
        }
    }
}
