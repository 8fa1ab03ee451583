//! `#[liveview::main]`: the body of an async `main`, handed to the runtime.
//! The threads are the runtime's to start, so an application needs no dependency on tokio.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Error, ItemFn, Result, parse2};

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new_spanned(
            arguments,
            "`#[liveview::main]` takes no arguments",
        ));
    }
    let function: ItemFn = parse2(item)?;
    let signature = &function.sig;
    if !crate::handler::is_async(signature) {
        return Err(Error::new_spanned(
            signature.fn_token,
            "`#[liveview::main]` goes on an `async fn`",
        ));
    }
    if !signature.inputs.is_empty() {
        return Err(Error::new_spanned(
            &signature.inputs,
            "`main` takes no arguments",
        ));
    }
    let (attributes, visibility) = (&function.attrs, &function.vis);
    let (name, output, body) = (&signature.ident, &signature.output, &function.block);
    Ok(quote! {
        #(#attributes)*
        #visibility fn #name() #output {
            ::liveview::__private::block_on(async move #body)
        }
    })
}
