//! `#[handler]`: the function stays as it is; beside it goes a call that fills each argument from
//! the message, and an entry in the registry. Each argument's bound carries that argument's span.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{
    Error, FnArg, Ident, ItemFn, LitStr, Path, Result, ReturnType, Signature, Token, Type,
    TypeParamBound, parse2,
};

/// What stands in the brackets: an optional name, an optional state.
struct Arguments {
    name: Option<LitStr>,
    state: Option<Path>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Self {
            name: None,
            state: None,
        };
        while !input.is_empty() {
            if input.peek(LitStr) {
                let name: LitStr = input.parse()?;
                check_name(&name)?;
                if arguments.name.replace(name).is_some() {
                    return Err(input.error("a handler has one name"));
                }
            } else {
                let key: Ident = input.parse()?;
                if key != "state" {
                    return Err(Error::new(
                        key.span(),
                        "expected a name in quotes or `state = path::To`",
                    ));
                }
                input.parse::<Token![=]>()?;
                if arguments.state.replace(input.parse()?).is_some() {
                    return Err(Error::new(key.span(), "a handler has one state"));
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }
}

/// Names travel in HTML attributes and in logs, so they keep to characters that are plain in both.
fn check_name(name: &LitStr) -> Result<()> {
    let text = name.value();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    let sound = text
        .split('/')
        .all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()) && part.chars().all(plain));
    if sound {
        return Ok(());
    }
    Err(Error::new(
        name.span(),
        "a handler's name is lowercase words of a-z, 0-9, `_` and `-`, with `/` between folders",
    ))
}

/// Whether the signature says `-> impl Stream<…>`. No trait could tell: a `Vec`, say, might become a
/// stream one day, so the compiler does not let streams be answers beside it.
fn returns_stream(output: &ReturnType) -> bool {
    let ReturnType::Type(_, ty) = output else {
        return false;
    };
    let Type::ImplTrait(ty) = &**ty else {
        return false;
    };
    ty.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            let name = bound.path.segments.last();
            name.is_some_and(|name| name.ident == "Stream")
        }
        _ => false,
    })
}

pub(crate) fn is_async(signature: &Signature) -> bool {
    signature.asyncness.is_some()
}

pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream> {
    let function: ItemFn = parse2(item)?;
    // The function itself is always kept, so that one mistake is one error.
    let registration = parse2::<Arguments>(arguments)
        .and_then(|arguments| register(&arguments, &function.sig))
        .unwrap_or_else(|error| error.to_compile_error());
    Ok(quote! {
        #function
        #registration
    })
}

fn register(arguments: &Arguments, signature: &Signature) -> Result<TokenStream> {
    if !is_async(signature) {
        return Err(Error::new_spanned(
            signature.fn_token,
            "a handler is an `async fn`",
        ));
    }
    if !signature.generics.params.is_empty() {
        return Err(Error::new_spanned(
            &signature.generics,
            "a handler takes no generic parameters",
        ));
    }

    let function = &signature.ident;
    // Of the macro's own, or a handler of the same name could not be called.
    let [event, state] = ["event", "state"].map(|name| Ident::new(name, Span::mixed_site()));
    let mut names = Vec::new();
    let mut extractions = Vec::new();
    for (index, argument) in signature.inputs.iter().enumerate() {
        let FnArg::Typed(argument) = argument else {
            return Err(Error::new_spanned(
                argument,
                "a handler is a free function: it takes no `self`",
            ));
        };
        let name = format_ident!("argument_{index}", span = Span::mixed_site());
        let ty = &argument.ty;
        extractions.push(quote_spanned! {ty.span()=>
            let #name: #ty = match ::liveview::__private::extract(&#event, &*#state).await {
                ::core::result::Result::Ok(value) => value,
                ::core::result::Result::Err(error) => return ::core::convert::From::from(error),
            };
        });
        names.push(name);
    }

    let state_type = match &arguments.state {
        Some(path) => quote!(#path),
        None => quote!(crate::AppState),
    };
    let function_name = function.unraw().to_string();
    let name = match &arguments.name {
        Some(name) => quote!(::core::option::Option::Some(#name)),
        None => quote!(::core::option::Option::None),
    };
    let output = match &signature.output {
        ReturnType::Default => Span::call_site(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let answer = match returns_stream(&signature.output) {
        true => quote_spanned!(output=> ::liveview::Progress::new(answer)),
        false => quote_spanned!(output=> answer),
    };
    let patches = quote_spanned! {output=> ::liveview::IntoPatches::into_patches(#answer) };
    let line = quote_spanned! {function.span()=> ::core::line!() };
    Ok(quote! {
        const _: () = {
            type __LiveviewState = #state_type;
            fn __liveview_call(
                #event: ::liveview::Event,
                #state: ::std::sync::Arc<__LiveviewState>,
            ) -> ::liveview::__private::Calling {
                ::std::boxed::Box::pin(async move {
                    let _ = (&#event, &#state);
                    #(#extractions)*
                    let answer = #function(#(#names),*).await;
                    #patches
                })
            }
            ::liveview::__private::inventory::submit! {
                ::liveview::__private::Registration {
                    name: #name,
                    function: #function_name,
                    module: ::core::module_path!(),
                    file: ::core::file!(),
                    line: #line,
                    state: ::core::any::type_name::<__LiveviewState>,
                    call: || ::liveview::__private::Erased::new::<__LiveviewState>(__liveview_call),
                }
            }
        };
    })
}
