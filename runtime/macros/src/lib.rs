//! The macros of `liveview`: `#[handler]` makes a function callable by name from a page, and
//! `#[main]` starts the runtime. Both only rearrange what was written; every rule about types is
//! a trait bound in `liveview`, so that the compiler's message points at the argument itself.

use proc_macro::TokenStream;

mod handler;
mod main_fn;

/// Makes an async function a handler: callable from a page by its name.
///
/// The name is the function's place below `handlers`: `search` in `src/handlers/search.rs` is
/// `search`, and `users` in `src/handlers/admin/users.rs` is `admin/users`. `#[handler("name")]`
/// names it outright.
///
/// Arguments are extractors: anything that implements `FromEvent` for the application's state.
/// The state is `crate::AppState`; `#[handler(state = path::To)]` names another.
#[proc_macro_attribute]
pub fn handler(arguments: TokenStream, item: TokenStream) -> TokenStream {
    handler::expand(arguments.into(), item.into())
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}

/// Runs an async `main` on the multi-threaded runtime.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    main_fn::expand(arguments.into(), item.into())
        .unwrap_or_else(|error| error.to_compile_error())
        .into()
}
