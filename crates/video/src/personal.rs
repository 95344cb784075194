//! All that this capability holds of one person: the list of tables, the export, the eraser.

use base::{
    Erasure::{self, Erased, Kept},
    ExportSink, Failure,
};
use futures::StreamExt;
use http_server::Result;
use ruma::UserId;
use serde_json::{Value, json};
use store::{StoreError, Tx, Write, params};

use crate::{
    Video,
    graph::{self, VideoSettings},
    notifications, packs, people, saves,
    social::{
        counts::{self, CommentKind, Kind},
        move_like_counters, queries as social, remove_comment,
    },
    uploads,
    videos::{self, queries as video_queries},
};

/// Every table with a person in it, and what becomes of his rows when he asks to be erased.
pub(crate) const TABLES: &[(&str, Erasure)] = &[
    ("feed_rule", Erased),
    ("follow", Erased),
    ("follow_request", Erased),
    ("video", Erased),
    ("video_block", Erased),
    ("video_collection", Erased),
    ("video_comment", Erased),
    ("video_comment_like", Erased),
    (
        "video_count",
        Kept("numbers, in rows that nobody can be told from"),
    ),
    ("video_follower_day", Erased),
    ("video_like", Erased),
    (
        "video_moderation_act",
        Kept("what was done to others in the host's name stays accountable, for a year"),
    ),
    ("video_report", Kept("it is addressed to the host")),
    ("video_mute", Erased),
    ("video_notice", Erased),
    ("video_notice_read", Erased),
    ("video_person_count", Erased),
    ("video_repost", Erased),
    ("video_save", Erased),
    ("video_setting", Erased),
    ("video_share", Erased),
    ("video_upload", Erased),
    ("view_allotment", Erased),
];

/// Rows erased in one change, so that a commit stays short.
const PAGE: usize = 100;
/// Rows of one kind in an export.
const EXPORTED_MAX: usize = 1_000_000;

/// The job that tells of an account that has ended; one of [`base::ACCOUNT_ENDED`].
pub(crate) const ACCOUNT_ENDED: &str = "account_ended";

/// Does [`ACCOUNT_ENDED`]: what an account that has ended leaves here is erased.
pub(crate) async fn account_ended(v: Video, user: i64) -> std::result::Result<(), String> {
    erase_user(&v, user)
        .await
        .map_err(|error| error.to_string())
}

/// Erases what a person has here. Can be repeated; for somebody unknown it does nothing.
pub(crate) async fn erase(v: &Video, user_id: &UserId) -> Result<()> {
    let id = user_id.to_owned();
    let user = v.store.read(move |tx| people::known(tx, &id)).await?;
    if let Some(user) = user {
        erase_user(v, user).await?;
    }
    Ok(())
}

async fn erase_user(v: &Video, user: i64) -> Result<(), StoreError> {
    let now_ms = v.now_ms();
    for step in [
        erase_videos,
        erase_comments,
        erase_comment_likes,
        erase_acts,
        erase_follows,
        erase_rest,
    ] {
        while v.store.write(move |w| step(w, user, now_ms)).await? {}
    }
    let ids = v
        .store
        .read(move |tx| {
            tx.query::<String, StoreError>(
                "SELECT id FROM video_upload WHERE user_nid = ?1",
                params![user],
                |row| row.get(0),
            )
        })
        .await?;
    for id in ids {
        let _held = v.uploads.take(&id).await;
        let path = v.uploads.path(&id);
        if v.store
            .write(move |w| uploads::queries::delete(w, &id))
            .await?
        {
            uploads::remove(&path).await?;
        }
    }
    Ok(())
}

/// One page; whether there may be more.
fn erase_videos(w: &mut Write<'_, '_>, user: i64, now_ms: u64) -> Result<bool, StoreError> {
    let page = video_queries::of_author(w, user, PAGE)?;
    for video in &page {
        videos::delete_in(w, video, now_ms)?;
    }
    Ok(page.len() == PAGE)
}

