//! The cookies of one visitor: kept from page to page, as a browser keeps them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, HeaderValue, header};

#[derive(Clone, Default)]
pub(super) struct Cookies(Arc<Mutex<Vec<(String, String)>>>);

impl Cookies {
    fn kept(&self) -> MutexGuard<'_, Vec<(String, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a request sends of them.
    pub(super) fn header(&self) -> Option<HeaderValue> {
        let pairs: Vec<_> = self
            .kept()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty())
            .then(|| HeaderValue::try_from(pairs.join("; ")).ok())
            .flatten()
    }

    /// Keeps what a response sets, and forgets what it ends.
    pub(super) fn keep(&self, headers: &HeaderMap) {
        let mut kept = self.kept();
        let lines = headers.get_all(header::SET_COOKIE).iter();
        for line in lines.filter_map(|line| line.to_str().ok()) {
            let mut fields = line.split(';').map(str::trim);
            let Some((name, value)) = fields.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            kept.retain(|(known, _)| known != name);
            if !fields.any(|field| field.eq_ignore_ascii_case("max-age=0")) {
                kept.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_replaced_and_ended() {
        let cookies = Cookies::default();
        let steps = [
            ("a=1; Path=/", Some("a=1")),
            ("b=2; HttpOnly", Some("a=1; b=2")),
            ("a=3", Some("b=2; a=3")),
            ("b=; Max-Age=0", Some("a=3")),
            ("a=; max-age=0; Path=/", None),
        ];
        for (line, expected) in steps {
            let mut headers = HeaderMap::new();
            headers.insert(header::SET_COOKIE, line.parse().unwrap());
            cookies.keep(&headers);
            let sent = cookies.header();
            assert_eq!(sent.as_ref().map(|line| line.to_str().unwrap()), expected);
        }
    }
}
