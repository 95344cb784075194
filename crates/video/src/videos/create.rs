//! `POST /_causeway/v1/videos`: an upload becomes a video.

use axum::extract::State;
use http_server::{Caller, Error, ErrorKind, Json, Result};
use serde::{Deserialize, Serialize};
use store::jobs;
use utoipa::ToSchema;

use super::{
    check_caption, check_language,
    queries::{self, New},
    tags::tags,
};
use crate::{
    Video,
    access::{self, Visibility},
    processing::PROCESS,
    sounds,
    uploads::{self, files},
};

/// Length of a video's id: 66 bits. It stands in links; who may see a video does not hang on it.
const ID_LEN: usize = 11;

/// What becomes of an upload.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewVideo {
    /// Id of a finished upload: the last part of its `Location`, or all of it.
    upload: String,
    /// With `#tags` and `@mentions`; at most 2200 characters.
    #[serde(default)]
    caption: String,
    /// What is spoken: a BCP 47 tag.
    language: Option<String>,
    #[serde(default)]
    visibility: Visibility,
    /// Whether others may comment; yes unless it says no.
    comments: Option<bool>,
    /// Whether it is shown only to who asks for it.
    #[serde(default)]
    sensitive: bool,
    /// The sound that it plays instead of its own: that of a public video, or of one of mine.
    sound: Option<String>,
}

/// The video that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MadeVideo {
    id: String,
    /// `processing`, `ready` or `failed`.
    state: &'static str,
}

/// Makes a video of a finished upload. It is processed after this; `GET videos/{id}` tells how far it is. The same
/// upload again answers with the same video.
#[utoipa::path(
    post, path = "/_causeway/v1/videos", tag = "video", operation_id = "post_video",
    request_body = NewVideo, responses((status = 200, body = MadeVideo))
)]
pub(crate) async fn create(
    State(v): State<Video>,
    Caller(who): Caller,
    Json(new): Json<NewVideo>,
) -> Result<Json<MadeVideo>> {
    check_caption(&new.caption)?;
    check_language(new.language.as_deref())?;
    let upload = new.upload.rsplit('/').next().unwrap_or_default().to_owned();
    // Nobody adds to it from here on.
    let _held = v.uploads.take(&upload).await;
    let wanted = upload.clone();
    let row = v
        .store
        .read(move |tx| uploads::queries::find(tx, &wanted))
        .await?
        .filter(|row| row.user == who.user);
    if let Some(row) = row {
        let length = files::length(&v.uploads.path(&upload)).await?;
        if length != Some(row.bytes) {
            return Err(Error::bad_request(
                ErrorKind::InvalidParam,
                "The upload is not finished: continue it first",
            ));
        }
    }
    let id = base::token(v.rng.as_ref(), ID_LEN);
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            if let Some(made) = queries::by_upload(w, &upload)?.filter(|made| made.author == user) {
                return Ok(MadeVideo {
                    id: made.id,
                    state: made.state.name(),
                });
            }
            let row = uploads::queries::find(w, &upload)?
                .filter(|row| row.user == user)
                .ok_or_else(|| Error::not_found("There is no such upload, or it has expired"))?;
            let (visibility, is_narrowed) = access::stored_visibility(w, user, new.visibility)?;
            let row = New {
                id: &id,
                author: user,
                upload: &upload,
                visibility,
                is_narrowed,
                caption: &new.caption,
                language: new.language.as_deref(),
                comments_open: new.comments.unwrap_or(true),
                sensitive: new.sensitive,
                source_bytes: row.bytes,
                now_ms,
            };
            let nid = queries::insert(w, &row)?;
            queries::set_tags(w, nid, &tags(&new.caption))?;
            if let Some(sound) = &new.sound {
                sounds::choose(w, nid, user, sound)?;
            }
            uploads::queries::delete(w, &upload)?;
            jobs::enqueue(w, PROCESS, &nid, now_ms)?;
            Ok(MadeVideo {
                id: id.clone(),
                state: queries::State::Processing.name(),
            })
        })
        .await
        .map(Json)
}
