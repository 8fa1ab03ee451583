//! What protects pages: forms that were not made for this visitor are refused, scripts have a
//! nonce, and every page has its headers. As bytes on the wire, which is what an attacker sends.

use liveview::axum::{
    Router,
    body::Bytes,
    routing::{get, post},
};
use liveview::prelude::*;
use liveview::testing::TestApp;
use liveview::{Builder, Csp, Embedded};

use crate::browser::Server;
use crate::site::AppState;

const FORM: &str = r#"<html><head>{{ liveview_headers() }}</head><body><form method="post" action="/send">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form></body></html>"#;
const SCRIPT: &str = r#"<html><head>{{ liveview_headers() }}<script nonce="{{ csp_nonce() }}">1</script></head></html>"#;

fn pages() -> Router<AppState> {
    let echo = async |body: Bytes| body;
    let form = async || Page::new("form.html", context! {});
    let script = async || Page::new("script.html", context! {});
    Router::new()
        .route("/", get(form))
        .route("/script", get(script))
        .route(
            "/own",
            get(async || ([("content-security-policy", "default-src 'none'")], "own")),
        )
        .route("/send", post(echo).put(echo).patch(echo).delete(echo))
        .route("/webhooks/shop", post(echo))
}

fn builder() -> Builder<AppState> {
    let templates = &[("form.html", FORM), ("script.html", SCRIPT)];
    Builder::from_embedded("none", "test-site", Embedded::tables(templates, &[], None))
        .secret("s".repeat(32))
        .csrf_exempt("/webhooks/")
        .pages(pages())
}

async fn serve(builder: Builder<AppState>) -> Server {
    let state = AppState::default();
    Server::of(builder.build(state.clone()).unwrap(), state).await
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split(start).nth(1).unwrap_or_else(|| panic!("{text}"));
    rest.split(end).next().unwrap()
}

/// A visitor who has loaded the page of the form.
struct Form {
    cookie: String,
    token: String,
}

impl Form {
    async fn load(server: &Server) -> Self {
        let page = server.get("/", "").await;
        assert_eq!(header(&page, "cache-control"), Some("no-store"));
        Self {
            cookie: between(&page, "set-cookie: ", ";").to_owned(),
            token: between(&page, "value=\"", "\"").to_owned(),
        }
    }

    async fn send(
        &self,
        server: &Server,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> String {
        let length = body.len();
        server
            .raw(format!(
                "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nConnection: close\r\n{headers}\
                 Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}",
                server.address, self.cookie
            ))
            .await
    }
}

#[tokio::test]
async fn a_form_with_its_token_is_handed_on_unchanged() {
    let server = serve(builder()).await;
    let form = Form::load(&server).await;
    let body = format!("a=1&b=%20%2B&csrf_token={}&a=2", form.token);
    let own = format!(
        "Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
        server.address
    );
    let in_header = format!("x-csrf-token: {}\r\n", form.token);
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let answer = form.send(&server, method, "/send", &own, &body).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{method}: {answer}");
        assert!(answer.ends_with(&body), "{method}: {answer}");
        let answer = form.send(&server, method, "/send", &in_header, "a=1").await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("a=1"));
    }
    let other = Form::load(&server).await;
    assert_ne!(form.token, other.token);
}

#[tokio::test]
async fn a_forged_form_is_refused() {
    let server = serve(builder()).await;
    let (ada, mallory) = (Form::load(&server).await, Form::load(&server).await);
    let elsewhere = serve(builder().secret("\0".repeat(32))).await;
    let resigned = Form::load(&elsewhere).await.token;
    let flipped = |at: usize| {
        let mut token = ada.token.clone().into_bytes();
        token[at] = if token[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(token).unwrap()
    };
    let tokens = [
        ("none", String::new()),
        ("another visitor's", mallory.token.clone()),
        ("a bit of what is random", flipped(0)),
        ("a bit of the date", flipped(40)),
        ("a bit of the signature", flipped(111)),
        ("cut short", ada.token[..64].to_owned()),
        ("signed with another key", resigned),
        ("in capitals", ada.token.to_uppercase()),
    ];
    for (what, token) in tokens {
        for (headers, body) in [
            (String::new(), format!("csrf_token={token}")),
            (format!("x-csrf-token: {token}\r\n"), String::new()),
        ] {
            let answer = ada.send(&server, "POST", "/send", &headers, &body).await;
            assert!(answer.starts_with("HTTP/1.1 403"), "{what}: {answer}");
            assert!(
                answer.contains("text/html") && !answer.contains("csrf_token="),
                "{answer}"
            );
        }
    }
    let missing = ada.send(&server, "POST", "/send", "", "a=1").await;
    assert!(missing.starts_with("HTTP/1.1 403"), "{missing}");
    // A debug build says what is to be done.
    assert!(
        missing.contains("value=&quot;{{ csrf_token() }}&quot;"),
        "{missing}"
    );

    let stranger = Form {
        cookie: "a=b".to_owned(),
        token: ada.token.clone(),
    };
    let body = format!("csrf_token={}", ada.token);
    let answer = stranger.send(&server, "POST", "/send", "", &body).await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    for foreign in [
        "Origin: https://evil.test\r\n",
        "Origin: null\r\n",
        "Sec-Fetch-Site: cross-site\r\n",
        "Sec-Fetch-Site: same-site\r\n",
    ] {
        let answer = ada.send(&server, "POST", "/send", foreign, &body).await;
        assert!(answer.starts_with("HTTP/1.1 403"), "{foreign}: {answer}");
        assert!(answer.contains("another site"), "{answer}");
    }
}

#[tokio::test]
async fn a_token_lasts_as_long_as_a_room() {
    let app = TestApp::new(builder().build(AppState::default()).unwrap()).await;
    let page = app.get("/").await;
    let token = between(&page.text, "value=\"", "\"").to_owned();
    let form = [("csrf_token", token.as_str())];
    app.post_without_token("/send", &form)
        .await
        .expect_status(200);
    app.advance(liveview::Limits::default().room_age + std::time::Duration::from_secs(2))
        .await;
    app.post_without_token("/send", &form)
        .await
        .expect_status(403);
}

#[tokio::test]
async fn a_test_posts_as_a_browser_does() {
    let app = TestApp::new(builder().build(AppState::default()).unwrap()).await;
    app.post("/send", &[("a", "1")])
        .await
        .expect_status(200)
        .contains("a=1");
    app.post_without_token("/send", &[("a", "1")])
        .await
        .expect_status(403);
    app.post_without_token("/webhooks/shop", &[("a", "1")])
        .await
        .expect_status(200);
}

#[tokio::test]
async fn a_body_that_is_read_has_its_bounds() {
    let server = serve(builder()).await;
    let form = Form::load(&server).await;
    let long = format!(
        "csrf_token={}&a={}",
        form.token,
        "x".repeat(2 * 1024 * 1024)
    );
    let answer = form.send(&server, "POST", "/send", "", &long).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer:.200}"
    );
    for encoding in ["gzip", "br", "deflate"] {
        let header = format!("Content-Encoding: {encoding}\r\n");
        let answer = form
            .send(&server, "POST", "/send", &header, "\x1f\u{8b}")
            .await;
        assert!(answer.starts_with("HTTP/1.1 415"), "{encoding}: {answer}");
    }
}