fn erase_comments(w: &mut Write<'_, '_>, user: i64, now_ms: u64) -> Result<bool, StoreError> {
    let page = social::comments_of(w, user, PAGE)?;
    for comment in &page {
        remove_comment(w, comment, now_ms)?;
    }
    Ok(page.len() == PAGE)
}

fn erase_comment_likes(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let page = numbers(
        w,
        "SELECT comment_nid FROM video_comment_like WHERE user_nid = ?1 LIMIT ?2",
        user,
    )?;
    for comment in &page {
        social::unlike_comment(w, *comment, user)?;
        // Of a comment that is gone there is nothing to count.
        if social::comment_by_nid(w, *comment)?.is_some() {
            counts::add_of_comment(w, *comment, CommentKind::Likes, user, -1)?;
        }
    }
    Ok(page.len() == PAGE)
}

/// One page of likes, saves, reposts and shares; their counters move by them.
fn erase_acts(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let mut more = false;
    for (sql, kind) in [
        (
            "SELECT video_nid FROM video_like WHERE user_nid = ?1 LIMIT ?2",
            Kind::Likes,
        ),
        (
            "SELECT video_nid FROM video_save WHERE user_nid = ?1 LIMIT ?2",
            Kind::Saves,
        ),
        (
            "SELECT video_nid FROM video_repost WHERE user_nid = ?1 LIMIT ?2",
            Kind::Reposts,
        ),
        (
            "SELECT video_nid FROM video_share WHERE user_nid = ?1 LIMIT ?2",
            Kind::Shares,
        ),
    ] {
        let page = numbers(w, sql, user)?;
        for nid in &page {
            let done_ms = match kind {
                Kind::Saves => saves::queries::unsave(w, *nid, user)?,
                Kind::Reposts => social::unrepost(w, *nid, user)?,
                Kind::Shares => social::unshare(w, *nid, user)?,
                _ => social::unlike(w, *nid, user)?,
            };
            let act = (user, done_ms.unwrap_or(0));
            // Of a video that is gone there is nothing to count.
            match video_queries::by_nid(w, *nid)? {
                Some(video) if kind == Kind::Likes => move_like_counters(w, &video, act, -1)?,
                Some(_) => counts::add(w, *nid, kind, act, -1)?,
                None => {}
            }
        }
        more |= page.len() == PAGE;
    }
    Ok(more)
}

fn erase_follows(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let followed = numbers(
        w,
        "SELECT followee_nid FROM follow WHERE user_nid = ?1 LIMIT ?2",
        user,
    )?;
    for other in &followed {
        graph::queries::unfollow(w, user, *other)?;
    }
    let followers = numbers(
        w,
        "SELECT user_nid FROM follow WHERE followee_nid = ?1 LIMIT ?2",
        user,
    )?;
    for other in &followers {
        graph::queries::unfollow(w, *other, user)?;
    }
    Ok(followed.len() == PAGE || followers.len() == PAGE)
}

/// What nothing else is counted by.
fn erase_rest(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let mut gone = 0;
    for (table, mine, key) in [
        ("follow_request", "user_nid", "followee_nid"),
        ("follow_request", "followee_nid", "user_nid"),
        ("video_block", "user_nid", "blocked_nid"),
        ("video_block", "blocked_nid", "user_nid"),
        ("video_mute", "user_nid", "muted_nid"),
        ("video_mute", "muted_nid", "user_nid"),
        ("video_collection", "user_nid", "nid"),
        ("video_setting", "user_nid", "user_nid"),
        ("video_person_count", "user_nid", "kind"),
        ("view_allotment", "user_nid", "day"),
        ("video_follower_day", "user_nid", "day"),
    ] {
        gone += w.execute(
            &format!(
                "DELETE FROM {table} WHERE {mine} = ?1 AND {key} IN
                   (SELECT {key} FROM {table} WHERE {mine} = ?1 LIMIT ?2)"
            ),
            params![user, PAGE],
        )?;
    }
    gone += packs::forget_author(w, user)?;
    Ok(notifications::forget_person(w, user, PAGE)? || gone > 0)
}

