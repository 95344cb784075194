//! `GET /_causeway/v1/videos/{id}`.

use axum::extract::State;
use http_server::{Guest, Json, Path, Result};

use super::shown::{self, ShownVideo};
use crate::{Video, access};

/// Tells about a video that I may see; public ones to everybody.
#[utoipa::path(
    get, path = "/_causeway/v1/videos/{id}", tag = "video", operation_id = "video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = ShownVideo)), security(())
)]
pub(crate) async fn get(
    State(v): State<Video>,
    Guest(who): Guest,
    Path(id): Path<String>,
) -> Result<Json<ShownVideo>> {
    let (work, viewer) = (v.clone(), who.map(|who| who.user));
    let shown = v.store.read(move |tx| {
        let video = access::seen(tx, viewer, &id)?;
        Ok::<_, http_server::Error>(shown::show(&work, tx, viewer, video)?)
    });
    Ok(Json(shown.await?))
}
