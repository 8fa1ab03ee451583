//! The token with which a page finds its topics again in another process: which they are, until when, and a signature
//! over these, the room and the session. Whoever holds it can do with it what the page could do before, and no more.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use crate::extract::Room;
use crate::pubsub::{By, Membership};
use crate::secret::Secret;

const PURPOSE: &str = "resume";
const SIGNATURE: usize = 32;
/// Bytes of topics in one token, which is part of an address. What does not fit is joined again by the page's init
/// handlers, if at all.
const MOST: usize = 3 * 1024;

/// What a token is bound to.
#[derive(Clone, Copy)]
pub(crate) struct Bound<'a> {
    pub(crate) session: &'a str,
    pub(crate) room: &'a Room,
}

/// The token for these topics; empty when there are none.
pub(crate) fn write<'a>(
    secret: &Secret,
    bound: Bound<'_>,
    topics: impl IntoIterator<Item = &'a Membership>,
    until: SystemTime,
) -> String {
    let mut payload = seconds(until).to_be_bytes().to_vec();
    let empty = payload.len();
    for membership in topics {
        let name = membership.topic.as_bytes();
        let Ok(length) = u16::try_from(name.len()) else {
            continue;
        };
        if payload.len() + name.len() > MOST {
            break;
        }
        payload.push(match membership.by {
            By::Server => 0,
            By::Page => 1,
        });
        payload.extend(length.to_be_bytes());
        payload.extend(name);
    }
    if payload.len() == empty {
        return String::new();
    }
    let signature = secret.sign(PURPOSE, &parts(bound, &payload));
    BASE64.encode([&signature[..], &payload].concat())
}

/// The topics of a token, if it was made for this page and is still good.
pub(crate) fn open(
    secret: &Secret,
    bound: Bound<'_>,
    token: &str,
    now: SystemTime,
) -> Option<Vec<Membership>> {
    let bytes = BASE64.decode(token).ok()?;
    let (signature, payload) = bytes.split_at_checked(SIGNATURE)?;
    if !secret.verify(PURPOSE, &parts(bound, payload), signature) {
        return None;
    }
    let (until, mut rest) = payload.split_first_chunk()?;
    if seconds(now) > u64::from_be_bytes(*until) {
        return None;
    }
    let mut topics = Vec::new();
    while let Some((by, after)) = rest.split_first() {
        let (length, after) = after.split_first_chunk()?;
        let (name, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
        topics.push(Membership {
            topic: std::str::from_utf8(name).ok()?.into(),
            by: if *by == 0 { By::Server } else { By::Page },
        });
        rest = after;
    }
    Some(topics)
}

fn parts<'a>(bound: Bound<'a>, payload: &'a [u8]) -> [&'a [u8]; 3] {
    [
        bound.session.as_bytes(),
        bound.room.as_str().as_bytes(),
        payload,
    ]
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO)
        .as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics() -> Vec<Membership> {
        [("chat:7", By::Server), ("straße", By::Page)]
            .map(|(topic, by)| Membership {
                topic: topic.into(),
                by,
            })
            .into()
    }

    fn room(name: &str) -> Room {
        Room(name.into())
    }

    #[test]
    fn only_its_own_page_opens_it_in_time() {
        let (secret, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        let now = SystemTime::now();
        let hour = Duration::from_secs(3600);
        let (here, there) = (room("here"), room("there"));
        let bound = |session, room| Bound { session, room };
        let token = write(&secret, bound("ada", &here), &topics(), now + hour);
        let opened = |secret, bound, token: &str, now| open(secret, bound, token, now);
        for now in [now, now + hour] {
            let found = opened(&secret, bound("ada", &here), &token, now);
            assert_eq!(found, Some(topics()));
        }
        let empty_key = {
            let key = Secret::from_text(&" ".repeat(32)).unwrap();
            write(&key, bound("ada", &here), &topics(), now + hour)
        };
        let refused = [
            (&secret, bound("bob", &here), token.as_str(), now),
            (&secret, bound("", &here), token.as_str(), now),
            (&secret, bound("ada", &there), token.as_str(), now),
            (&other, bound("ada", &here), token.as_str(), now),
            (&secret, bound("ada", &here), empty_key.as_str(), now),
            (&secret, bound("ada", &here), &token[..token.len() - 4], now),
            (&secret, bound("ada", &here), "", now),
            (&secret, bound("ada", &here), "no token", now),
            (
                &secret,
                bound("ada", &here),
                token.as_str(),
                now + hour + Duration::from_secs(2),
            ),
        ];
        for (index, (secret, bound, token, now)) in refused.into_iter().enumerate() {
            assert_eq!(opened(secret, bound, token, now), None, "{index}");
        }
    }

    #[test]
    fn no_bit_of_it_can_be_changed() {
        let secret = Secret::random().unwrap();
        let now = SystemTime::now();
        let here = room("here");
        let bound = Bound {
            session: "ada",
            room: &here,
        };
        let token = write(&secret, bound, &topics(), now);
        let bytes = BASE64.decode(&token).unwrap();
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            let flipped = BASE64.encode(flipped);
            assert_eq!(open(&secret, bound, &flipped, now), None, "bit {bit}");
        }
        // A signature that is right and a payload that is none: made by nobody, and no reason to panic.
        for payload in [&b"short"[..], &[0; 9], &[0xff; 12]] {
            let signature = secret.sign(PURPOSE, &parts(bound, payload));
            let token = BASE64.encode([&signature[..], payload].concat());
            let found = open(&secret, bound, &token, UNIX_EPOCH);
            assert!(found.is_none_or(|topics| topics.is_empty()), "{payload:?}");
        }
    }

    #[test]
    fn it_fits_into_an_address() {
        let secret = Secret::random().unwrap();
        let here = room("here");
        let bound = Bound {
            session: "ada",
            room: &here,
        };
        assert_eq!(write(&secret, bound, &[], SystemTime::now()), "");
        let many: Vec<_> = (0..64)
            .map(|number| Membership {
                topic: format!("{number}{}", "x".repeat(250)).into(),
                by: By::Server,
            })
            .collect();
        let now = SystemTime::now();
        let token = write(&secret, bound, &many, now);
        assert!(token.len() < 4 * 1024 + 512, "{}", token.len());
        let kept = open(&secret, bound, &token, now).unwrap();
        assert_eq!(kept, many[..kept.len()]);
        assert!(kept.len() > 10);
    }
}
