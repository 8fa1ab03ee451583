//! Pages and assets, as bytes on the wire.
//! Requests as they stand on the wire, since caches and browsers go by the headers.

use liveview::Limits;
use liveview::testing::TestApp;

use crate::browser::Server;
use crate::site;

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let head = answer.split("\r\n\r\n").next()?;
    let lines = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "));
    lines
        .filter(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
        .next()
}

#[tokio::test]
async fn a_page_has_a_room_a_session_and_its_headers() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    let page = app.get("/").await;
    page.expect_status(200)
        .contains("Home &lt;1&gt;")
        .contains("data-socket=\"/ws/liveview/\"");
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    let flags = cookie
        .strip_prefix("test_site_session=")
        .unwrap()
        .split_once("; ")
        .unwrap();
    assert_eq!(
        (flags.0.len(), flags.1),
        (32, "HttpOnly; SameSite=Lax; Path=/")
    );
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    assert_eq!(
        page.headers["referrer-policy"],
        "strict-origin-when-cross-origin"
    );

    let again = app.get("/").await;
    assert!(!again.headers.contains_key("set-cookie"));
    let room = |text: &str| {
        text.split("data-room=\"")
            .nth(1)
            .map(|rest| rest[..112].to_owned())
    };
    assert_ne!(room(&page.text), room(&again.text));
}

#[tokio::test]
async fn a_page_takes_what_a_layer_left() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    assert_eq!(app.get("/visitor").await.text, "a page's");
}

#[tokio::test]
async fn a_page_with_a_room_is_private_whatever_it_says_itself() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    for (how, kept) in [("private", "private"), ("public", "no-store")] {
        let page = app.get(&format!("/cached/{how}")).await;
        assert_eq!(page.headers["cache-control"], kept);
    }
}

#[tokio::test]
async fn a_page_without_a_room_needs_no_session() {
    let page = TestApp::new(site::app(Limits::default()).0)
        .await
        .get("/plain")
        .await;
    page.expect_status(200).contains("<p>Plain</p>");
    assert!(
        !page.headers.contains_key("set-cookie") && !page.headers.contains_key("cache-control")
    );
}

#[tokio::test]
async fn status_and_headers_of_a_page_are_kept() {
    let page = TestApp::new(site::app(Limits::default()).0)
        .await
        .get("/teapot")
        .await;
    page.expect_status(418).contains("Short");
    assert_eq!(page.headers["x-own"], "yes");
}

#[tokio::test]
async fn a_page_that_fails_has_a_reference() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    // A debug build shows the reason in the page; the place is right.
    app.get("/broken")
        .await
        .expect_status(500)
        .contains("Reference")
        .contains("templates/broken.html:2");
    app.get("/absent")
        .await
        .expect_status(500)
        .contains("absent.html");
    app.get("/panics")
        .await
        .expect_status(500)
        .contains("Reference");
    app.get("/nowhere").await.expect_status(404);
    app.get("/healthz").await.expect_status(200).contains("ok");
}

