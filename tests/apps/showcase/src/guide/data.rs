//! Data of an element: `data-data-comment-id` and `data-comment-id` are both `comment_id`.
//! Numbers arrive as numbers; what is none is an error before the handler is called.

use liveview::prelude::*;

#[derive(Deserialize)]
pub struct Comment {
    comment_id: u32,
    post_id: u32,
}

#[handler]
pub async fn delete_comment(Data(comment): Data<Comment>) -> Result<Patch> {
    if comment.post_id != 456 {
        return Err(Error::user("No such post"));
    }
    Ok(Patch::remove(format!("#comment-{}", comment.comment_id)))
}

#[derive(Deserialize)]
pub struct Notification {
    notification_id: u32,
}

#[handler]
pub async fn archive_notification(Data(shown): Data<Notification>) -> Patch {
    Patch::remove(format!("#notification-{}", shown.notification_id))
}

#[derive(Deserialize)]
pub struct Modal {
    modal_id: u32,
    user_id: u32,
}

#[handler]
pub async fn open_modal(Data(modal): Data<Modal>) -> Patch {
    let Modal { modal_id, user_id } = modal;
    Patch::inner("#modal").template("guide/modal.html", context! { modal_id, user_id })
}
