//! Rooms: a page's own topic, and the token that joins it. The token is random, dated and signed
//! together with the session, so that only the visitor whose page it is can use it, for a while.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::Result;
use crate::extract::Room;
use crate::secret::{self, Secret};

const PURPOSE: &str = "room";
/// Random bytes, seconds since 1970, signature.
const LENGTH: usize = 16 + 8 + 32;
/// Clocks of two servers may differ by so much.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Makes a room for one load of a page, and the token that opens it.
pub(crate) fn mint(secret: &Secret, session: &str, now: SystemTime) -> Result<(Room, String)> {
    let random: [u8; 16] = secret::random()?;
    let time = seconds(now).to_be_bytes();
    let signature = secret.sign(PURPOSE, &[session.as_bytes(), &random, &time]);
    let token = secret::to_hex(&[&random[..], &time, &signature].concat());
    Ok((Room(secret::to_hex(&random).into()), token))
}

/// The room that a token opens for this session, if it does.
pub(crate) fn open(
    secret: &Secret,
    session: &str,
    token: &str,
    now: SystemTime,
    age: Duration,
) -> Option<Room> {
    let bytes = (token.len() == LENGTH * 2).then(|| secret::from_hex(token))??;
    let (random, rest) = bytes.split_at_checked(16)?;
    let (time, signature) = rest.split_at_checked(8)?;
    if !secret.verify(PURPOSE, &[session.as_bytes(), random, time], signature) {
        return None;
    }
    let made = u64::from_be_bytes(time.try_into().ok()?);
    let now = seconds(now);
    let fresh = made <= now + CLOCK_SKEW.as_secs() && now <= made.saturating_add(age.as_secs());
    fresh.then(|| Room(secret::to_hex(random).into()))
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_session_opens_it_in_time() {
        let (secret, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        let now = SystemTime::now();
        let hour = Duration::from_secs(3600);
        let (room, token) = mint(&secret, "ada", now).unwrap();
        let flipped = format!(
            "{}{}",
            &token[..111],
            if token.ends_with('0') { '1' } else { '0' }
        );
        let first = format!(
            "{}{}",
            if token.starts_with('0') { '1' } else { '0' },
            &token[1..]
        );
        let empty_key = {
            let random: [u8; 16] = secret::random().unwrap();
            let time = seconds(now).to_be_bytes();
            let signature = Secret::from_text(&" ".repeat(32))
                .unwrap()
                .sign(PURPOSE, &[b"ada", &random, &time]);
            secret::to_hex(&[&random[..], &time, &signature].concat())
        };

        assert_eq!(open(&secret, "ada", &token, now, hour), Some(room.clone()));
        assert_eq!(open(&secret, "ada", &token, now + hour, hour), Some(room));
        let refused = [
            (&secret, "bob", token.as_str(), now),
            (&secret, "", token.as_str(), now),
            (&other, "ada", token.as_str(), now),
            (&secret, "ada", flipped.as_str(), now),
            (&secret, "ada", first.as_str(), now),
            (&secret, "ada", empty_key.as_str(), now),
            (&secret, "ada", &token[..110], now),
            (&secret, "ada", "", now),
            (
                &secret,
                "ada",
                token.as_str(),
                now + hour + Duration::from_secs(2),
            ),
            (&secret, "ada", token.as_str(), now - hour),
        ];
        for (index, (secret, session, token, now)) in refused.into_iter().enumerate() {
            assert_eq!(open(secret, session, token, now, hour), None, "{index}");
        }
        assert_eq!(open(&secret, "ada", &token.to_uppercase(), now, hour), None);
    }
}
