//! `GET /_causeway/v1/sounds/{id}`.

use axum::extract::State;
use http_server::{Guest, Json, Path, Result};

use super::{Sound, show};
use crate::Video;

/// Tells of a sound.
#[utoipa::path(
    get, path = "/_causeway/v1/sounds/{id}", tag = "video", operation_id = "sound",
    params(("id" = String, Path, description = "The sound")),
    responses((status = 200, body = Sound)), security(())
)]
pub(crate) async fn one(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(id): Path<String>,
) -> Result<Json<Sound>> {
    let viewer = who.map(|who| who.user);
    let work = v.clone();
    let sound = v.store.read(move |tx| show(&work, tx, viewer, &id));
    Ok(Json(sound.await?))
}
