//! Tokens that a page carries back: random, dated, and signed for one purpose together with the
//! session, so that only the visitor whose page it is can use them, for a while.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::Result;
use crate::secret::{self, Secret};

/// Random bytes, seconds since 1970, signature.
const LENGTH: usize = 16 + 8 + 32;
/// Clocks of two servers may differ by so much.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// What makes each token another one.
pub(crate) type Random = [u8; 16];

/// Makes a token, and says what is random about it.
pub(crate) fn mint(
    secret: &Secret,
    purpose: &str,
    session: &str,
    now: SystemTime,
) -> Result<(Random, String)> {
    let random: Random = secret::random()?;
    let time = seconds(now).to_be_bytes();
    let signature = secret.sign(purpose, &[session.as_bytes(), &random, &time]);
    let token = secret::to_hex(&[&random[..], &time, &signature].concat());
    Ok((random, token))
}

/// What is random about a token, if it was made for this purpose and this session, and not longer
/// ago than `age`.
pub(crate) fn open(
    secret: &Secret,
    purpose: &str,
    session: &str,
    token: &str,
    now: SystemTime,
    age: Duration,
) -> Option<Random> {
    let bytes = (token.len() == LENGTH * 2).then(|| secret::from_hex(token))??;
    let (random, rest) = bytes.split_at_checked(16)?;
    let (time, signature) = rest.split_at_checked(8)?;
    if !secret.verify(purpose, &[session.as_bytes(), random, time], signature) {
        return None;
    }
    let made = u64::from_be_bytes(time.try_into().ok()?);
    let now = seconds(now);
    let fresh = made <= now + CLOCK_SKEW.as_secs() && now <= made.saturating_add(age.as_secs());
    fresh.then(|| random.try_into().ok())?
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURPOSE: &str = "room";

    #[test]
    fn only_the_right_session_opens_it_in_time() {
        let (secret, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        let now = SystemTime::now();
        let hour = Duration::from_secs(3600);
        let (random, token) = mint(&secret, PURPOSE, "ada", now).unwrap();
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

        assert_eq!(
            open(&secret, PURPOSE, "ada", &token, now, hour),
            Some(random)
        );
        assert_eq!(
            open(&secret, PURPOSE, "ada", &token, now + hour, hour),
            Some(random)
        );
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
            assert_eq!(
                open(secret, PURPOSE, session, token, now, hour),
                None,
                "{index}"
            );
        }
        assert_eq!(
            open(&secret, PURPOSE, "ada", &token.to_uppercase(), now, hour),
            None
        );
    }
}
