//! Headers on their way through the proxy: what belongs to one connection is taken off, what a client claims about the
//! way it came is replaced by what is so, and every response says that no other origin may use it.

use std::net::IpAddr;

use hyper::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers of one connection, not of the message.
const HOP_BY_HOP: [HeaderName; 7] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Takes off what belongs to one connection, with what `Connection` names; `Host` stays whatever it names.
pub(crate) fn strip_hop_by_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .filter(|name| *name != header::HOST && *name != header::CONTENT_LENGTH)
        .collect();
    for name in HOP_BY_HOP.iter().chain(&named) {
        headers.remove(name);
    }
    for name in ["keep-alive", "proxy-connection", "expect"] {
        headers.remove(name);
    }
}

/// Makes a request's headers fit for the app.
pub(crate) fn for_app(headers: &mut HeaderMap, peer: IpAddr) {
    let claimed: Vec<HeaderName> = headers
        .keys()
        .filter(|name| {
            let name = name.as_str();
            name.starts_with("x-forwarded-")
                || name.starts_with("x-liveview-")
                || name == "forwarded"
                || name == "x-real-ip"
        })
        .cloned()
        .collect();
    for name in claimed {
        headers.remove(name);
    }
    if let Ok(peer) = HeaderValue::from_str(&peer.to_string()) {
        headers.insert("x-forwarded-for", peer);
    }
    headers.insert("x-forwarded-proto", HeaderValue::from_static("http"));
    if let Some(host) = headers.get(header::HOST).cloned() {
        headers.insert("x-forwarded-host", host);
    }
}

/// Makes a response fit for the browser: of this origin alone, and of the type it says.
pub(crate) fn for_browser(headers: &mut HeaderMap) {
    let allowing: Vec<HeaderName> = headers
        .keys()
        .filter(|name| name.as_str().starts_with("access-control-"))
        .cloned()
        .collect();
    for name in allowing {
        headers.remove(name);
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
}

/// Makes a response of the dev server's own: kept by nobody, and in nobody's frame.
pub(crate) fn for_own(headers: &mut HeaderMap) {
    for_browser(headers);
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("frame-ancestors 'none'"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn what_belongs_to_one_connection_stays_there() {
        let mut headers = map(&[
            ("connection", "host, x-private, keep-alive, content-length"),
            ("host", "localhost:4400"),
            ("content-length", "3"),
            ("x-private", "1"),
            ("keep-alive", "timeout=5"),
            ("te", "trailers"),
            ("expect", "100-continue"),
            ("accept", "*/*"),
        ]);
        strip_hop_by_hop(&mut headers);
        assert_eq!(
            headers,
            map(&[
                ("host", "localhost:4400"),
                ("content-length", "3"),
                ("accept", "*/*")
            ])
        );
    }

    #[test]
    fn claims_about_the_way_are_replaced() {
        let mut headers = map(&[
            ("host", "localhost:4400"),
            ("x-forwarded-host", "evil.test"),
            ("x-forwarded-for", "203.0.113.9"),
            ("x-forwarded-proto", "https"),
            ("x-forwarded-prefix", "/evil"),
            ("forwarded", "host=evil.test"),
            ("x-real-ip", "203.0.113.9"),
            ("x-liveview-internal", "1"),
        ]);
        for_app(&mut headers, IpAddr::from([127, 0, 0, 1]));
        let expected = map(&[
            ("host", "localhost:4400"),
            ("x-forwarded-host", "localhost:4400"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-proto", "http"),
        ]);
        assert_eq!(headers, expected);
    }

    #[test]
    fn no_other_origin_is_ever_allowed() {
        let mut headers = map(&[
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
        ]);
        for_browser(&mut headers);
        let expected = map(&[
            ("cross-origin-resource-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
        ]);
        assert_eq!(headers, expected);
    }
}
