//! Which addresses a patch may lead a page to: those of its own site. They are often put together
//! from what a visitor sent, and a browser reads more into them than meets the eye.

/// Whether a browser resolves it to a page of the same site, whatever that site is.
pub(crate) fn is_own(address: &str) -> bool {
    // A browser drops tabs and line ends before it reads an address, and white space in front.
    if address.contains(char::is_control) || address.starts_with(' ') {
        return false;
    }
    // It takes a backslash for a slash, so `/\evil` names a host as `//evil` does.
    let mut beginning = address.chars().map(|c| if c == '\\' { '/' } else { c });
    if beginning.next() == Some('/') && beginning.next() == Some('/') {
        return false;
    }
    // A colon ends a scheme unless a path, a query or a fragment has begun.
    !address
        .split(['/', '\\', '?', '#'])
        .next()
        .is_some_and(|first| first.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_taken() {
        let own = [
            "",
            "/",
            "/books?q=a:b//c",
            "books/9",
            "?page=2",
            "#top",
            "/a//b",
            "/login?next=https://app.test/x",
            "/søk?q=日本 語",
            "\\evil.test",
        ];
        for address in own {
            assert!(is_own(address), "{address}");
        }
        let foreign = [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "\tjavascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "https://evil.test",
            "https:evil.test",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "\\/evil.test",
            "/\t/evil.test",
            "/x\r\nset-cookie: a=b",
            "/x\u{0}",
            "/x\u{85}",
        ];
        for address in foreign {
            assert!(!is_own(address), "{address:?}");
        }
    }
}