fn numbers(w: &mut Write<'_, '_>, sql: &str, user: i64) -> Result<Vec<i64>, StoreError> {
    w.query(sql, params![user, PAGE], |row| row.get(0))
}

/// Writes videos with their files, and all that somebody did with those of others.
pub(crate) async fn export(
    v: &Video,
    user_id: &UserId,
    sink: &mut dyn ExportSink,
) -> std::result::Result<(), Failure> {
    let id = user_id.to_owned();
    let Some(user) = v.store.read(move |tx| people::known(tx, &id)).await? else {
        return Ok(());
    };
    let sections = v.store.read(move |tx| sections(tx, user)).await?;
    for (path, rows) in sections {
        sink.file(path, &serde_json::to_vec_pretty(&rows)?).await?;
    }
    let videos = v
        .store
        .read(move |tx| {
            let videos = video_queries::of_author(tx, user, EXPORTED_MAX)?;
            let with_files = videos.into_iter().map(|video| {
                let files = video_queries::files(tx, video.nid)?;
                Ok::<_, StoreError>((video, files))
            });
            with_files.collect::<Result<Vec<_>, StoreError>>()
        })
        .await?;
    let mut listed = Vec::with_capacity(videos.len());
    for (video, files) in videos {
        let single = files
            .into_iter()
            .find(|file| file.name == crate::playback::MP4);
        let mut shown = json!({
            "id": video.id, "caption": video.caption, "language": video.language,
            "visibility": video.visibility, "created_ts": video.created_ms,
        });
        if let Some(file) = single {
            let path = format!("videos/{}.mp4", video.id);
            sink.begin(&path, file.bytes).await?;
            let mut pieces = v.blobs.stream(&file.blob, 0..file.bytes).await?;
            while let Some(piece) = pieces.next().await {
                sink.piece(&piece?).await?;
            }
            shown["file"] = path.into();
        }
        listed.push(shown);
    }
    sink.file("videos.json", &serde_json::to_vec_pretty(&listed)?)
        .await
}

/// Lists of things with a time: file, what the thing is called, how it is read.
const SECTIONS: &[(&str, &str, &str)] = &[
    (
        "likes.json",
        "video",
        "SELECT v.id, l.created_ms FROM video_like l JOIN video v ON v.nid = l.video_nid
         WHERE l.user_nid = ?1 LIMIT ?2",
    ),
    (
        "reposts.json",
        "video",
        "SELECT v.id, r.created_ms FROM video_repost r JOIN video v ON v.nid = r.video_nid
         WHERE r.user_nid = ?1 LIMIT ?2",
    ),
    (
        "shares.json",
        "video",
        "SELECT v.id, s.created_ms FROM video_share s JOIN video v ON v.nid = s.video_nid
         WHERE s.user_nid = ?1 LIMIT ?2",
    ),
    (
        "comment_likes.json",
        "comment",
        "SELECT c.id, l.created_ms FROM video_comment_like l JOIN video_comment c ON c.nid = l.comment_nid
         WHERE l.user_nid = ?1 LIMIT ?2",
    ),
    (
        "following.json",
        "user_id",
        "SELECT u.user_id, f.created_ms FROM follow f JOIN user_ u ON u.nid = f.followee_nid
         WHERE f.user_nid = ?1 LIMIT ?2",
    ),
    (
        "followers.json",
        "user_id",
        "SELECT u.user_id, f.created_ms FROM follow f JOIN user_ u ON u.nid = f.user_nid
         WHERE f.followee_nid = ?1 LIMIT ?2",
    ),
    (
        "follow_requests.json",
        "user_id",
        "SELECT u.user_id, f.created_ms FROM follow_request f JOIN user_ u ON u.nid = f.followee_nid
         WHERE f.user_nid = ?1 LIMIT ?2",
    ),
    (
        "blocked.json",
        "user_id",
        "SELECT u.user_id, b.created_ms FROM video_block b JOIN user_ u ON u.nid = b.blocked_nid
         WHERE b.user_nid = ?1 LIMIT ?2",
    ),
    (
        "muted.json",
        "user_id",
        "SELECT u.user_id, m.created_ms FROM video_mute m JOIN user_ u ON u.nid = m.muted_nid
         WHERE m.user_nid = ?1 LIMIT ?2",
    ),
    (
        "collections.json",
        "name",
        "SELECT name, created_ms FROM video_collection WHERE user_nid = ?1 LIMIT ?2",
    ),
];

