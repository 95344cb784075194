//! `PUT /_causeway/v1/videos/{id}`: what its author may change later.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    check_caption, check_language, queries,
    shown::{self, ShownVideo},
    tags::tags,
};
use crate::{
    Video,
    access::{self, Visibility},
    listing,
    moderation::judgement,
    processing::making,
};

/// What changes; what is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct VideoChange {
    caption: Option<String>,
    language: Option<String>,
    visibility: Option<Visibility>,
    comments: Option<bool>,
    sensitive: Option<bool>,
    allow_duet: Option<bool>,
    allow_stitch: Option<bool>,
    /// Another time for a video that nobody else sees yet; one that has passed shows it at once.
    publish_at: Option<u64>,
}

/// Changes a video of mine. Whoever may no longer see it gets none of its files from now on.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}", tag = "video", operation_id = "change_video",
    params(("id" = String, Path, description = "The video")),
    request_body = VideoChange, responses((status = 200, body = ShownVideo))
)]
pub(crate) async fn edit(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Json(change): Json<VideoChange>,
) -> Result<Json<ShownVideo>> {
    check_caption(change.caption.as_deref().unwrap_or_default())?;
    check_language(change.language.as_deref())?;
    let (work, user, now_ms) = (v.clone(), who.user, v.now_ms());
    let shown = v.store.write(move |w| {
        let mut video = access::own(w, user, &id)?;
        if let Some(caption) = &change.caption {
            video.caption.clone_from(caption);
            queries::set_tags(w, video.nid, &tags(caption))?;
        }
        if change.language.is_some() {
            video.language.clone_from(&change.language);
        }
        // The stored one sent back is no new choice.
        let chosen = change.visibility.filter(|new| *new != video.visibility);
        if let Some(chosen) = chosen {
            let (stored, is_narrowed) = access::stored_visibility(w, user, chosen)?;
            video.visibility = stored;
            queries::set_narrowed(w, video.nid, is_narrowed)?;
        }
        video.comments_open = change.comments.unwrap_or(video.comments_open);
        video.sensitive = change.sensitive.unwrap_or(video.sensitive);
        judgement::hold(w, &mut video, change.visibility, change.sensitive)?;
        queries::update(w, &video)?;
        listing::refresh(w, video.nid)?;
        making::permit(w, video.nid, change.allow_duet, change.allow_stitch)?;
        if let Some(at) = change.publish_at.filter(|_| video.ord.is_none()) {
            making::schedule(w, &video, at, now_ms)?;
        }
        Ok::<_, Error>(shown::show(&work, w, Some(user), video)?)
    });
    Ok(Json(shown.await?))
}
