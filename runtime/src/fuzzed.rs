//! What chance and damage make of everything that is read from the wire: never a panic, and
//! nothing is let in that should not be. A generator of our own, since what matters is many odd
//! texts that are the same in each run; a failure shows its text.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::extract::read_fields;
use crate::secret::Secret;
use crate::{address, origin, protocol, room};

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

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// A text with some of its characters changed, added, taken away or repeated.
    fn damage(&mut self, text: &str, alphabet: &[char]) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        for _ in 0..=self.below(4) {
            let at = self.below(characters.len() + 1);
            match self.below(5) {
                0 => characters.insert(at, self.of(alphabet)),
                1 => characters.truncate(at),
                2 if at < characters.len() => characters[at] = self.of(alphabet),
                3 if at < characters.len() => {
                    characters.remove(at);
                }
                _ => characters.extend_from_within(at.saturating_sub(9)..at),
            }
        }
        characters.into_iter().collect()
    }

    /// A value of every kind, up to a depth.
    fn value(&mut self, depth: usize) -> Value {
        let names = ["name", "tags", "address", "city", "0", "a.b", "a[", "]", ""];
        match self.below(if depth == 0 { 8 } else { 10 }) {
            0 => Value::Null,
            1 => self.of(&[true, false]).into(),
            2 => self.of(&[0_i64, -1, 256, i64::MIN, i64::MAX]).into(),
            3 => self.of(&[0.5, -0.0, 1e300, f64::MIN_POSITIVE]).into(),
            4..8 => self
                .of(&["", " 7 ", "on", "NaN", "1e999", "-", "٣", "\u{0}", "red"])
                .into(),
            8 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let fields =
                    (0..self.below(4)).map(|_| (self.of(&names).to_owned(), self.value(depth - 1)));
                Value::Object(fields.collect())
            }
        }
    }
}

#[test]
fn damaged_messages_are_decoded_or_refused() {
    let text = r#"{"function":"save","form":{"a":"\ud83d\ude00","b":[1,-2.5e3,null]},"data":{"x":true},"lang":"de","ref":12,"url":"/a?b=c"}"#;
    let alphabet: Vec<char> = "{}[]\",:\\u0aeE+-.9tfn \u{0}é😀".chars().collect();
    let mut chance = Chance(1);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..50_000 {
        let damaged = chance.damage(text, &alphabet);
        match protocol::decode(&damaged) {
            Ok(message) => {
                assert!(!message.function.is_empty(), "{damaged}");
                assert!(
                    message.reference.is_none_or(|number| number < 1 << 53),
                    "{damaged}"
                );
                good += 1;
            }
            Err(_) => bad += 1,
        }
    }
    assert!(good > 1000 && bad > 1000, "{good} and {bad}");
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read into")]
struct Person {
    name: String,
    #[serde(default)]
    tags: Vec<String>,
    address: Option<Address>,
    #[serde(flatten)]
    rest: HashMap<String, Value>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only read into")]
struct Address {
    city: String,
    floor: Option<i8>,
    colour: Option<Colour>,
    size: Option<f32>,
    mark: Option<char>,
    lit: Option<bool>,
    pair: Option<(u8, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Colour {
    Red,
}

#[test]
fn fields_of_any_shape_are_read_or_refused() {
    let steps = [
        "name",
        "tags",
        "address",
        "[]",
        "[0]",
        "[999999999]",
        "[city]",
        ".city",
        ".floor",
        "[",
        "]",
        ".",
        "..",
        "[[",
        "[]]",
        "é",
        "\u{0}",
    ];
    let mut chance = Chance(2);
    let (mut good, mut bad) = (0, 0);
    for _ in 0..50_000 {
        let mut fields = Map::new();
        if chance.below(4) > 0 {
            fields.insert("name".to_owned(), chance.value(1));
        }
        for _ in 0..chance.below(5) {
            let name: String = (0..=chance.below(4)).map(|_| chance.of(&steps)).collect();
            fields.insert(name, chance.value(3));
        }
        match read_fields::<Person>(&fields) {
            Ok(_) => good += 1,
            Err(error) => {
                assert!(error.is_user(), "{fields:?}: {error}");
                bad += 1;
            }
        }
    }
    assert!(good > 1000 && bad > 1000, "{good} and {bad}");
}

#[test]
fn only_the_very_origin_is_allowed() {
    let alphabet: Vec<char> = "htps:/.@#?%[]\\ app.evil0123-_".chars().collect();
    let mut chance = Chance(3);
    for own in [
        "https://app.test",
        "https://app.test:8443",
        "https://[::1]:4400",
    ] {
        let host = own.trim_start_matches("https://");
        for _ in 0..20_000 {
            let damaged = chance.damage(own, &alphabet);
            let Ok(value) = HeaderValue::try_from(&damaged) else {
                continue;
            };
            let headers = HeaderMap::from_iter([
                (header::ORIGIN, value),
                (header::HOST, HeaderValue::from_static(host)),
            ]);
            let is_own = damaged.eq_ignore_ascii_case(own);
            assert_eq!(origin::allowed(&headers, &[], true), is_own, "{damaged:?}");
        }
    }
}

#[test]
fn only_the_very_token_opens_its_room() {
    let secret = Secret::random().unwrap();
    let (now, hour) = (SystemTime::now(), Duration::from_secs(3600));
    let (_, token) = room::mint(&secret, "ada", now).unwrap();
    let alphabet: Vec<char> = "0123456789abcdefABCg-/%. é".chars().collect();
    let mut chance = Chance(4);
    for _ in 0..50_000 {
        let damaged = chance.damage(&token, &alphabet);
        let opened = room::open(&secret, "ada", &damaged, now, hour).is_some();
        assert_eq!(opened, damaged == token, "{damaged}");
    }
}

#[test]
fn no_damaged_address_leaves_the_site() {
    let alphabet: Vec<char> = "/\\:?#@. \t\njavascripthttps".chars().collect();
    let mut chance = Chance(5);
    for _ in 0..50_000 {
        let damaged = chance.damage("/a?b=//c", &alphabet);
        if address::is_own(&damaged) {
            // What is left of it as browsers clean it names neither a scheme nor a host.
            let cleaned = damaged
                .trim_start()
                .replace(['\t', '\n'], "")
                .replace('\\', "/");
            let path = cleaned.split(['?', '#']).next().unwrap();
            let scheme = path.split('/').next().unwrap();
            assert!(
                !path.starts_with("//") && !scheme.contains(':'),
                "{damaged:?}"
            );
        }
    }
}
