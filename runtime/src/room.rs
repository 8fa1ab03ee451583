//! Rooms: a page's own topic, and the token that joins it.

use std::time::{Duration, SystemTime};

use crate::error::Result;
use crate::extract::Room;
use crate::secret::{self, Secret};
use crate::token;

const PURPOSE: &str = "room";

/// Makes a room for one load of a page, and the token that opens it.
pub(crate) fn mint(secret: &Secret, session: &str, now: SystemTime) -> Result<(Room, String)> {
    let (random, token) = token::mint(secret, PURPOSE, session, now)?;
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
    let random = token::open(secret, PURPOSE, session, token, now, age)?;
    Some(Room(secret::to_hex(&random).into()))
}
