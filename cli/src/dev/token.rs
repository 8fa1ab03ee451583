//! Tokens of the dev server. Pages of the app hold one that is good for the overlay's socket alone; the inspector is
//! opened with a one-time token that is exchanged for a cookie, so that an address in a history or a log opens nothing.

use std::sync::Mutex;

use hyper::http::{HeaderMap, header};

/// One-time tokens that are printed and not used yet; the oldest goes first.
const UNUSED: usize = 16;

/// The tokens of this dev server.
#[derive(Debug)]
pub(crate) struct Tokens {
    page: String,
    cookie: String,
    cookie_name: String,
    unused: Mutex<Vec<String>>,
}

impl Tokens {
    /// Fresh tokens; `None` when the system gives no random bytes.
    pub(crate) fn new(port: u16) -> Option<Self> {
        Some(Self {
            page: random()?,
            cookie: random()?,
            cookie_name: format!("liveview_inspector_{port}"),
            unused: Mutex::default(),
        })
    }

    /// What pages of the app are given.
    pub(crate) fn page(&self) -> &str {
        &self.page
    }

    /// Whether this is what pages of the app are given.
    pub(crate) fn is_page(&self, token: &str) -> bool {
        same(token, &self.page)
    }

    /// A new one-time token.
    pub(crate) fn one_time(&self) -> Option<String> {
        let token = random()?;
        let mut unused = self.unused.lock().ok()?;
        if unused.len() == UNUSED {
            unused.remove(0);
        }
        unused.push(token.clone());
        Some(token)
    }

    /// Uses a one-time token up; returns the cookie it is exchanged for.
    pub(crate) fn exchange(&self, token: &str) -> Option<String> {
        let mut unused = self.unused.lock().ok()?;
        let place = unused.iter().position(|unused| same(token, unused))?;
        unused.remove(place);
        Some(format!(
            "{}={}; Path=/__liveview; HttpOnly; SameSite=Strict",
            self.cookie_name, self.cookie
        ))
    }

    /// Whether the request carries the cookie.
    pub(crate) fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok());
        cookies
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(name, value)| name == self.cookie_name && same(value, &self.cookie))
    }
}

/// 128 random bits in hex.
pub(crate) fn random() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Compares in a time that tells nothing of where they differ.
fn same(one: &str, other: &str) -> bool {
    let differing = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |sum, (one, other)| sum | (one ^ other));
    one.len() == other.len() && std::hint::black_box(differing) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_one_time_token_is_good_once() {
        let tokens = Tokens::new(4400).unwrap();
        let token = tokens.one_time().unwrap();
        assert!(tokens.exchange("").is_none());
        assert!(tokens.exchange(tokens.page()).is_none());
        let cookie = tokens.exchange(&token).unwrap();
        assert!(
            cookie.starts_with("liveview_inspector_4400=")
                && cookie.contains("HttpOnly")
                && cookie.contains("SameSite=Strict")
        );
        assert!(tokens.exchange(&token).is_none());

        let mut headers = HeaderMap::new();
        assert!(!tokens.has_cookie(&headers));
        let pair = cookie.split(';').next().unwrap();
        headers.insert(header::COOKIE, format!("a=b; {pair}").parse().unwrap());
        assert!(tokens.has_cookie(&headers));
        headers.insert(header::COOKIE, format!("{pair}0").parse().unwrap());
        assert!(!tokens.has_cookie(&headers));
    }

    #[test]
    fn the_page_token_is_compared_whole() {
        let tokens = Tokens::new(4400).unwrap();
        let (page, wrong) = (tokens.page().to_owned(), "0".repeat(32));
        for (token, good) in [
            (page.as_str(), true),
            (&page[1..], false),
            ("", false),
            (&wrong, false),
            (&format!("{page}0"), false),
        ] {
            assert_eq!(tokens.is_page(token), good, "{token}");
        }
    }

    #[test]
    fn only_the_latest_unused_tokens_are_kept() {
        let tokens = Tokens::new(4400).unwrap();
        let first = tokens.one_time().unwrap();
        for _ in 0..UNUSED {
            tokens.one_time().unwrap();
        }
        assert!(tokens.exchange(&first).is_none());
    }
}
