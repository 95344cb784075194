//! What goes with a comment: the replies to it in the same change, the likes of all of them in a durable job.

use store::{StoreError, Write, jobs, params};

use super::{
    counts::{self, CommentKind, Kind},
    queries::{self, StoredComment},
};
use crate::{Video, notifications, videos::queries::by_nid};

/// The job that deletes what belongs to comments that are gone. Payload: their numbers.
pub(crate) const FORGET_COMMENTS: &str = "video.forget_comments";

/// Rows deleted in one change, so that a commit stays short.
const ROWS_MAX: usize = 1000;

/// Deletes a comment and the replies to it; the counters move by all of them.
pub(crate) fn remove_comment(
    w: &mut Write<'_, '_>,
    comment: &StoredComment,
    now_ms: u64,
) -> Result<(), StoreError> {
    let gone = queries::delete_comment(w, comment.video, comment.nid)?;
    w.execute(
        "DELETE FROM video_pin WHERE video_nid = ?1 AND comment_nid = ?2",
        params![comment.video, comment.nid],
    )?;
    // Of a video that is gone there is nothing to count.
    if by_nid(w, comment.video)?.is_some() {
        for (_, whose, said_ms) in &gone {
            counts::add(w, comment.video, Kind::Comments, (*whose, *said_ms), -1)?;
        }
        if comment.parent != 0 && !gone.is_empty() {
            counts::add_of_comment(w, comment.parent, CommentKind::Replies, comment.user, -1)?;
        }
    }
    let gone: Vec<i64> = gone.into_iter().map(|(nid, ..)| nid).collect();
    jobs::enqueue(w, FORGET_COMMENTS, &gone, now_ms)
}

/// Deletes some of the comments on a video that is gone; how many.
pub(crate) fn forget_comments(
    w: &mut Write<'_, '_>,
    video: i64,
    now_ms: u64,
) -> Result<usize, StoreError> {
    let gone = w.query::<i64, StoreError>(
        "DELETE FROM video_comment WHERE nid IN
           (SELECT nid FROM video_comment WHERE video_nid = ?1 LIMIT ?2) RETURNING nid",
        params![video, ROWS_MAX],
        |row| row.get(0),
    )?;
    if !gone.is_empty() {
        jobs::enqueue(w, FORGET_COMMENTS, &gone, now_ms)?;
    }
    Ok(gone.len())
}

/// Does [`FORGET_COMMENTS`].
pub(crate) async fn forget_in_job(v: Video, comments: Vec<i64>) -> Result<(), String> {
    for comment in comments {
        let forgotten = async {
            let page = || {
                v.store.write(move |w| {
                    w.execute(
                        "DELETE FROM video_comment_like WHERE comment_nid = ?1 AND user_nid IN
                           (SELECT user_nid FROM video_comment_like WHERE comment_nid = ?1 LIMIT ?2)",
                        params![comment, ROWS_MAX],
                    )
                })
            };
            while page().await? >= ROWS_MAX as u64 {}
            v.store
                .write(move |w| {
                    w.execute(
                        "DELETE FROM video_comment_count WHERE comment_nid = ?1",
                        params![comment],
                    )?;
                    notifications::forget_comment(w, comment)
                })
                .await
        };
        forgotten
            .await
            .map_err(|error: StoreError| error.to_string())?;
    }
    Ok(())
}
