//! What sessions are called. The name alone says whether there is a record in the store, so that
//! a visitor who has none costs no look at it.

use tower_sessions_core::session::Id;

use crate::error::Result;
use crate::secret;

/// Hexadecimal digits of a name: 128 random bits.
const DIGITS: usize = 32;
/// What the name of a session begins with that is in the store.
const KEPT: char = 'k';

/// A name for a visitor of whom nothing is kept.
pub(crate) fn anonymous() -> Result<String> {
    secret::random_hex::<{ DIGITS / 2 }>()
}

/// A record's number that nobody knows yet. The store's own are not used: it makes one when two
/// are alike, which 128 random bits are not.
pub(crate) fn fresh() -> Result<Id> {
    Ok(Id(i128::from_be_bytes(secret::random()?)))
}

/// The name of the session that has this record.
pub(crate) fn of_record(id: Id) -> String {
    format!("{KEPT}{}", secret::to_hex(&id.0.to_be_bytes()))
}

/// The record that a session of this name has, if it ever had one.
pub(crate) fn record(name: &str) -> Option<Id> {
    let bytes = secret::from_hex(name.strip_prefix(KEPT)?)?;
    Some(Id(i128::from_be_bytes(bytes.try_into().ok()?)))
}

/// Whether a session of this name has a record, or had one.
pub(crate) fn has_record(name: &str) -> bool {
    name.starts_with(KEPT)
}

/// Whether it is spelled as a name is.
pub(crate) fn is_one(text: &str) -> bool {
    secret::is_hex(text.strip_prefix(KEPT).unwrap_or(text), DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_whether_there_is_a_record() {
        let (nobody, id) = (anonymous().unwrap(), fresh().unwrap());
        let somebody = of_record(id);
        assert!(is_one(&nobody) && is_one(&somebody));
        assert!(!has_record(&nobody) && has_record(&somebody));
        assert_eq!((record(&nobody), record(&somebody)), (None, Some(id)));
        for bad in [
            "",
            "k",
            &somebody[1..20],
            &format!("k{somebody}"),
            &somebody.to_uppercase(),
        ] {
            assert!(!is_one(bad), "{bad}");
        }
    }
}
