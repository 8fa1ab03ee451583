use liveview::prelude::*;

fn main() {
    let name = String::from("<b>");
    let _ = Patch::inner("#x").html(format!("<p>{name}</p>")); //~ `liveview::Html: From<String>` is not satisfied
}
