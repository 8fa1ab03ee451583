//! Members: signing in and out is a page's affair, since only a page can set a cookie. What a
//! handler may do is in the session, and middleware looks.

use liveview::axum::Router;
use liveview::axum::response::Redirect;
use liveview::axum::routing::{get, post};
use liveview::prelude::*;

use crate::AppState;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/members", get(members))
        .route("/members/in", post(sign_in))
        .route("/members/out", post(sign_out))
}

async fn members(session: Session) -> Result<Page> {
    let name = session.get::<String>("name")?;
    Ok(Page::new("own/members.html", context! { name }))
}

async fn sign_in(session: Session) -> Result<Redirect> {
    session.cycle_id()?;
    session.insert("name", "Ada")?;
    Ok(Redirect::to("/members"))
}

async fn sign_out(session: Session) -> Result<Redirect> {
    session.delete()?;
    Ok(Redirect::to("/members"))
}

/// Who is signed in, left for the handlers.
#[derive(Clone)]
pub struct Member(String);

/// Lets nobody but members call what begins with `member`.
pub async fn members_only(mut event: Event, next: Next) -> Result<Reply> {
    if event.function().starts_with("member") {
        let name = event.session().await?.get("name")?;
        let name = name.ok_or_else(|| Error::refused("You must be logged in"))?;
        event.extensions_mut().insert(Member(name));
    }
    Ok(next.run(event).await)
}

#[handler]
pub async fn member_visits(
    session: Session,
    Extension(member): Extension<Member>,
) -> Result<Patch> {
    let visits = session.get::<u32>("visits")?.unwrap_or(0) + 1;
    session.insert("visits", visits)?;
    Ok(Patch::text("#visits").content(format!("{}: {visits}", member.0)))
}