#[tokio::test]
async fn every_page_has_its_headers() {
    let server = serve(builder()).await;
    for path in ["/", "/own", "/nowhere", "/send"] {
        let answer = server.get(path, "").await;
        assert_eq!(
            header(&answer, "x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(header(&answer, "strict-transport-security"), None);
        assert_eq!(
            header(&answer, "x-frame-options"),
            Some("SAMEORIGIN"),
            "{path}"
        );
        assert_eq!(
            header(&answer, "referrer-policy"),
            Some("strict-origin-when-cross-origin")
        );
    }
    let day = std::time::Duration::from_secs(86_400);
    let server = serve(
        builder()
            .strict_transport_security(day)
            .trust_forwarded_proto(),
    )
    .await;
    let secure = server.get("/", "X-Forwarded-Proto: https\r\n").await;
    assert_eq!(
        header(&secure, "strict-transport-security"),
        Some("max-age=86400")
    );
    let plain = server.get("/", "").await;
    assert_eq!(header(&plain, "strict-transport-security"), None);
}

#[tokio::test]
async fn a_form_with_files_is_told_of_the_header() {
    let server = serve(builder()).await;
    let answer = server
        .raw(format!(
            "POST /send HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: 0\r\n\
             Content-Type: multipart/form-data; boundary=x\r\n\r\n",
            server.address
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(answer.contains("multipart/form-data") && answer.contains("x-csrf-token"));
    assert!(
        !answer.contains("&lt;input"),
        "a field does not help: {answer}"
    );
}

#[test]
fn an_exemption_that_holds_for_all_or_nothing_is_refused() {
    for (path, told) in [
        ("/", "every form"),
        ("hook", "begins with"),
        ("", "begins with"),
    ] {
        let refused = builder().csrf_exempt(path).build(AppState::default()).err();
        let error = refused.unwrap().to_string();
        assert!(
            error.contains("csrf_exempt") && error.contains(told),
            "{path}: {error}"
        );
    }
}

#[tokio::test]
async fn a_policy_has_a_nonce_for_each_page() {
    let server = serve(builder().content_security_policy(Csp::strict())).await;
    let mut nonces = Vec::new();
    for path in ["/", "/script", "/script"] {
        let page = server.get(path, "").await;
        assert_eq!(header(&page, "cache-control"), Some("no-store"));
        let policy = header(&page, "content-security-policy").unwrap();
        let nonce = between(policy, "script-src 'nonce-", "' 'strict-dynamic'").to_owned();
        assert_eq!(nonce.len(), 32);
        let scripts = page.matches("<script ").count();
        assert_eq!(
            page.matches(&format!("<script nonce=\"{nonce}\"")).count(),
            scripts,
            "{page}"
        );
        assert!(scripts >= 2 && policy.contains("require-trusted-types-for 'script'"));
        nonces.push(nonce);
    }
    nonces.dedup();
    assert_eq!(nonces.len(), 3);
    let own = server.get("/own", "").await;
    assert_eq!(
        header(&own, "content-security-policy"),
        Some("default-src 'none'")
    );

    let server = serve(builder().content_security_policy(Csp::strict().report_only())).await;
    let page = server.get("/", "").await;
    assert_eq!(header(&page, "content-security-policy"), None);
    assert!(
        header(&page, "content-security-policy-report-only")
            .unwrap()
            .contains("'nonce-")
    );

    let server = serve(builder()).await;
    let page = server.get("/", "").await;
    assert!(!page.contains("nonce") && header(&page, "content-security-policy").is_none());
}
