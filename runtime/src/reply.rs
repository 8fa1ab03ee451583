//! What a handler returns, in all its shapes, brought to one: patches, or an error.
//! Between the handler and the rendering: nothing is rendered here yet.

use std::future::ready;
use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};

use crate::error::Error;
use crate::patch::Patch;

/// The parts of a streamed answer that are still to come.
pub(crate) type Parts = Pin<Box<dyn Stream<Item = Reply> + Send>>;

/// What came of a message: patches, or an error. Middleware sees it on its way back.
///
/// The reply of a handler that returns a stream has no patches yet: they come when the reply has
/// passed the middleware.
#[must_use = "a reply answers the visitor only when it is returned"]
pub struct Reply {
    pub(crate) result: Result<Vec<Patch>, Error>,
    /// What follows the patches; an error has nothing that follows.
    pub(crate) parts: Option<Parts>,
}

impl Reply {
    /// Whether the handler, or middleware below, refused or failed.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.result.is_err()
    }

    /// The error, when there is one.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.result.as_ref().err()
    }

    /// The patches: none when there was an error.
    pub fn patches(&self) -> &[Patch] {
        self.result.as_deref().unwrap_or_default()
    }

    /// Whether patches are still to come, from a stream.
    #[must_use]
    pub fn is_streamed(&self) -> bool {
        self.parts.is_some()
    }

    /// The same reply with one more patch at its end. An error stays as it is.
    pub fn and(mut self, patch: impl IntoPatches) -> Self {
        let more = patch.into_patches();
        match (&mut self.result, self.parts.take()) {
            (Ok(_), Some(parts)) => {
                self.parts = Some(Box::pin(parts.chain(stream::once(ready(more)))));
            }
            (Ok(patches), None) => match more.result {
                Ok(added) => {
                    patches.extend(added);
                    self.parts = more.parts;
                }
                Err(error) => return error.into(),
            },
            (Err(_), _) => {}
        }
        self
    }

    /// The same reply in front of what follows it.
    pub(crate) fn before(mut self, rest: Parts) -> Self {
        self.parts = Some(match self.parts {
            Some(parts) => Box::pin(parts.chain(rest)),
            None => rest,
        });
        self
    }

    /// The patches, where they are to be sent rather than returned: a stream has none to send.
    pub(crate) fn into_sendable(self) -> Result<Vec<Patch>, Error> {
        match self.parts {
            None => self.result,
            Some(_) => Err(Error::internal(
                "a stream of patches is returned from a handler; it cannot be sent",
            )),
        }
    }
}

impl From<Error> for Reply {
    fn from(error: Error) -> Self {
        Self {
            result: Err(error),
            parts: None,
        }
    }
}

impl From<Vec<Patch>> for Reply {
    fn from(patches: Vec<Patch>) -> Self {
        Self {
            result: Ok(patches),
            parts: None,
        }
    }
}

impl From<Patch> for Reply {
    fn from(patch: Patch) -> Self {
        vec![patch].into()
    }
}

/// What a handler may return: nothing, a patch, several, perhaps one, a stream, or an error.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "this is not something that can be sent to a page",
    note = "return `()`, `Patch`, `Vec<Patch>`, an array or a tuple of patches, an `Option` or a `Result` of these, or a `Progress`"
)]
pub trait IntoPatches {
    /// Brings it to one shape.
    fn into_patches(self) -> Reply;
}

impl IntoPatches for Reply {
    fn into_patches(self) -> Reply {
        self
    }
}

impl IntoPatches for () {
    fn into_patches(self) -> Reply {
        Vec::new().into()
    }
}

impl IntoPatches for Patch {
    fn into_patches(self) -> Reply {
        self.into()
    }
}

impl IntoPatches for Vec<Patch> {
    fn into_patches(self) -> Reply {
        self.into()
    }
}

impl<const N: usize> IntoPatches for [Patch; N] {
    fn into_patches(self) -> Reply {
        Vec::from(self).into()
    }
}

impl<T: IntoPatches> IntoPatches for Option<T> {
    fn into_patches(self) -> Reply {
        self.map_or_else(|| ().into_patches(), T::into_patches)
    }
}

impl<T: IntoPatches, E: Into<Error>> IntoPatches for Result<T, E> {
    fn into_patches(self) -> Reply {
        match self {
            Ok(value) => value.into_patches(),
            Err(error) => Reply::from(error.into()),
        }
    }
}

macro_rules! tuples {
    ($($name:ident)+) => {
        impl<$($name: IntoPatches),+> IntoPatches for ($($name,)+) {
            #[expect(non_snake_case, reason = "each value is named for its type parameter")]
            fn into_patches(self) -> Reply {
                let ($($name,)+) = self;
                ().into_patches()$(.and($name))+
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