#[tokio::test]
async fn embedded_assets_are_fingerprinted_and_kept_for_ever() {
    let server = Server::start().await;
    let page = server.get("/", "").await;
    let url = page
        .split("href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    assert!(
        url.starts_with("/assets/app-") && url.ends_with(".css"),
        "{url}"
    );
    let asset = server.get(url, "Accept-Encoding: gzip, br\r\n").await;
    assert!(
        asset.starts_with("HTTP/1.1 200") && asset.ends_with("body { margin: 0 }"),
        "{asset}"
    );
    assert_eq!(
        header(&asset, "cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(
        header(&asset, "content-type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(header(&asset, "vary"), Some("accept-encoding"));
    let tag = header(&asset, "etag").unwrap();
    let known = server.get(url, &format!("If-None-Match: {tag}\r\n")).await;
    assert!(known.starts_with("HTTP/1.1 304"), "{known}");

    for asset in ["/assets/app.css", "/assets/liveview-interactions.min.js"] {
        let plain = server.get(asset, "").await;
        assert_eq!(header(&plain, "cache-control"), Some("no-cache"), "{asset}");
    }
    let scripts: Vec<_> = page
        .split("<script src=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    // A debug build serves the readable twins.
    for (name, url) in ["liveview", "liveview-interactions"].iter().zip(&scripts) {
        assert!(url.starts_with(&format!("/assets/{name}-")), "{scripts:?}");
        let script = server.get(url, "").await;
        assert!(script.starts_with("HTTP/1.1 200"), "{script:.200}");
        let expected = [
            ("content-type", "text/javascript; charset=utf-8"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("x-content-type-options", "nosniff"),
        ];
        for (key, value) in expected {
            assert_eq!(header(&script, key), Some(value), "{name}: {key}");
        }
    }
    assert_eq!(scripts.len(), 2, "{scripts:?}");
}

#[tokio::test]
async fn bundled_assets_are_sent_as_the_browser_likes_them() {
    const BUNDLE: &[(&str, &[u8])] = &[
        ("app-11112222.css", b"plain"),
        ("app-11112222.css.br", b"brotli"),
        ("app-11112222.css.gz", b"gzip"),
        ("liveview-33334444.min.js", b"client"),
    ];
    let manifest = r#"{"app.css":"app-11112222.css","liveview.min.js":"liveview-33334444.min.js"}"#;
    let embedded = liveview::Embedded::tables(&[], BUNDLE, Some(manifest));
    let state = crate::AppState::default();
    let app = liveview::Builder::from_embedded("none", "x", embedded)
        .build(state.clone())
        .unwrap();
    let server = Server::of(app, state).await;
    let table = [
        ("br, gzip", "brotli"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", "plain"),
        ("", "plain"),
    ];
    let mut tags = Vec::new();
    for (accepts, body) in table {
        let answer = server
            .get(
                "/assets/app-11112222.css",
                &format!("Accept-Encoding: {accepts}\r\n"),
            )
            .await;
        assert!(
            answer.ends_with(&format!("\r\n\r\n{body}")),
            "{accepts}: {answer}"
        );
        assert_eq!(
            header(&answer, "content-type"),
            Some("text/css; charset=utf-8")
        );
        assert_eq!(header(&answer, "vary"), Some("accept-encoding"));
        tags.push(header(&answer, "etag").unwrap().to_owned());
    }
    assert!(
        tags[0] != tags[1] && tags[1] == tags[2] && tags[3] == tags[4] && tags[0] != tags[3],
        "{tags:?}"
    );
    assert!(
        server
            .get("/assets/liveview-33334444.min.js", "")
            .await
            .ends_with("client")
    );
    for absent in ["/assets/app-11112222.css.br", "/assets/manifest.json"] {
        assert!(
            server.get(absent, "").await.starts_with("HTTP/1.1 404"),
            "{absent}"
        );
    }

    let dangling = liveview::Embedded::tables(&[], &[], Some(manifest));
    let error =
        liveview::Builder::from_embedded("none", "x", dangling).build(crate::AppState::default());
    assert!(
        error
            .err()
            .unwrap()
            .to_string()
            .contains("which is not there")
    );
}

#[tokio::test]
async fn only_assets_are_served() {
    let root = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = root.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "canary").unwrap();
    };
    for name in [
        ".env",
        "assets/.env",
        "assets/app.css",
        "assets/a/b.txt",
        "assets-secret/x.txt",
        "templates/x.html",
    ] {
        write(name);
    }
    std::os::unix::fs::symlink("/etc", root.path().join("assets/link")).unwrap();
    let folder = Box::leak(root.path().to_str().unwrap().to_owned().into_boxed_str());
    let state = crate::AppState::default();
    let builder = liveview::Builder::from_embedded("none", "x", liveview::Embedded::disk(folder));
    let server = Server::of(builder.build(state.clone()).unwrap(), state).await;

    for path in [
        "/assets/app.css",
        "/assets/a/b.txt",
        "/assets/liveview.min.js",
    ] {
        let answer = server.get(path, "").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
        assert_eq!(header(&answer, "cache-control"), Some("no-cache"));
    }
    let refused = [
        "/assets/../.env",
        "/assets/..%2f.env",
        "/assets/%2e%2e/.env",
        "/assets/..\\.env",
        "/assets/%5c..%5c.env",
        "/assets//.env",
        "/assets/.env",
        "/assets/.env/",
        "/assets/.EnV",
        "/assets/.env%00.css",
        "/assets/app.css%00",
        "/assets/%252e%252e%252f.env",
        "/assets/../assets-secret/x.txt",
        "/assets/link/passwd",
        "/assets/",
        "/assets",
        "/assets/a",
        "/assets/a/",
        "/assets/a/../app.css",
        "/assets/./app.css",
        "/assets/app.css/",
        "/assets/app.css.",
        "/.env",
        "/templates/x.html",
        "/assets/%c0%ae%c0%ae/.env",
        "//etc/passwd",
        "/assets/C:/x",
    ];
    for path in refused {
        let answer = server.get(path, "").await;
        assert!(
            answer.starts_with("HTTP/1.1 4") && !answer.contains("canary"),
            "{path}: {answer}"
        );
    }
    let long = server
        .get(&format!("/assets/{}", "x".repeat(8192)), "")
        .await;
    assert!(long.starts_with("HTTP/1.1 4"), "{long:.100}");
}

#[tokio::test]
async fn a_template_that_does_not_parse_stops_the_start() {
    let templates: &[(&str, &str)] = &[("bad.html", "one\n{% if %}\n")];
    let embedded = liveview::Embedded::tables(templates, &[], None);
    let built =
        liveview::Builder::from_embedded("none", "x", embedded).build(crate::AppState::default());
    let error = built.err().unwrap().to_string();
    assert!(error.starts_with("templates/bad.html:2: "), "{error}");
    assert!(error.contains(">   2 | {% if %}"), "{error}");
}

#[tokio::test]
async fn an_application_can_be_moved_below_a_path() {
    let state = crate::AppState::default();
    let app = site::builder()
        .topics(state.topics.clone())
        .mount("/panel")
        .build(state.clone())
        .unwrap();
    let app = TestApp::new(app).await;
    app.get("/")
        .await
        .contains("data-socket=\"/panel/ws/liveview/\"")
        .contains("\"/panel/assets/liveview-");
    app.get("/panel/assets/app.css").await.expect_status(200);
    app.get("/assets/app.css").await.expect_status(404);
}

#[tokio::test]
async fn cookies_are_secure_behind_a_proxy_that_is_trusted() {
    let state = crate::AppState::default();
    let build = |trusting: bool| {
        let builder = site::builder();
        let builder = if trusting {
            builder.trust_forwarded_proto()
        } else {
            builder
        };
        builder.build(state.clone()).unwrap()
    };
    let server = Server::of(build(true), state.clone()).await;
    let page = server.get("/", "X-Forwarded-Proto: https\r\n").await;
    let cookie = header(&page, "set-cookie").unwrap();
    assert!(
        cookie.starts_with("__Host-test_site_session=") && cookie.ends_with("; Path=/; Secure"),
        "{cookie}"
    );
    let server = Server::of(build(false), state.clone()).await;
    let page = server.get("/", "X-Forwarded-Proto: https\r\n").await;
    assert!(
        header(&page, "set-cookie")
            .unwrap()
            .starts_with("test_site_session="),
        "{page}"
    );
}
