//! Which files the compiler sees: those that `mod` lines reach from `lib.rs`, `main.rs` and `bin/`.
//! A handler in any other file is declared and cannot be called: that is what `--unlinked` finds.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use syn::{Attribute, Expr, ExprLit, Item, ItemMod, Lit, Meta};

/// Every file that is reached. A file that does not parse reaches nothing; the listing names it.
pub(super) fn linked(source: &Path) -> HashSet<PathBuf> {
    let mut reached = HashSet::new();
    for root in ["lib.rs", "main.rs"] {
        follow(&source.join(root), source, &mut reached);
    }
    if let Ok(entries) = fs::read_dir(source.join("bin")) {
        for entry in entries.flatten() {
            let path = entry.path();
            let folder = if path.is_dir() {
                path.clone()
            } else {
                source.join("bin")
            };
            let file = if path.is_dir() {
                path.join("main.rs")
            } else {
                path
            };
            follow(&file, &folder, &mut reached);
        }
    }
    reached
}

/// Reads `file`, whose child modules live in `folder`.
fn follow(file: &Path, folder: &Path, reached: &mut HashSet<PathBuf>) {
    let Ok(text) = fs::read_to_string(file) else {
        return;
    };
    if !reached.insert(file.to_owned()) {
        return;
    }
    if let Ok(syntax) = syn::parse_file(&text) {
        let beside = file.parent().unwrap_or(folder);
        in_items(&syntax.items, folder, beside, reached);
    }
}

fn in_items(items: &[Item], folder: &Path, beside: &Path, reached: &mut HashSet<PathBuf>) {
    for item in items {
        let Item::Mod(module) = item else { continue };
        let name = module.ident.to_string();
        let name = name.trim_start_matches("r#");
        match &module.content {
            Some((_, items)) => {
                let inner = folder.join(name);
                in_items(items, &inner, &inner, reached);
            }
            None => follow_declaration(module, name, folder, beside, reached),
        }
    }
}

fn follow_declaration(
    module: &ItemMod,
    name: &str,
    folder: &Path,
    beside: &Path,
    reached: &mut HashSet<PathBuf>,
) {
    if let Some(path) = module.attrs.iter().find_map(path_attribute) {
        let file = beside.join(path);
        let folder = file.parent().unwrap_or(beside).to_owned();
        follow(&file, &folder, reached);
        return;
    }
    let children = folder.join(name);
    let file = folder.join(format!("{name}.rs"));
    let file = if file.is_file() {
        file
    } else {
        children.join("mod.rs")
    };
    follow(&file, &children, reached);
}

fn path_attribute(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    match &pair.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(path),
            ..
        }) if attribute.path().is_ident("path") => Some(path.value()),
        _ => None,
    }
}
