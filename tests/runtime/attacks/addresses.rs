//! Addresses that a handler took from a visitor: where a page is sent is an address of this site,
//! or nowhere.

use liveview::Limits;
use liveview::prelude::*;
use liveview::testing::TestApp;

use crate::site;

#[derive(Deserialize)]
pub struct Target {
    to: String,
}

#[handler]
pub async fn sends_to(Form(target): Form<Target>) -> Patch {
    Patch::redirect(target.to)
}

#[handler]
pub async fn shows_address(Form(target): Form<Target>) -> Patch {
    Patch::url(target.to)
}

#[tokio::test]
async fn a_page_is_sent_nowhere_else() {
    let app = TestApp::new(site::app(Limits::default()).0).await;
    let mut page = app.connect("/").await;
    let refused = [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "\\/evil.test",
        "/\t/evil.test",
        "https:evil.test",
        "https:/evil.test",
        "https://evil.test/",
        "http://evil.test",
        "/a\r\nSet-Cookie: x=1",
    ];
    for function in ["sends_to", "shows_address"] {
        for to in refused {
            let answer = page.send(function).form([("to", to)]).await;
            let error = answer.expect_error("internal");
            assert!(!error.to_string().contains("evil"), "{function} {to:?}");
        }
        for to in [
            "/",
            "/a/b?q=https://x#y",
            "?q=a:b",
            "#top",
            "a/b",
            "/a%0d%0ab",
        ] {
            let answer = page.send(function).form([("to", to)]).await;
            assert_eq!(answer.error(), None, "{function} {to:?}");
        }
    }
}
