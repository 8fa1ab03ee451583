//! Pages that are away: who is waited for, for how many a place is kept, and what they may hold meanwhile.

use liveview::Limits;
use serde_json::json;

use crate::browser::{Server, until};
use crate::replay::{cut, hear, say};

#[tokio::test]
async fn a_page_that_left_for_good_is_not_waited_for() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    page.call("spawns", json!({})).await;
    page.leave().await;
    until("it is forgotten", || server.state.notes.all() == ["ended"]).await;

    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    page.send("closes", json!({})).await;
    assert_eq!(page.closed().await, 1000);
    let (_, hello) = visit.return_with(1).await;
    assert_eq!(hello["resumed"], false, "the handler had ended it");
}

#[tokio::test]
async fn a_session_has_so_many_pages_away() {
    let limits = Limits {
        pages_away_per_session: 2,
        pages_away: 3,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let (ada, bob) = (server.visit().await, server.visit().await);
    let pages = [ada.clone(), ada.another(), ada.another(), bob.clone()];
    for visit in &pages {
        let mut socket = visit.connect().await.unwrap();
        socket.next().await;
        cut(&server, socket).await;
    }
    let mut resumed = Vec::new();
    for visit in pages.iter().rev() {
        let (_socket, hello) = visit.return_with(0).await;
        resumed.push(hello["resumed"].as_bool().unwrap());
    }
    assert_eq!(resumed, [true, true, true, false], "ada's oldest went");
}

#[tokio::test]
async fn who_has_many_pages_away_makes_room_for_a_newcomer() {
    let limits = Limits {
        pages_away: 3,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let (ada, bob, carol) = (
        server.visit().await,
        server.visit().await,
        server.visit().await,
    );
    let pages = [bob, ada.clone(), ada.another(), carol];
    for visit in &pages {
        let mut socket = visit.connect().await.unwrap();
        socket.next().await;
        cut(&server, socket).await;
    }
    let (mut sockets, mut resumed) = (Vec::new(), Vec::new());
    for visit in &pages {
        let (socket, hello) = visit.return_with(0).await;
        resumed.push(hello["resumed"].as_bool().unwrap());
        sockets.push(socket);
    }
    assert_eq!(
        resumed,
        [true, false, true, true],
        "the older of ada's went"
    );
}

#[tokio::test]
async fn who_holds_most_while_away_goes_when_it_is_too_much() {
    let limits = Limits {
        away_bytes: 8 * 1024,
        ..Limits::default()
    };
    let server = Server::with(limits).await;
    let (ada, bob) = (server.visit().await, server.visit().await);
    let mut page = ada.connect().await.unwrap();
    page.next().await;
    let large = "x".repeat(3 * 1024);
    say(&server, &large);
    hear(&mut page, 1).await;
    cut(&server, page).await;
    say(&server, &large);

    let mut page = bob.connect().await.unwrap();
    page.next().await;
    for seen in 1..=4 {
        cut(&server, page).await;
        say(&server, &large);
        let (socket, hello) = bob.return_with(seen - 1).await;
        assert_eq!(hello["resumed"], true, "what it had seen counts no more");
        page = socket;
        hear(&mut page, 1).await;
    }
    let (_socket, hello) = ada.return_with(0).await;
    assert_eq!(hello["resumed"], false);
}

#[tokio::test]
async fn who_is_away_does_not_hold_up_the_end() {
    let server = Server::start().await;
    let visit = server.visit().await;
    let mut page = visit.connect().await.unwrap();
    page.next().await;
    page.call("spawns", json!({})).await;
    cut(&server, page).await;
    server.stop();
    until("nothing is left", || server.state.notes.all() == ["ended"]).await;
}
