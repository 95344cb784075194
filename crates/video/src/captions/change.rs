//! `PUT|DELETE /_causeway/v1/videos/{id}/captions/{language}`: the author's captions, as WebVTT.

use axum::{body::Body, extract::State};
use http::StatusCode;
use http_server::{Caller, Error, ErrorKind, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{NewCaptions, TEXT_BYTES_MAX, TRACKS_MAX, queries, store, too_many};
use crate::{Video, access, processing};

/// How captions are called.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Called {
    /// What people choose them by; the language's tag unless it says otherwise.
    label: Option<String>,
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaptionsDone {}

/// Sets captions of a video of mine in one language.
#[utoipa::path(
    put, path = "/_causeway/v1/videos/{id}/captions/{language}", tag = "video", operation_id = "put_captions",
    params(
        ("id" = String, Path, description = "The video"),
        ("language" = String, Path, description = "A BCP 47 tag"),
        Called,
    ),
    request_body(content = String, content_type = "text/vtt", description = "WebVTT, at most 256 KiB"),
    responses((status = 200, body = CaptionsDone))
)]
pub(crate) async fn put(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, language)): Path<(String, String)>,
    Query(called): Query<Called>,
    body: Body,
) -> Result<Json<CaptionsDone>> {
    let bytes = axum::body::to_bytes(body, TEXT_BYTES_MAX).await;
    let bytes = bytes.map_err(|_| {
        Error::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::TooLarge,
            format!("Captions may have at most {TEXT_BYTES_MAX} bytes"),
        )
    })?;
    let vtt = String::from_utf8(bytes.to_vec())
        .map_err(|_| Error::invalid_param("Captions must be UTF-8"))?;
    let clean = NewCaptions {
        language: language.clone(),
        label: called.label,
        vtt,
    }
    .clean()?;
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::own(w, user, &id)?;
            let there = queries::tracks(w, video.nid)?;
            if there.len() >= TRACKS_MAX && there.iter().all(|track| track.language != language) {
                return Err(too_many());
            }
            store(w, video.nid, &clean)?;
            processing::renew(w, video.nid, now_ms)?;
            Ok(())
        })
        .await?;
    Ok(Json(CaptionsDone {}))
}

/// Deletes captions of a video of mine.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}/captions/{language}", tag = "video", operation_id = "delete_captions",
    params(
        ("id" = String, Path, description = "The video"),
        ("language" = String, Path, description = "A BCP 47 tag"),
    ),
    responses((status = 200, body = CaptionsDone))
)]
pub(crate) async fn delete(
    State(v): State<Video>,
    Caller(who): Caller,
    Path((id, language)): Path<(String, String)>,
) -> Result<Json<CaptionsDone>> {
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::own(w, user, &id)?;
            if queries::delete(w, video.nid, &language)? {
                processing::renew(w, video.nid, now_ms)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Json(CaptionsDone {}))
}
