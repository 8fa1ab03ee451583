//! Requests for files with the headers that caches, crawlers and attackers send.
//! Which paths lead to a file is `pages::only_assets_are_served`.

use liveview::Embedded;

use crate::AppState;
use crate::browser::Server;

const BUNDLE: &[(&str, &[u8])] = &[
    ("app-11112222.css", b"plain"),
    ("app-11112222.css.br", b"brotli"),
    ("app-11112222.css.gz", b"gzip"),
];

async fn server() -> Server {
    let manifest = r#"{"app.css":"app-11112222.css"}"#;
    let embedded = Embedded::tables(&[], BUNDLE, Some(manifest));
    let state = AppState::default();
    let app = liveview::Builder::from_embedded("none", "x", embedded).build(state.clone());
    Server::of(app.unwrap(), state).await
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    let lines = head.lines().filter_map(|line| line.split_once(": "));
    let mut named = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
    named.next().map(|(_, value)| value)
}

#[tokio::test]
async fn every_accept_encoding_gets_a_form_that_it_allows() {
    let server = server().await;
    let table = [
        ("br;q=0", "plain", None),
        ("gzip;q=0.1, br", "brotli", Some("br")),
        ("*", "brotli", Some("br")),
        ("identity;q=0", "plain", None),
        ("br;q=0, *;q=0.5", "gzip", Some("gzip")),
        ("deflate, zstd", "plain", None),
        ("gzip;q=nan, br;q=-1", "plain", None),
        (",,;;,=", "plain", None),
    ];
    for (accepts, body, coding) in table {
        let line = format!("Accept-Encoding: {accepts}\r\n");
        let answer = server.get("/assets/app-11112222.css", &line).await;
        assert!(
            answer.ends_with(&format!("\r\n\r\n{body}")),
            "{accepts}: {answer}"
        );
        assert_eq!(header(&answer, "content-encoding"), coding, "{accepts}");
        assert_eq!(
            header(&answer, "vary"),
            Some("accept-encoding"),
            "{accepts}"
        );
    }
}

#[tokio::test]
async fn a_tag_is_of_one_form_and_a_range_is_not_mixed_up_with_another() {
    let server = server().await;
    let get = async |lines: &str| server.get("/assets/app-11112222.css", lines).await;
    let (plain, brotli) = (get("").await, get("Accept-Encoding: br\r\n").await);
    let tags = [
        header(&plain, "etag").unwrap(),
        header(&brotli, "etag").unwrap(),
    ];
    assert_ne!(tags[0], tags[1]);
    let known = format!("If-None-Match: \"a\", W/{}\r\n", tags[0]);
    assert!(get(&known).await.starts_with("HTTP/1.1 304"));
    let of_another = format!("Accept-Encoding: br\r\nIf-None-Match: {}\r\n", tags[0]);
    assert!(get(&of_another).await.ends_with("brotli"));
    // A server may leave a range out of account; then it sends the whole, and says so.
    for range in [
        "bytes=0-1",
        "bytes=0-1,3-",
        "bytes=-1",
        "bytes=9-1",
        "lines=1",
    ] {
        let lines = format!("Accept-Encoding: br\r\nRange: {range}\r\n");
        let answer = get(&lines).await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.ends_with("brotli"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn other_methods_and_long_paths_are_refused() {
    let server = server().await;
    let request = |start: &str| {
        format!("{start} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    };
    for method in ["POST", "PUT", "DELETE", "TRACE", "OPTIONS", "PROPFIND"] {
        let answer = server
            .raw(request(&format!("{method} /assets/app-11112222.css")))
            .await;
        assert!(answer.starts_with("HTTP/1.1 405"), "{method}: {answer}");
    }
    let head = server.raw(request("HEAD /assets/app-11112222.css")).await;
    assert!(
        head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"),
        "{head}"
    );
    for length in [8 * 1024, 70 * 1024] {
        let answer = server
            .raw(request(&format!("GET /assets/{}", "x".repeat(length))))
            .await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer:.80}"
        );
    }
}
