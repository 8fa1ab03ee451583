//! The application that the browser tests drive. `cases` is the comparison with htmx, `guide` what
//! Django LiveView's documentation shows, both with its markup as it stands; the rest is what only
//! this framework has, and what goes wrong.

mod cases;
mod guide;
mod ledger;
mod own;
mod pages;
mod state;

use liveview::{Csp, Topics, middleware};

use state::AppState;

#[liveview::main]
async fn main() -> liveview::Result<()> {
    let topics = Topics::new();
    let app = liveview::builder!()
        .topics(topics.clone())
        .content_security_policy(Csp::strict())
        .layer(middleware::from_fn(own::members_only))
        .pages(pages::routes())
        .pages(cases::routes())
        .pages(guide::routes())
        .pages(own::routes())
        .build(AppState::new(topics))?;
    liveview::serve(app).await
}
