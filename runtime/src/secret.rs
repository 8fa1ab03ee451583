//! Random numbers, the application's secret, and what is signed with it.
//! `room` and `session` use it; nothing else in the crate makes random numbers of its own.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};

/// The least length of a secret that was given: 128 bits in hexadecimal digits.
const SHORTEST: usize = 32;

/// The key that rooms are signed with.
#[derive(Clone)]
pub(crate) struct Secret([u8; 32]);

impl Secret {
    /// The key of a secret that was given. One that could be guessed is refused.
    pub(crate) fn from_text(text: &str) -> Result<Self> {
        if text.len() < SHORTEST {
            return Err(Error::internal(format!(
                "the secret is {} characters long and needs {SHORTEST}\n\nhint: LIVEVIEW_SECRET=$(openssl rand -hex 32)",
                text.len()
            )));
        }
        Ok(Self(Sha256::digest(text.as_bytes()).into()))
    }

    /// A key for this process alone.
    pub(crate) fn random() -> Result<Self> {
        Ok(Self(random()?))
    }

    /// Signs what is made of these parts, for one purpose. Each part is written with its length,
    /// so that no two lists of parts are signed alike.
    pub(crate) fn sign(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // A key of 32 bytes is never too long for HMAC.
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => unreachable!("HMAC takes keys of every length"),
        };
        for part in [purpose.as_bytes()].iter().chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    pub(crate) fn verify(&self, purpose: &str, parts: &[&[u8]], signature: &[u8]) -> bool {
        self.sign(purpose, parts).ct_eq(signature).into()
    }
}

/// Bytes of the system's random source.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::internal(format!("no random numbers: {error}")))?;
    Ok(bytes)
}

/// Random hexadecimal digits, two for each byte.
pub(crate) fn random_hex<const N: usize>() -> Result<String> {
    Ok(to_hex(&random::<N>()?))
}

pub(crate) fn to_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// The bytes of lowercase hexadecimal digits. Another spelling of the same bytes is refused.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| Some(value(*pair.first()?)? << 4 | value(*pair.get(1)?)?))
        .collect()
}

/// Whether it is so many lowercase hexadecimal digits.
pub(crate) fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_goes_both_ways() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(from_hex(&to_hex(&bytes)), Some(bytes));
        for bad in ["0", "0g", "AB", "é0"] {
            assert_eq!(from_hex(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_signature_is_for_one_purpose_and_one_list() {
        let secret = Secret::from_text(&"s".repeat(32)).unwrap();
        let signature = secret.sign("room", &[b"ab", b"c"]);
        assert!(secret.verify("room", &[b"ab", b"c"], &signature));
        assert!(!secret.verify("resume", &[b"ab", b"c"], &signature));
        assert!(!secret.verify("room", &[b"a", b"bc"], &signature));
        assert!(!secret.verify("room", &[b"ab", b"c"], &signature[..31]));
        assert!(!Secret::from_text(&"t".repeat(32)).unwrap().verify(
            "room",
            &[b"ab", b"c"],
            &signature
        ));
        assert!(Secret::from_text("short").is_err());
    }
}
