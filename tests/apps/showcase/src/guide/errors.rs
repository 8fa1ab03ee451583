//! What goes wrong: an error for the visitor, and one for the log.
//! The markup is the documentation's; that an error needs no patch of its own is ours.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Wanted {
    article_id: u32,
}

#[handler]
pub async fn load_article(Data(wanted): Data<Wanted>) -> Result<Patch> {
    match wanted.article_id {
        1 => Ok(Patch::inner("#article-container").template("guide/article.html", context! {})),
        2 => Err(Error::internal("the secret of the database")),
        _ => Err(Error::user("Article not found")),
    }
}
