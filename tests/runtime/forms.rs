//! One `Form` for pages and handlers: the same names, the same values, the same error.

use liveview::axum::Router;
use liveview::axum::routing::{get, post};
use liveview::prelude::*;
use liveview::testing::TestApp;

use crate::browser::Server;
use crate::site::{self, AppState};

#[derive(Deserialize)]
pub struct Booking {
    name: String,
    address: Address,
    guests: u8,
    tags: Vec<String>,
    note: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    city: String,
}

impl Booking {
    fn text(&self) -> String {
        let (name, city, tags) = (&self.name, &self.address.city, self.tags.join("+"));
        format!("{name} {city} {} {tags} {:?}", self.guests, self.note)
    }
}

#[handler]
pub async fn book(Form(booking): Form<Booking>) -> Patch {
    Patch::text("#booking").content(booking.text())
}

async fn own_words(form: Result<Form<Booking>>) -> String {
    match form {
        Ok(form) => form.text(),
        Err(error) => format!("mended by the page: {error}"),
    }
}

fn app() -> liveview::App {
    let page = async |Form(booking): Form<Booking>| booking.text();
    let pages = Router::new()
        .route("/book", get(page).post(page))
        .route("/own", post(own_words));
    let builder = site::builder().pages(pages).csrf_exempt("/book");
    builder.build(AppState::default()).unwrap()
}

const BOOKING: [(&str, &str); 6] = [
    ("name", "Ada & Bob"),
    ("address.city", "São Paulo"),
    ("guests", "2"),
    ("tags[]", "new"),
    ("tags[]", "a+b"),
    ("note", ""),
];

#[tokio::test]
async fn a_form_is_read_alike_in_pages_and_handlers() {
    let app = TestApp::new(app()).await;
    let expected = "Ada & Bob São Paulo 2 new+a+b None";
    assert_eq!(app.post("/book", &BOOKING).await.text, expected);
    let query =
        "name=Ada+%26+Bob&address.city=S%C3%A3o+Paulo&guests=2&tags[]=new&tags[]=a%2Bb&note=";
    assert_eq!(app.get(&format!("/book?{query}")).await.text, expected);
    let mut page = app.connect("/").await;
    let answer = page.send("book").form(BOOKING).await;
    assert_eq!(answer.expect_patch("#booking").html(), expected);
}

#[tokio::test]
async fn a_page_names_the_field_that_does_not_fit() {
    let app = TestApp::new(app()).await;
    let mut many = BOOKING;
    many[2].1 = "<many>";
    let refused = app.post("/book", &many).await;
    refused.expect_status(422).contains("<h1>`guests`: ");
    assert!(!refused.text.contains("<many>"), "{}", refused.text);
    let missing = app.get("/book?name=Ada").await;
    missing.expect_status(422).contains("`address`: is missing");
    app.post("/own", &many)
        .await
        .expect_status(200)
        .contains("mended by the page: `guests`");
}

#[tokio::test]
async fn the_query_is_read_for_head_too_and_a_body_that_is_no_form_is_not() {
    let server = Server::of(app(), AppState::default()).await;
    let ask = async |line: &str, headers: &str| {
        let host = server.address;
        let head = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
        server.raw(head).await
    };
    let path = "/book?name=a&address.city=b&guests=1&tags[]=c";
    let head = ask(&format!("HEAD {path}"), "").await;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let json = "Content-Type: application/json\r\nContent-Length: 0\r\n";
    let refused = ask("POST /book", json).await;
    assert!(refused.starts_with("HTTP/1.1 400"), "{refused}");
}
