//! `Form` and `Data`: the fields of a message, or of a form that is posted to a page, as a type of the
//! application. `shape` nests the names, `fields` reads the values; an error names the field.

use std::ops::{Deref, DerefMut};

use axum::extract::{FromRequest, RawForm, Request};
use axum::http::Method;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{FromEvent, fields, shape};
use crate::error::Error;
use crate::event::Event;

/// The fields of a form, as a `T`: of the one that a message came from, and in a page of the one that is
/// posted to it, or of the query of a `GET`.
///
/// Text becomes numbers, booleans and enums where `T` asks for them; an empty field is `None` for
/// an `Option`; repeated names and `tags[]` become a `Vec`; `address.city` and `people[0].name`
/// become structs. A list with gaps has `null` in them, so it is a `Vec<Option<_>>`; the indices of
/// one form reach 1000 places in all, and a name that asks for more fills nothing. Fields that `T` does
/// not have are passed over. A value that does not fit is an error that names the field; a page is then
/// answered with the status 422, unless it takes `Result<Form<T>>` and says itself what is wrong. A body
/// that is no form, or is longer than 2 MiB, is answered with 400.
///
/// ```
/// use liveview::prelude::*;
///
/// #[derive(Deserialize)]
/// struct Search {
///     words: String,
///     page: Option<u32>,
/// }
///
/// async fn results(Form(search): Form<Search>) -> Page {
///     Page::new("results.html", context! { words => search.words, page => search.page.unwrap_or(1) })
/// }
/// # let _ = results;
/// ```
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

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Error;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, Error> {
        // What a page answers to HEAD, it answers to GET.
        if *request.method() == Method::HEAD {
            *request.method_mut() = Method::GET;
        }
        let RawForm(bytes) = RawForm::from_request(request, state)
            .await
            .map_err(|rejection| Error::user(rejection.body_text()))?;
        let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)?;
        read(&shape::gather(fields)).map(Self)
    }
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
