//! The cookie: it holds the session's name, and nothing else.
//! The page layer sets it; pages and sockets read it.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

use super::name;
use crate::error::Result;

/// The cookie that holds the session, named for the application, since the ports of one host
/// share their cookies.
#[derive(Clone, Debug)]
pub(crate) struct Cookie {
    plain: String,
    secure: String,
}

impl Cookie {
    pub(crate) fn of_package(package: &str) -> Self {
        let plain = format!("{}_session", package.replace('-', "_"));
        Self {
            secure: format!("__Host-{plain}"),
            plain,
        }
    }

    fn name(&self, tls: bool) -> &str {
        if tls { &self.secure } else { &self.plain }
    }

    /// The session that a request names.
    pub(crate) fn read(&self, headers: &HeaderMap, tls: bool) -> Option<String> {
        let name = self.name(tls);
        let lines = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let pairs = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let named = pairs
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value);
        // The first one is the one of the longest path, hence of this application.
        named
            .into_iter()
            .find(|value| name::is_one(value))
            .map(str::to_owned)
    }

    /// The header that gives a visitor a session. One that has no record is forgotten with the
    /// browser's own session; one that has is kept for as long as its record.
    pub(crate) fn write(&self, session: &str, tls: bool, expiry: Duration) -> Result<HeaderValue> {
        let secure = if tls { "; Secure" } else { "" };
        let age = match name::has_record(session) {
            true => format!("; Max-Age={}", expiry.as_secs()),
            false => String::new(),
        };
        let text = format!(
            "{}={session}; HttpOnly; SameSite=Lax; Path=/{age}{secure}",
            self.name(tls)
        );
        Ok(HeaderValue::try_from(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str, tls: bool) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, line.parse().unwrap());
        Cookie::of_package("my-app").read(&headers, tls)
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let name = "0123456789abcdef0123456789abcdef";
        assert_eq!(
            read(&format!("a=b; my_app_session={name}; c=d"), false).as_deref(),
            Some(name)
        );
        assert_eq!(
            read(&format!("__Host-my_app_session={name}"), true).as_deref(),
            Some(name)
        );
        let missing = [
            (format!("my_app_session={name}"), true),
            (format!("__Host-my_app_session={name}"), false),
            (format!("my_app_session={name}0"), false),
            (format!("my_app_session={}", name.to_uppercase()), false),
            (format!("xmy_app_session={name}"), false),
            ("my_app_session".to_owned(), false),
            (String::new(), false),
        ];
        for (line, tls) in missing {
            assert_eq!(read(&line, tls), None, "{line}");
        }
    }

    #[test]
    fn the_cookie_has_its_flags() {
        let cookie = Cookie::of_package("my-app");
        let week = Duration::from_secs(604_800);
        assert_eq!(
            cookie.write("0f", false, week).unwrap(),
            "my_app_session=0f; HttpOnly; SameSite=Lax; Path=/"
        );
        assert_eq!(
            cookie.write("k0f", true, week).unwrap(),
            "__Host-my_app_session=k0f; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800; Secure"
        );
    }
}
