//! What happens when an element comes up: it is initialised, or takes the focus. And a search that
//! waits for the typing.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Counter {
    counter_id: u32,
    initial_value: i64,
}

#[handler]
pub async fn init_counter(Data(counter): Data<Counter>) -> Patch {
    Patch::text(format!("#counter-{}-value", counter.counter_id))
        .content(counter.initial_value.to_string())
}

#[handler]
pub async fn edit_title() -> Patch {
    Patch::inner("#editor").template("guide/editor.html", context! { title => "A title" })
}

#[derive(Deserialize)]
pub struct Search {
    search: String,
}

#[handler]
pub async fn search_articles(Form(search): Form<Search>, lang: Lang) -> Patch {
    let data = context! { search => search.search, lang => lang.to_string() };
    Patch::inner("#search-results").template("guide/found.html", data)
}