fn sections(tx: &mut Tx<'_>, user: i64) -> Result<Vec<(&'static str, Vec<Value>)>, StoreError> {
    let mut sections = Vec::with_capacity(SECTIONS.len() + 3);
    for (file, field, sql) in SECTIONS {
        let rows = tx.query::<_, StoreError>(sql, params![user, EXPORTED_MAX], |row| {
            Ok(json!({ (*field): row.get::<String>(0)?, "created_ts": row.get::<u64>(1)? }))
        })?;
        sections.push((*file, rows));
    }
    let comments = tx.query::<_, StoreError>(
        "SELECT v.id, c.body, c.created_ms FROM video_comment c JOIN video v ON v.nid = c.video_nid
         WHERE c.user_nid = ?1 LIMIT ?2",
        params![user, EXPORTED_MAX],
        |row| {
            Ok(json!({
                "video": row.get::<String>(0)?, "text": row.get::<String>(1)?,
                "created_ts": row.get::<u64>(2)?,
            }))
        },
    )?;
    sections.push(("comments.json", comments));
    let saved = tx.query::<_, StoreError>(
        "SELECT v.id, s.created_ms, c.name FROM video_save s JOIN video v ON v.nid = s.video_nid
         LEFT JOIN video_collection c ON c.nid = s.collection_nid WHERE s.user_nid = ?1 LIMIT ?2",
        params![user, EXPORTED_MAX],
        |row| {
            Ok(json!({
                "video": row.get::<String>(0)?, "created_ts": row.get::<u64>(1)?,
                "collection": row.get::<Option<String>>(2)?,
            }))
        },
    )?;
    let reports = tx.query::<_, StoreError>(
        "SELECT subject, reason, body, created_ms FROM video_report WHERE reporter_nid = ?1 ORDER BY id LIMIT ?2",
        params![user, EXPORTED_MAX],
        |row| {
            Ok(json!({
                "about": row.get::<String>(0)?, "reason": row.get::<String>(1)?, "text": row.get::<String>(2)?,
                "created_ts": row.get::<u64>(3)?,
            }))
        },
    )?;
    sections.push(("video_reports.json", reports));
    sections.push(("saved.json", saved));
    let settings = serde_json::to_value(VideoSettings::of(tx, user)?).unwrap_or_default();
    sections.push(("settings.json", vec![settings]));
    sections.push((
        "notifications.json",
        notifications::exported(tx, user, EXPORTED_MAX)?,
    ));
    Ok(sections)
}

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn every_table_with_a_person_in_it_is_listed() {
        let personal = [
            "user_nid",
            "author_nid",
            "followee_nid",
            "blocked_nid",
            "muted_nid",
            "from_nid",
            "reporter_nid",
        ];
        for migration in crate::MIGRATIONS {
            for statement in migration.sql.split(';') {
                let Some((_, rest)) = statement.split_once("CREATE TABLE ") else {
                    continue;
                };
                let name = rest.split([' ', '(']).next().unwrap();
                if personal.iter().any(|column| rest.contains(column)) {
                    assert!(TABLES.iter().any(|(listed, _)| *listed == name), "{name}");
                }
            }
        }
    }
}
