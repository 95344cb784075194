//! `DELETE /_causeway/v1/videos/{id}`: nobody sees it from the commit on; its bytes, likes and comments go in
//! durable jobs.

use std::collections::BTreeSet;

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Result};
use serde::Serialize;
use store::{StoreError, Write, jobs, params};
use utoipa::ToSchema;

use super::queries::{self, Stored};
use crate::{
    Video, access, captions, graph, listing, moderation::judgement, processing::making, social,
    uploads,
};

/// The job that deletes a blob if no video refers to it. Payload: its id.
pub(crate) const DROP_BLOB: &str = "video.drop_blob";
/// The job that deletes what people said to a video that is gone, and its upload. Payload: number and upload.
pub(crate) const REMOVE_REST: &str = "video.remove_rest";

/// Rows deleted in one change, so that a commit stays short.
const ROWS_MAX: usize = 1000;

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VideoDone {}

/// Deletes a video of mine, with its files, likes and comments.
#[utoipa::path(
    delete, path = "/_causeway/v1/videos/{id}", tag = "video", operation_id = "delete_video",
    params(("id" = String, Path, description = "The video")),
    responses((status = 200, body = VideoDone))
)]
pub(crate) async fn delete(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
) -> Result<Json<VideoDone>> {
    let (user, now_ms) = (who.user, v.now_ms());
    v.store
        .write(move |w| {
            let video = access::own(w, user, &id)?;
            Ok::<_, Error>(delete_in(w, &video, now_ms)?)
        })
        .await?;
    Ok(Json(VideoDone {}))
}

/// Deletes a video in the running change.
pub(crate) fn delete_in(
    w: &mut Write<'_, '_>,
    video: &Stored,
    now_ms: u64,
) -> Result<(), StoreError> {
    graph::counts::forget_likes(w, video.author, video.nid)?;
    // Generations share files.
    let blobs: BTreeSet<_> = queries::files(w, video.nid)?
        .into_iter()
        .map(|file| file.blob)
        .collect();
    for blob in &blobs {
        jobs::enqueue(w, DROP_BLOB, blob, now_ms)?;
    }
    listing::remove(w, video.nid)?;
    judgement::remove(w, video.nid)?;
    for sql in [
        "DELETE FROM video_file WHERE video_nid = ?1",
        "DELETE FROM video_tag WHERE video_nid = ?1",
        "DELETE FROM video_count WHERE video_nid = ?1",
        "DELETE FROM video_view WHERE video_nid = ?1",
        "DELETE FROM video_day WHERE video_nid = ?1",
        "DELETE FROM video_pin WHERE video_nid = ?1",
        "DELETE FROM video WHERE nid = ?1",
    ] {
        w.execute(sql, params![video.nid])?;
    }
    making::delete(w, video.nid)?;
    captions::delete_all(w, video.nid)?;
    jobs::enqueue(w, REMOVE_REST, &(video.nid, &video.upload), now_ms)
}

/// Does [`REMOVE_REST`].
pub(crate) async fn remove_rest(v: Video, of: (i64, String)) -> Result<(), String> {
    let (video, upload) = of;
    let removed = async {
        uploads::remove(&v.uploads.path(&upload)).await?;
        for sql in [
            "DELETE FROM video_like WHERE video_nid = ?1 AND user_nid IN
               (SELECT user_nid FROM video_like WHERE video_nid = ?1 LIMIT ?2)",
            "DELETE FROM video_save WHERE video_nid = ?1 AND user_nid IN
               (SELECT user_nid FROM video_save WHERE video_nid = ?1 LIMIT ?2)",
            "DELETE FROM video_repost WHERE video_nid = ?1 AND user_nid IN
               (SELECT user_nid FROM video_repost WHERE video_nid = ?1 LIMIT ?2)",
            "DELETE FROM video_share WHERE video_nid = ?1 AND user_nid IN
               (SELECT user_nid FROM video_share WHERE video_nid = ?1 LIMIT ?2)",
            "DELETE FROM video_notice WHERE video_nid = ?1 AND (user_nid, ord) IN
               (SELECT user_nid, ord FROM video_notice WHERE video_nid = ?1 LIMIT ?2)",
        ] {
            let page = || {
                v.store
                    .write(move |w| w.execute(sql, params![video, ROWS_MAX]))
            };
            while page().await? >= ROWS_MAX as u64 {}
        }
        let page = || {
            let now_ms = v.now_ms();
            v.store
                .write(move |w| social::forget_comments(w, video, now_ms))
        };
        while page().await? > 0 {}
        Ok::<_, StoreError>(())
    };
    removed.await.map_err(|error| error.to_string())
}

/// Asks for the end of blobs that no row may refer to: after a video was deleted while it was processed.
pub(crate) async fn drop_soon(v: &Video, blobs: Vec<String>) -> Result<(), StoreError> {
    let now_ms = v.now_ms();
    v.store
        .write(move |w| {
            for blob in &blobs {
                jobs::enqueue(w, DROP_BLOB, blob, now_ms)?;
            }
            Ok::<_, StoreError>(())
        })
        .await
}

/// Does [`DROP_BLOB`].
pub(crate) async fn drop_blob(v: Video, blob: String) -> Result<(), String> {
    let dropped = drop_unreferenced(&v, &blob).await;
    dropped.map(drop).map_err(|error| error.to_string())
}

/// Deletes a blob if no row refers to it; whether none did.
pub(crate) async fn drop_unreferenced(v: &Video, blob: &str) -> Result<bool, StoreError> {
    // Nobody stores the same bytes meanwhile: he would find the blob there and not write it again.
    let _alone = v.gate.alone().await?;
    let wanted = blob.to_owned();
    let is_referenced = v
        .store
        .read(move |tx| queries::is_referenced(tx, &wanted))
        .await?;
    if !is_referenced {
        v.blobs.delete(blob).await?;
    }
    Ok(!is_referenced)
}
