//! Who may speak to the dev server: pages of this very origin, opened by the person who runs it. Checked first on every
//! request, the app's own included, since a dev server is attacked through that person's browser: by a name that
//! resolves to 127.0.0.1 (Host), by another site's script (Origin, Fetch Metadata), by another program's page (port).

use std::fmt;

use hyper::http::request::Parts;
use hyper::http::{HeaderMap, Method, StatusCode, header};

/// The port that pages are served on, which every Host and Origin must name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guard {
    port: u16,
}

/// Why a request is turned away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) reason: &'static str,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.reason)
    }
}

/// A request that cannot be meant.
pub(crate) const fn bad(reason: &'static str) -> Refusal {
    Refusal {
        status: StatusCode::BAD_REQUEST,
        reason,
    }
}

const fn forbidden(reason: &'static str) -> Refusal {
    Refusal {
        status: StatusCode::FORBIDDEN,
        reason,
    }
}

impl Guard {
    /// A guard for pages on this port.
    pub(crate) fn new(port: u16) -> Self {
        Self { port }
    }

    /// What every request must pass.
    pub(crate) fn admit(&self, parts: &Parts) -> Result<(), Refusal> {
        if parts.method == Method::CONNECT || parts.method == Method::TRACE {
            return Err(Refusal {
                status: StatusCode::METHOD_NOT_ALLOWED,
                reason: "this method is not served",
            });
        }
        if parts.uri.authority().is_some() || parts.uri.scheme().is_some() {
            return Err(bad("the target must be a path"));
        }
        self.host(&parts.headers)?;
        let foreign = match self.origin(&parts.headers) {
            Ok(()) | Err(Missing::Absent) => false,
            Err(Missing::Foreign) => true,
        };
        if foreign && (parts.method == Method::OPTIONS || is_upgrade(&parts.headers)) {
            return Err(forbidden("the request comes from another origin"));
        }
        if is_upgrade(&parts.headers) && self.origin(&parts.headers).is_err() {
            return Err(forbidden("a socket needs the Origin of its page"));
        }
        fetch_metadata(parts)
    }

    /// What requests for the dev server's own routes must pass besides.
    pub(crate) fn admit_own(&self, parts: &Parts) -> Result<(), Refusal> {
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return Err(Refusal {
                status: StatusCode::METHOD_NOT_ALLOWED,
                reason: "only GET is served here",
            });
        }
        match self.origin(&parts.headers) {
            Err(Missing::Foreign) => Err(forbidden("the request comes from another origin")),
            Ok(()) | Err(Missing::Absent) => Ok(()),
        }
    }

    fn host(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = hosts.next().ok_or(bad("a Host is needed"))?;
        if hosts.next().is_some() {
            return Err(bad("one Host is enough"));
        }
        let host = host.to_str().map_err(|_| bad("the Host cannot be read"))?;
        if host.is_empty() {
            return Err(bad("a Host is needed"));
        }
        self.is_ours(host)
            .then_some(())
            .ok_or(forbidden("this Host is not served here"))
    }

    fn origin(&self, headers: &HeaderMap) -> Result<(), Missing> {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        let origin = origins.next().ok_or(Missing::Absent)?;
        let ours = origins.next().is_none()
            && origin
                .to_str()
                .ok()
                .and_then(|origin| origin.strip_prefix("http://"))
                .is_some_and(|authority| self.is_ours(authority));
        // The page and what it asks for must agree, too: `localhost` and `127.0.0.1` are two origins to a browser.
        let same = headers.get(header::HOST).is_some_and(|host| {
            origin
                .as_bytes()
                .strip_prefix(b"http://")
                .is_some_and(|authority| authority.eq_ignore_ascii_case(host.as_bytes()))
        });
        if ours && same {
            Ok(())
        } else {
            Err(Missing::Foreign)
        }
    }

    /// Compared whole: no prefix, suffix or pattern of a name is ever enough.
    fn is_ours(&self, authority: &str) -> bool {
        let (name, port) = match authority.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (authority, None),
        };
        let right_port = match port {
            Some(port) => port == self.port.to_string(),
            None => self.port == 80,
        };
        right_port
            && ["localhost", "127.0.0.1", "[::1]"]
                .iter()
                .any(|ours| name.eq_ignore_ascii_case(ours))
    }
}

#[derive(PartialEq, Eq)]
enum Missing {
    Absent,
    Foreign,
}

/// Whether the request asks for another protocol.
pub(crate) fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.contains_key(header::UPGRADE)
}

