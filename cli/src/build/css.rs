//! Reads a stylesheet as far as a build must: where it names other files, and what can be left out.
//!
//! `url(…)`, `@import "…"` and the strings of `image-set(…)` are references. Comments and strings are
//! told apart from code; everything else is passed through untouched.

use std::ops::Range;

/// A place in the stylesheet that names another file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reference {
    /// Where the address stands, without quotes.
    pub(crate) range: Range<usize>,
}

/// What a piece of a stylesheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// `/* … */`
    Comment,
    /// White space.
    Space,
    /// A string with its quotes, or an unquoted `url(…)` from its first letter to its closing parenthesis.
    Solid,
    /// Anything else.
    Code,
}

/// Every reference, in order.
pub(crate) fn references(css: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    scan(css, |_, _| {}, |range| found.push(Reference { range }));
    found
}

/// Without comments and the white space that means nothing. Comments that begin with `/*!` stay.
pub(crate) fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let (mut space, mut comment) = (false, false);
    scan(
        css,
        |piece, range| {
            let text = &css[range];
            match piece {
                Piece::Comment if !text.starts_with("/*!") => comment = true,
                Piece::Space => space = true,
                _ => {
                    let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
                    let first = text.chars().next().unwrap_or_default();
                    let last = out.chars().next_back();
                    if last.is_some_and(|last| !tight(last)) && !tight(first) {
                        // `1px/**/2px` is two words and `a/**/.b` is not `a .b`: an empty comment keeps both.
                        out.push_str(match (space, comment) {
                            (true, _) => " ",
                            (false, true) => "/**/",
                            (false, false) => "",
                        });
                    }
                    (space, comment) = (false, false);
                    if first == '}' && last == Some(';') {
                        out.pop();
                    }
                    out.push_str(text);
                }
            }
        },
        |_| {},
    );
    out
}

/// Walks over `css`: each piece goes to `piece`, each address of another file to `reference`.
fn scan(
    css: &str,
    mut piece: impl FnMut(Piece, Range<usize>),
    mut reference: impl FnMut(Range<usize>),
) {
    let bytes = css.as_bytes();
    let mut at = 0;
    // Whether the string that comes next is an address: after `@import`.
    let mut import = false;
    // For each open parenthesis, whether strings inside are addresses: `image-set(`.
    let mut images: Vec<bool> = Vec::new();
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = css[at + 2..]
                    .find("*/")
                    .map_or(bytes.len(), |end| at + 2 + end + 2);
                piece(Piece::Comment, start..at);
            }
            quote @ (b'"' | b'\'') => {
                at = string_end(bytes, at, quote);
                piece(Piece::Solid, start..at);
                if import || images.last() == Some(&true) {
                    reference(start + 1..inner_end(bytes, start, at, quote));
                }
                import = false;
            }
            byte if byte.is_ascii_whitespace() => {
                while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                    at += 1;
                }
                piece(Piece::Space, start..at);
            }
            b'@' | b'-' | b'_' | b'\\' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                at += 1;
                while bytes.get(at).is_some_and(|byte| is_word(*byte)) {
                    // An escaped character is part of the word, whatever it is.
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = char_end(css, at);
                let word = css[start..at].to_ascii_lowercase();
                import = word == "@import";
                if bytes.get(at) != Some(&b'(') {
                    piece(Piece::Code, start..at);
                    continue;
                }
                at += 1;
                if word == "url" {
                    at = url(css, start, at, &mut piece, &mut reference);
                } else {
                    piece(Piece::Code, start..at);
                    images.push(word.ends_with("image-set"));
                }
            }
            byte => {
                at += 1;
                match byte {
                    b'(' => images.push(false),
                    b')' => {
                        images.pop();
                    }
                    // Numbers end where their unit begins: `10px` is one piece.
                    b'0'..=b'9' => {
                        while bytes
                            .get(at)
                            .is_some_and(|byte| is_word(*byte) && *byte != b'\\')
                        {
                            at += 1;
                        }
                        at = char_end(css, at);
                    }
                    b';' | b'{' | b'}' => import = false,
                    _ => {}
                }
                piece(Piece::Code, start..at);
            }
        }
    }
}

/// Reads on from behind `url(`, which began at `start`; gives the place behind `)`.
fn url(
    css: &str,
    start: usize,
    open: usize,
    piece: &mut impl FnMut(Piece, Range<usize>),
    reference: &mut impl FnMut(Range<usize>),
) -> usize {
    let bytes = css.as_bytes();
    let mut at = open;
    while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
        at += 1;
    }
    let address = match bytes.get(at) {
        Some(&quote @ (b'"' | b'\'')) => {
            let end = string_end(bytes, at, quote);
            let address = at + 1..inner_end(bytes, at, end, quote);
            at = end;
            address
        }
        _ => {
            let begin = at;
            while bytes.get(at).is_some_and(|byte| *byte != b')') {
                at += if bytes[at] == b'\\' { 2 } else { 1 };
            }
            at = char_end(css, at);
            begin..begin + css[begin..at].trim_end().len()
        }
    };
    let end = css[at..]
        .find(')')
        .map_or(bytes.len(), |close| at + close + 1);
    piece(Piece::Solid, start..end);
    reference(address);
    end
}

