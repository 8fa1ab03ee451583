//! The headers that every response has, whatever it answers and however it went.

use crate::browser::Server;

#[tokio::test]
async fn every_response_has_the_headers_of_every_response() {
    let server = Server::start().await;
    let address = server.address;
    let get =
        |path: &str| format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    let requests = [
        (200, get("/")),
        (200, get("/plain")),
        (418, get("/teapot")),
        (500, get("/broken")),
        (500, get("/panics")),
        (404, get("/nowhere")),
        (403, get("/").replace("GET", "DELETE")),
        (200, get("/assets/app.css")),
        (404, get("/assets/absent.css")),
        (200, get("/healthz")),
        (400, get("/ws/liveview/x/")),
    ];
    for (status, request) in requests {
        let answer = server.raw(format!("{request}\r\n")).await;
        let head = answer.split("\r\n\r\n").next().unwrap().to_lowercase();
        assert!(
            head.starts_with(&format!("http/1.1 {status} ")),
            "{request}{head}"
        );
        for line in [
            "\r\nx-content-type-options: nosniff",
            "\r\nreferrer-policy: strict-origin-when-cross-origin",
        ] {
            assert!(head.contains(line), "{request}{head}");
        }
        for name in ["server", "x-powered-by", "access-control-allow-origin"] {
            assert!(!head.contains(&format!("\r\n{name}:")), "{request}{head}");
        }
        // Over an unencrypted connection these would be a promise that nobody keeps.
        assert!(
            !head.contains("strict-transport-security"),
            "{request}{head}"
        );
    }
}
