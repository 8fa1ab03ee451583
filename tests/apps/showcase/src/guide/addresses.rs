//! Address, title and place: what a page does beside its contents.
//! An address that a handler shows is one that the server knows, too.

use liveview::axum::routing::{MethodRouter, get};
use liveview::prelude::*;

use crate::AppState;

#[derive(Deserialize)]
pub struct Chosen {
    user_id: u32,
}

#[handler]
pub async fn navigate_to_profile(Data(chosen): Data<Chosen>) -> Result<Patch> {
    if chosen.user_id != 123 {
        return Err(Error::user("No such user"));
    }
    Ok(Patch::inner("#main-content")
        .template("guide/profile_page.html", context! { name => "Ada" })
        .url("/guide/profile/ada")
        .title("Ada - Profile"))
}

/// The address that the handler shows is a page too, so that it can be loaded and shared.
pub fn profile() -> MethodRouter<AppState> {
    get(async || Page::new("guide/profile.html", context! { name => "Ada" }))
}

#[derive(Deserialize)]
pub struct Product {
    product_id: u32,
}

#[handler]
pub async fn show_product_details(Data(product): Data<Product>) -> Patch {
    Patch::inner("#product-details")
        .template(
            "guide/product_details.html",
            context! { id => product.product_id },
        )
        .scroll("#product-details")
}

#[derive(Deserialize)]
pub struct Query {
    q: String,
}

#[handler]
pub async fn search_products(Form(query): Form<Query>) -> Patch {
    Patch::inner("#products-list")
        .template("guide/products_list.html", context! { q => query.q })
        .scroll_top()
}
