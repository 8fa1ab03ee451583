//! Bytes that chance made, from a seed that a failure names: one answer or one close to each, and
//! the server lives.

use liveview::Limits;
use serde_json::Value;

use crate::browser::Server;
use crate::raw::{FIN, Raw, TEXT};

/// Chance, the same in each run: xorshift64*.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).unwrap() % limit
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }
}

/// A text with some of its bytes changed, added, taken away or repeated.
fn damaged(text: &str, chance: &mut Chance) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..=chance.below(4) {
        let at = chance.below(bytes.len().max(1));
        match chance.below(5) {
            0 if !bytes.is_empty() => bytes[at] = chance.byte(),
            1 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, b"\"{}[],:\\0e-.tfn"[chance.below(15)]),
            3 => bytes.truncate(at),
            _ => bytes.extend_from_within(at..),
        }
    }
    bytes.truncate(60_000);
    bytes
}

fn unlimited() -> Limits {
    Limits {
        messages_per_second: 1_000_000,
        message_burst: 1_000_000,
        sockets_per_session: 100_000,
        ..Limits::default()
    }
}

#[tokio::test]
async fn damaged_messages_have_one_answer_each() {
    let server = Server::with(unlimited()).await;
    let golden: Value = serde_json::from_str(include_str!("../../protocol/client.json")).unwrap();
    let mut seeds = vec![
        r#"{"function":"greet","form":{"name":"Ada","times":3},"data":{},"lang":"en","ref":1,"url":"/"}"#.to_owned(),
        r#"{"function":"echo","form":{"name":"\ud83d\ude00"},"ref":2}"#.to_owned(),
    ];
    let messages = golden.as_array().into_iter().flatten();
    seeds.extend(messages.map(|case| case["text"].as_str().unwrap().to_owned()));
    let mut raw = Raw::open(&server).await;
    let mut chance = Chance(0x1234_5678_9abc_def1);
    for round in 0..3000 {
        let seed = &seeds[chance.below(seeds.len())];
        let text = String::from_utf8_lossy(&damaged(seed, &mut chance)).into_owned();
        let answer = raw.ask(&text).await;
        let is_answer = answer["error"]["code"].is_string() || answer.get("ref").is_some();
        assert!(
            is_answer || answer.get("target").is_some(),
            "round {round}: {text} got {answer}"
        );
        assert!(raw.is_alive().await, "round {round}: {text}");
    }
}

#[tokio::test]
async fn bytes_of_chance_are_answered_or_the_socket_is_closed() {
    let server = Server::with(unlimited()).await;
    let visit = server.visit().await;
    let mut chance = Chance(0xfeed_f00d_dead_beef);
    for round in 0..400 {
        let mut raw = Raw::of(&visit).await;
        let mut bytes = Vec::new();
        for _ in 0..=chance.below(8) {
            let payload: Vec<u8> = (0..chance.below(40)).map(|_| chance.byte()).collect();
            bytes.extend(crate::browser::frame(chance.byte(), &payload));
        }
        if chance.below(3) == 0 {
            let at = chance.below(bytes.len());
            bytes[at] = chance.byte();
        }
        raw.bytes(&bytes).await;
        // A whole close after it, so that what is still open has an end.
        raw.send(FIN | TEXT, b"{}").await;
        raw.send(0x88, &1000_u16.to_be_bytes()).await;
        raw.hang_up().await;
        let code = raw.closed().await;
        assert!(
            (1000..5000).contains(&code),
            "round {round}: {bytes:?} got {code}"
        );
    }
    assert!(Raw::of(&visit).await.is_alive().await);
}
