//! What a handler returns, in all its shapes, brought to one: patches, or an error.
//! Between the handler and the rendering: nothing is rendered here yet.

use crate::error::Error;
use crate::patch::Patch;

/// What came of a message: patches, or an error. Middleware sees it on its way back.
#[must_use = "a reply answers the visitor only when it is returned"]
pub struct Reply {
    pub(crate) result: Result<Vec<Patch>, Error>,
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

    /// The same reply with one more patch at its end. An error stays as it is.
    pub fn and(mut self, patch: impl IntoPatches) -> Self {
        if let Ok(patches) = &mut self.result {
            match patch.into_patches().result {
                Ok(more) => patches.extend(more),
                Err(error) => self.result = Err(error),
            }
        }
        self
    }
}

impl From<Error> for Reply {
    fn from(error: Error) -> Self {
        Self { result: Err(error) }
    }
}

impl From<Patch> for Reply {
    fn from(patch: Patch) -> Self {
        Self {
            result: Ok(vec![patch]),
        }
    }
}

/// What a handler may return: nothing, a patch, several, perhaps one, or an error.
#[diagnostic::on_unimplemented(
    message = "a handler cannot return `{Self}`",
    label = "this is not something that can be sent to a page",
    note = "return `()`, `Patch`, `Vec<Patch>`, an array or a tuple of patches, an `Option` or a `Result` of these"
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
        Reply {
            result: Ok(Vec::new()),
        }
    }
}

impl IntoPatches for Patch {
    fn into_patches(self) -> Reply {
        self.into()
    }
}

impl IntoPatches for Vec<Patch> {
    fn into_patches(self) -> Reply {
        Reply { result: Ok(self) }
    }
}

impl<const N: usize> IntoPatches for [Patch; N] {
    fn into_patches(self) -> Reply {
        Reply {
            result: Ok(self.into()),
        }
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
            Err(error) => Reply {
                result: Err(error.into()),
            },
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
