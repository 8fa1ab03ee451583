//! `Form` and `Data`: the message's fields as a type of the application.
//! `shape` nests the names, `fields` reads the values; an error names the field.

use std::ops::{Deref, DerefMut};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{FromEvent, fields, shape};
use crate::error::Error;
use crate::event::Event;

/// The fields of the form that the message came from, as a `T`.
///
/// Text becomes numbers, booleans and enums where `T` asks for them; an empty field is `None` for
/// an `Option`; repeated names and `tags[]` become a `Vec`; `address.city` and `people[0].name`
/// become structs. A list with gaps has `null` in them, so it is a `Vec<Option<_>>`; the indices of
/// one form reach 1000 places in all, and a name that asks for more fills nothing. Fields that `T` does
/// not have are passed over. A value that does not fit is an error that names the field.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<T>(pub T);

/// The `data-` attributes of the element that the message came from, as a `T`:
/// `data-comment-id="9"` fills `comment_id`. The rules are those of [`Form`].
#[derive(Clone, Copy, Debug, Default)]
pub struct Data<T>(pub T);

/// From fields as they came to a type.
pub(crate) fn read<T: DeserializeOwned>(flat: &Map<String, Value>) -> Result<T, Error> {
    let nested = shape::nest(flat);
    fields::read(nested.as_ref().unwrap_or(flat))
}

macro_rules! wrapper {
    ($name:ident, $fields:ident) => {
        impl<S: Sync, T: DeserializeOwned> FromEvent<S> for $name<T> {
            async fn from_event(event: &Event, _state: &S) -> Result<Self, Error> {
                read(event.$fields()).map(Self)
            }
        }

        impl<T> Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.0
            }
        }

        impl<T> DerefMut for $name<T> {
            fn deref_mut(&mut self) -> &mut T {
                &mut self.0
            }
        }
    };
}

wrapper!(Form, form);
wrapper!(Data, data);