/// Another site may link here, and it may do nothing else: not load scripts, images or frames of the app being written.
fn fetch_metadata(parts: &Parts) -> Result<(), Refusal> {
    let value = |name: &str| {
        parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let elsewhere = matches!(value("sec-fetch-site"), Some("cross-site" | "same-site"));
    let navigates =
        value("sec-fetch-mode") == Some("navigate") && value("sec-fetch-dest") == Some("document");
    if elsewhere && !navigates {
        return Err(forbidden("another site asks for it"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    fn parts(method: &str, target: &str, headers: &[(&str, &str)]) -> Parts {
        let mut request = Request::builder().method(method).uri(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn status(parts: &Parts) -> u16 {
        Guard::new(4400)
            .admit(parts)
            .map_or_else(|refusal| refusal.status.as_u16(), |()| 200)
    }

    #[test]
    fn only_our_own_names_and_port_are_hosts() {
        let table = [
            ("localhost:4400", 200),
            ("LOCALHOST:4400", 200),
            ("127.0.0.1:4400", 200),
            ("[::1]:4400", 200),
            ("localhost", 403),
            ("localhost:4401", 403),
            ("localhost:04400", 403),
            ("localhost:", 403),
            ("evil.test", 403),
            ("evil.test:4400", 403),
            ("localhost.evil.test:4400", 403),
            ("127.0.0.1.evil.test:4400", 403),
            ("localhost@evil.test:4400", 403),
            ("evil.test@localhost:4400", 403),
            ("evil-localhost:4400", 403),
            ("0.0.0.0:4400", 403),
            ("[::1", 403),
            ("[::]:4400", 403),
            ("localhost.:4400", 403),
            ("", 400),
        ];
        for (host, expected) in table {
            assert_eq!(
                status(&parts("GET", "/", &[("host", host)])),
                expected,
                "{host:?}"
            );
        }
        assert_eq!(status(&parts("GET", "/", &[])), 400);
        assert_eq!(
            status(&parts(
                "GET",
                "/",
                &[("host", "localhost:4400"), ("host", "localhost:4400")]
            )),
            400
        );
        assert_eq!(
            status(&parts("GET", "/", &[("host", &"a".repeat(65536))])),
            403
        );
    }

    #[test]
    fn a_socket_needs_the_origin_of_its_page() {
        let table = [
            (Some("http://localhost:4400"), 200),
            (None, 403),
            (Some("null"), 403),
            (Some("garbage://["), 403),
            (Some("https://evil.test"), 403),
            (Some("https://localhost:4400"), 403),
            (Some("http://localhost"), 403),
            (Some("http://localhost:9999"), 403),
            (Some("http://127.0.0.1:4400"), 403),
            (Some("http://203.0.113.9:4400"), 403),
            (Some("http://[2001:db8::1]:4400"), 403),
            (Some("http://localhost.evil.test:4400"), 403),
            (Some("http://localhost:4400.evil.test"), 403),
            (Some("http://evillocalhost:4400"), 403),
            (Some("http://localhost:4400/"), 403),
        ];
        for (origin, expected) in table {
            let mut headers = vec![("host", "localhost:4400"), ("upgrade", "websocket")];
            headers.extend(origin.map(|origin| ("origin", origin)));
            assert_eq!(
                status(&parts("GET", "/ws", &headers)),
                expected,
                "{origin:?}"
            );
        }
    }

    #[test]
    fn methods_and_targets_of_other_protocols_are_refused() {
        let host = [("host", "localhost:4400")];
        assert_eq!(status(&parts("GET", "http://evil.test/", &host)), 400);
        assert_eq!(status(&parts("CONNECT", "evil.test:443", &host)), 405);
        assert_eq!(status(&parts("TRACE", "/", &host)), 405);
        let own = |method| {
            Guard::new(4400)
                .admit_own(&parts(method, "/__liveview/page.js", &host))
                .is_ok()
        };
        assert!(own("GET") && own("HEAD"));
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "DEBUG"] {
            assert!(!own(method), "{method}");
        }
    }

    #[test]
    fn other_sites_may_link_and_no_more() {
        let table = [
            ("same-origin", "no-cors", "script", 200),
            ("none", "navigate", "document", 200),
            ("cross-site", "navigate", "document", 200),
            ("cross-site", "navigate", "iframe", 403),
            ("cross-site", "no-cors", "script", 403),
            ("cross-site", "cors", "empty", 403),
            ("same-site", "no-cors", "image", 403),
        ];
        for (site, mode, dest, expected) in table {
            let headers = [
                ("host", "localhost:4400"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
                ("sec-fetch-dest", dest),
            ];
            assert_eq!(
                status(&parts("GET", "/", &headers)),
                expected,
                "{site} {mode} {dest}"
            );
        }
    }

    #[test]
    fn a_preflight_of_another_origin_is_refused() {
        let headers = [("host", "localhost:4400"), ("origin", "https://evil.test")];
        assert_eq!(status(&parts("OPTIONS", "/assets/app.js", &headers)), 403);
        assert_eq!(status(&parts("GET", "/assets/app.js", &headers)), 200);
    }
}
