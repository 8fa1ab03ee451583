//! Who may open a socket: pages of this very host, and origins that the application names.
//! Without this, any site could use a visitor's cookie.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether the request comes from a page that may.
pub(crate) fn allowed(headers: &HeaderMap, named: &[String], tls: bool) -> bool {
    let (Some(origin), Some(host)) = (only(headers, header::ORIGIN), only(headers, header::HOST))
    else {
        return false;
    };
    if named.iter().any(|named| named.eq_ignore_ascii_case(origin)) {
        return true;
    }
    let authority = match origin.split_once("://") {
        Some(("https", authority)) => authority,
        Some(("http", authority)) if !tls => authority,
        _ => return false,
    };
    // Both leave out the port that goes without saying, so they are spelled alike.
    is_authority(authority) && authority.eq_ignore_ascii_case(host)
}

/// The header, if it is there once and is text.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut lines = headers.get_all(name).iter();
    let line = lines.next()?.to_str().ok()?;
    lines.next().is_none().then_some(line)
}

fn is_authority(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(origins: &[&str], host: &str, tls: bool) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().unwrap());
        for origin in origins {
            headers.append(header::ORIGIN, origin.parse().unwrap());
        }
        allowed(&headers, &["https://partner.test".to_owned()], tls)
    }

    #[test]
    fn only_the_own_host_and_the_named() {
        assert!(check(&["https://app.test"], "app.test", true));
        assert!(check(&["http://app.test"], "app.test", false));
        assert!(check(&["http://App.test"], "app.test", false));
        assert!(check(&["http://127.0.0.1:4400"], "127.0.0.1:4400", false));
        assert!(check(&["http://[::1]:4400"], "[::1]:4400", false));
        assert!(check(&["https://partner.test"], "app.test", true));

        let refused = [
            "https://evil.test",
            "null",
            "",
            "garbage://[",
            "https://app.test.evil.test",
            "https://evilapp.test",
            "http://app.test",
            "https://app.test:444",
            "https://user@app.test",
            "https://app.test/",
            "app.test",
            "https://partner.test.evil.test",
        ];
        for origin in refused {
            assert!(!check(&[origin], "app.test", true), "{origin}");
        }
        assert!(!check(&[], "app.test", true));
        assert!(!check(
            &["https://app.test", "https://app.test"],
            "app.test",
            true
        ));
        assert!(!check(&["https://localhost:9999"], "localhost:4400", true));
    }
}
