//! Which form of a file a browser is sent: what its `Accept-Encoding` allows, and whether it has
//! it already.

use axum::http::{HeaderMap, HeaderValue, header};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Brotli,
    Gzip,
}

impl Coding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// The best coding that there is and that the request takes; of two that it likes alike, brotli.
pub(super) fn choose(headers: &HeaderMap, brotli: bool, gzip: bool) -> Option<Coding> {
    let lines = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let wanted: Vec<(&str, f32)> = lines
        .flat_map(|line| line.split(','))
        .filter_map(quality)
        .collect();
    let liking = |name: &str| {
        let named = wanted
            .iter()
            .find(|(coding, _)| coding.eq_ignore_ascii_case(name));
        named
            .or_else(|| wanted.iter().find(|(coding, _)| *coding == "*"))
            .map(|(_, quality)| *quality)
    };
    let candidates = [(Coding::Brotli, brotli), (Coding::Gzip, gzip)]
        .into_iter()
        .filter(|(_, there)| *there);
    let liked = candidates.filter_map(|(coding, _)| Some((coding, liking(coding.name())?)));
    let best = liked
        .filter(|(_, quality)| *quality > 0.0)
        .reduce(|a, b| if b.1 > a.1 { b } else { a });
    best.map(|(coding, _)| coding)
}

/// One item of the header: `gzip;q=0.5`.
fn quality(item: &str) -> Option<(&str, f32)> {
    let mut parts = item.split(';').map(str::trim);
    let coding = parts.next().filter(|coding| !coding.is_empty())?;
    let given = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
    let quality = given.map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
    Some((coding, quality))
}

/// Whether `If-None-Match` names this very file.
pub(super) fn has_already(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    let lines = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut named = lines
        .flat_map(|line| line.split(','))
        .map(|item| item.trim().trim_start_matches("W/"));
    named.any(|item| item == tag || item == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_coding_is_what_the_header_allows() {
        let (br, gzip) = (Some(Coding::Brotli), Some(Coding::Gzip));
        let table = [
            ("gzip, deflate, br", br),
            ("gzip", gzip),
            ("br;q=0, gzip", gzip),
            ("gzip;q=0.1, br", br),
            ("gzip;q=0.9, br;q=0.1", gzip),
            ("*", br),
            ("*;q=0", None),
            ("br;q=0, *", gzip),
            ("identity;q=0", None),
            ("", None),
            ("BR", br),
            ("br;q=x", None),
        ];
        for (line, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, line.parse().unwrap());
            assert_eq!(choose(&headers, true, true), expected, "{line}");
            assert_eq!(choose(&headers, false, false), None, "{line}");
        }
        assert_eq!(choose(&HeaderMap::new(), true, true), None);
    }

    #[test]
    fn a_list_of_tags_is_searched() {
        let tag = HeaderValue::from_static("\"b\"");
        for (line, expected) in [
            ("\"a\", \"b\"", true),
            ("W/\"b\"", true),
            ("*", true),
            ("\"a\"", false),
            ("b", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, line.parse().unwrap());
            assert_eq!(has_already(&headers, &tag), expected, "{line}");
        }
    }
}
