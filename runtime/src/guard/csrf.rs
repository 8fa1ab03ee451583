//! Forged requests: what changes something is taken only from our own pages. First the browser's
//! own word counts, where it comes from; then the token that only a page of this visitor has.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};

use super::Guard;
use crate::app::Shared;
use crate::error::{Error, Result};
use crate::{origin, token};

/// The field of a form, and of the template function.
const FIELD: &str = "csrf_token";
const HEADER: &str = "x-csrf-token";
const PURPOSE: &str = "csrf";
/// What is said to who sends a form without a token.
const UNSENDABLE: &str = "This form cannot be sent";
/// Longest form that is read for its token, in bytes: 2 MiB, as axum reads one at most by itself.
const LONGEST: usize = 2 * 1024 * 1024;

/// Why a request is refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    /// What the visitor reads.
    pub(crate) sentence: &'static str,
    /// What the developer reads.
    pub(crate) hint: &'static str,
}

/// A token for the forms of a session, another one each time.
pub(crate) fn mint(shared: &Shared, session: &str) -> Result<String> {
    let (_, token) = token::mint(&shared.secret, PURPOSE, session, shared.clock.now())?;
    Ok(token)
}

/// Lets a request through, unchanged, or says why not.
pub(crate) async fn check(
    shared: &Shared,
    session: Option<&str>,
    tls: bool,
    request: Request,
) -> Result<Request, Refusal> {
    if is_safe(request.method()) || shared.guard.exempts(request.uri().path()) {
        return Ok(request);
    }
    if is_foreign(request.headers(), &shared.origins, tls) {
        return Err(forbidden(
            "This request comes from another site",
            "`Origin` and `Sec-Fetch-Site` say so. Webhooks and the like are named with \
             `Builder::csrf_exempt`.",
        ));
    }
    let (token, request) = match text(request.headers(), HEADER) {
        Some(token) => (Some(token.to_owned()), request),
        None => from_form(request).await?,
    };
    let Some(token) = token else {
        return Err(forbidden(
            UNSENDABLE,
            "It has no token. A form of a template has \
             <input type=\"hidden\" name=\"csrf_token\" value=\"{{ csrf_token() }}\">, and a script \
             sends the header `x-csrf-token`. What no page sends is named with \
             `Builder::csrf_exempt`.",
        ));
    };
    let (now, age) = (shared.clock.now(), shared.limits.room_age);
    let valid =
        session.and_then(|session| token::open(&shared.secret, PURPOSE, session, &token, now, age));
    match valid {
        Some(_) => Ok(request),
        None => Err(forbidden(
            "This form is too old. Load its page again and send it once more",
            "Its token was made for another session, with another secret, or too long ago. Without \
             `LIVEVIEW_SECRET` the secret is another one in each process.",
        )),
    }
}

impl Guard {
    /// Refuses an exemption that would hold for everything, or for nothing.
    pub(crate) fn check(&self) -> Result<()> {
        match self
            .exempt
            .iter()
            .find(|path| **path == "/" || !path.starts_with('/'))
        {
            None => Ok(()),
            Some(path) if path == "/" => Err(Error::internal(
                "`csrf_exempt(\"/\")` would let every form be forged\n\nhint: name a path such as `/hook`, or \
                 `/webhooks/` for all that are below it",
            )),
            Some(path) => Err(Error::internal(format!(
                "`csrf_exempt` is given `{path}`, which no request has\n\nhint: a path begins with `/`"
            ))),
        }
    }

    fn exempts(&self, path: &str) -> bool {
        self.exempt.iter().any(|exempt| {
            path == exempt || (exempt.ends_with('/') && path.starts_with(exempt.as_str()))
        })
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    )
}

/// Whether the browser says that another site sends it. One that says nothing is no browser of
/// these days, and has to show a token all the same.
fn is_foreign(headers: &HeaderMap, named: &[String], tls: bool) -> bool {
    if headers.contains_key(header::ORIGIN) {
        return !origin::allowed(headers, named, tls);
    }
    let mut sites = headers.get_all("sec-fetch-site").iter();
    sites.any(|site| site != "same-origin" && site != "none")
}

/// The token in a form's body, and the request as it was.
async fn from_form(request: Request) -> Result<(Option<String>, Request), Refusal> {
    let kind = text(request.headers(), header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("multipart/form-data") {
        return Err(forbidden(
            UNSENDABLE,
            "A form of `multipart/form-data` is not read for its token: a script sends it with `fetch`, \
             and with `{{ csrf_token() }}` in the header `x-csrf-token`.",
        ));
    }
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Ok((None, request));
    }
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(Refusal {
            status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
            sentence: "This form cannot be read",
            hint: "It is compressed, which forms never are.",
        });
    }
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, LONGEST).await.map_err(|_| Refusal {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        sentence: "This form is too long",
        hint: "A form is read up to 2 MiB for its token; with the header `x-csrf-token` it is not read.",
    })?;
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
    let token = fields.into_iter().find(|(name, _)| name == FIELD);
    let request = Request::from_parts(parts, Body::from(bytes));
    Ok((token.map(|(_, token)| token), request))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn forbidden(sentence: &'static str, hint: &'static str) -> Refusal {
    Refusal {
        status: StatusCode::FORBIDDEN,
        sentence,
        hint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_exempt_as_they_are_named() {
        let guard = Guard {
            exempt: vec!["/hook".to_owned(), "/webhooks/".to_owned()],
            ..Guard::default()
        };
        for path in ["/hook", "/webhooks/", "/webhooks/a/b"] {
            assert!(guard.exempts(path), "{path}");
        }
        for path in [
            "/",
            "/hooks",
            "/hook/",
            "/webhooks",
            "/a/webhooks/",
            "/Hook",
        ] {
            assert!(!guard.exempts(path), "{path}");
        }
    }

    #[test]
    fn the_browsers_word_about_itself() {
        let table: [(&[(&str, &str)], bool); 9] = [
            (&[], false),
            (&[("origin", "http://app.test")], false),
            (&[("sec-fetch-site", "same-origin")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site")], true),
            (
                &[("origin", "null"), ("sec-fetch-site", "same-origin")],
                true,
            ),
            (&[("origin", "https://evil.test")], true),
            (
                &[
                    ("origin", "https://partner.test"),
                    ("sec-fetch-site", "cross-site"),
                ],
                false,
            ),
        ];
        for (pairs, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert("host", "app.test".parse().unwrap());
            for (name, value) in pairs {
                headers.insert(*name, value.parse().unwrap());
            }
            let named = ["https://partner.test".to_owned()];
            assert_eq!(is_foreign(&headers, &named, false), expected, "{pairs:?}");
        }
    }
}