/// Behind the closing quote, or the end of the line or text when there is none.
fn string_end(bytes: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' => return at,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Where a string's content ends: before its closing quote, if it has one.
fn inner_end(bytes: &[u8], open: usize, end: usize, quote: u8) -> usize {
    if end > open + 1 && bytes[end - 1] == quote {
        end - 1
    } else {
        end
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'\\') || byte >= 0x80
}

/// The next boundary of characters at or after `at`.
fn char_end(css: &str, at: usize) -> usize {
    (at..css.len())
        .find(|at| css.is_char_boundary(*at))
        .unwrap_or(css.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_and_nothing_else() {
        for (css, expected) in [
            ("a { background: url(a.png) }", vec!["a.png"]),
            ("a { background: url( 'a b.png' ) }", vec!["a b.png"]),
            (
                r#"a { background: URL("a.png"), url(b.png) }"#,
                vec!["a.png", "b.png"],
            ),
            (
                r#"@import "base.css"; @import url(more.css) screen;"#,
                vec!["base.css", "more.css"],
            ),
            ("@IMPORT 'x.css' layer(base);", vec!["x.css"]),
            ("/* url(no.png) */ a { content: 'url(no.png)' }", vec![]),
            ("a { content: \"no.png\" }", vec![]),
            (
                "a { background: image-set(\"a.avif\" type(\"image/avif\"), 'b.png' 2x) }",
                vec!["a.avif", "b.png"],
            ),
            (
                "a { background: -webkit-image-set(url(a.png) 1x) }",
                vec!["a.png"],
            ),
            ("a { mask: myurl(no.png) } .curl(x){}", vec![]),
            (
                "@font-face { src: url(f.eot?#iefix), local('Sans') }",
                vec!["f.eot?#iefix"],
            ),
            (
                "a{b:url(data:image/svg+xml;utf8,<svg xmlns='x'/>)}",
                vec!["data:image/svg+xml;utf8,<svg xmlns='x'/>"],
            ),
            ("a{b:url()}", vec![""]),
            ("a{b:url(open", vec!["open"]),
            ("@import 'open", vec!["open"]),
            ("a{b:'open\n} c{d:url(x)}", vec!["x"]),
            (r"a{b:url(a\)b.png)}", vec![r"a\)b.png"]),
            ("ü{b:url(é.png)}", vec!["é.png"]),
            ("@layer x; a{b:url(y)}", vec!["y"]),
            (r"\", vec![]),
            ("url(\\é", vec!["\\é"]),
        ] {
            let found: Vec<&str> = references(css)
                .into_iter()
                .map(|reference| &css[reference.range])
                .collect();
            assert_eq!(found, expected, "{css}");
        }
    }

    #[test]
    fn minified_css_means_the_same() {
        for (css, small) in [
            (
                "a {\n  color : red ;\n  margin: 0 1px;\n}\n",
                "a{color : red;margin: 0 1px}",
            ),
            ("a, b > c { }", "a,b > c{}"),
            ("a :hover{}", "a :hover{}"),
            ("a{width:calc(1px + 2px)}", "a{width:calc(1px + 2px)}"),
            ("/* gone */a{}/*! kept */", "a{}/*! kept */"),
            ("a{margin:1px/* and */2px}", "a{margin:1px/**/2px}"),
            ("div/* no space */.a{}", "div/**/.a{}"),
            ("a /* x */ b{}", "a b{}"),
            ("a{content:'  ;  /* x */ '}", "a{content:'  ;  /* x */ '}"),
            ("a{background:url( a.png )}", "a{background:url( a.png )}"),
            (
                "@media screen and (min-width: 1px) { a { b: c } }",
                "@media screen and (min-width: 1px){a{b: c}}",
            ),
            ("a{--x: ;}", "a{--x:}"),
            (".\\31 23{}", ".\\31 23{}"),
        ] {
            assert_eq!(minify(css), small, "{css}");
        }
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        let pieces = [
            "/*",
            "*/",
            "'",
            "\"",
            "url(",
            "\\",
            "é",
            "@import",
            "(",
            ")",
            " ",
            "a",
            "image-set(",
            ";",
            "\n",
        ];
        let mut state = 1u64;
        for _ in 0..3000 {
            let mut text = String::new();
            for _ in 0..12 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
                text.push_str(pieces[(state >> 33) as usize % pieces.len()]);
            }
            let mut end = 0;
            scan(
                &text,
                |_, range| {
                    assert_eq!(range.start, end, "{text:?}");
                    end = range.end;
                },
                |range| {
                    assert!(text.get(range.clone()).is_some(), "{text:?} {range:?}");
                },
            );
            assert_eq!(end, text.len(), "{text:?}");
        }
    }
}
