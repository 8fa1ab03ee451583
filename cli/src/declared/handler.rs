//! The handlers of one parsed file, under the names that the runtime's registry gives them.
//! One file in, its `#[handler]` functions out; it looks at no other file.

use syn::{Attribute, Expr, ExprLit, File, Item, ItemFn, Lit, Meta, Token, punctuated::Punctuated};

/// Each handler's name and the line of its `fn`.
pub(super) fn in_file(file: &File, module: &[String]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    in_items(&file.items, module, &mut found);
    found
}

fn in_items(items: &[Item], module: &[String], found: &mut Vec<(String, usize)>) {
    for item in items {
        match item {
            Item::Fn(function) => {
                if let Some(attribute) = function
                    .attrs
                    .iter()
                    .find(|attribute| is_handler(attribute))
                {
                    let line = function.sig.ident.span().start().line;
                    found.push((name(attribute, function, module), line));
                }
            }
            Item::Mod(inner) if !is_test(&inner.attrs) => {
                if let Some((_, items)) = &inner.content {
                    let mut module = module.to_vec();
                    module.push(inner.ident.to_string());
                    in_items(items, &module, found);
                }
            }
            _ => {}
        }
    }
}

/// `#[handler]`, `#[liveview::handler]`, with or without arguments.
fn is_handler(attribute: &Attribute) -> bool {
    let path = attribute.path();
    path.segments
        .last()
        .is_some_and(|segment| segment.ident == "handler")
        && (path.segments.len() == 1
            || path
                .segments
                .first()
                .is_some_and(|segment| segment.ident == "liveview"))
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string() == "test")
    })
}

/// The name given, or the place below `handlers`; a function named like its file stands for the file.
fn name(attribute: &Attribute, function: &ItemFn, module: &[String]) -> String {
    if let Some(name) = given(attribute) {
        return name;
    }
    let mut path: Vec<String> = module
        .iter()
        .skip_while(|segment| *segment != "handlers")
        .skip(1)
        .cloned()
        .collect();
    path.pop();
    path.push(function.sig.ident.to_string());
    path.join("/")
}

fn given(attribute: &Attribute) -> Option<String> {
    let Meta::List(list) = &attribute.meta else {
        return None;
    };
    let arguments = list
        .parse_args_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        .ok()?;
    arguments.iter().find_map(|argument| match argument {
        Expr::Lit(ExprLit {
            lit: Lit::Str(name),
            ..
        }) => Some(name.value()),
        _ => None,
    })
}
