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
    Video, people,
    social::{
        counts::{self, Kind},
        queries as social,
    },
    uploads,
    videos::{self, queries as video_queries},
};

/// Every table with a person in it, and what becomes of his rows when he asks to be erased.
pub(crate) const TABLES: &[(&str, Erasure)] = &[
    ("follow", Erased),
    ("video", Erased),
    ("video_comment", Erased),
    (
        "video_count",
        Kept("numbers, in rows that nobody can be told from"),
    ),
    ("video_like", Erased),
    (
        "video_moderation_act",
        Kept("what was done to others in the host's name stays accountable, for a year"),
    ),
    ("video_report", Kept("it is addressed to the host")),
    ("video_upload", Erased),
];

/// Rows erased in one change, so that a commit stays short.
const PAGE: usize = 100;
/// Rows of one kind in an export.
const EXPORTED_MAX: usize = 1_000_000;

/// Does `ACCOUNT_ENDED`: what an account that has ended leaves here is erased.
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
    for step in [erase_videos, erase_comments, erase_likes, erase_follows] {
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

fn erase_comments(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let page = w.query::<(i64, i64), StoreError>(
        "SELECT video_nid, nid FROM video_comment WHERE user_nid = ?1 LIMIT ?2",
        params![user, PAGE],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (video, comment) in &page {
        for whose in social::delete_comment(w, *video, *comment)? {
            counts::add(w, *video, Kind::Comments, whose, -1)?;
        }
    }
    Ok(page.len() == PAGE)
}

fn erase_likes(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let page = w.query::<i64, StoreError>(
        "SELECT video_nid FROM video_like WHERE user_nid = ?1 LIMIT ?2",
        params![user, PAGE],
        |row| row.get(0),
    )?;
    for video in &page {
        if social::unlike(w, *video, user)? {
            counts::add(w, *video, Kind::Likes, user, -1)?;
        }
    }
    Ok(page.len() == PAGE)
}

fn erase_follows(w: &mut Write<'_, '_>, user: i64, _: u64) -> Result<bool, StoreError> {
    let mut gone = 0;
    for sql in [
        "DELETE FROM follow WHERE user_nid = ?1 AND followee_nid IN
           (SELECT followee_nid FROM follow WHERE user_nid = ?1 LIMIT ?2)",
        "DELETE FROM follow WHERE followee_nid = ?1 AND user_nid IN
           (SELECT user_nid FROM follow WHERE followee_nid = ?1 LIMIT ?2)",
    ] {
        gone += w.execute(sql, params![user, PAGE])?;
    }
    Ok(gone > 0)
}

/// Writes videos with their files, comments, likes and follows.
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

fn sections(tx: &mut Tx<'_>, user: i64) -> Result<Vec<(&'static str, Vec<Value>)>, StoreError> {
    let likes = tx.query::<_, StoreError>(
        "SELECT v.id, l.created_ms FROM video_like l JOIN video v ON v.nid = l.video_nid
         WHERE l.user_nid = ?1 LIMIT ?2",
        params![user, EXPORTED_MAX],
        |row| Ok(json!({ "video": row.get::<String>(0)?, "created_ts": row.get::<u64>(1)? })),
    )?;
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
    let follows = tx.query::<_, StoreError>(
        "SELECT u.user_id, f.created_ms FROM follow f JOIN user_ u ON u.nid = f.followee_nid
         WHERE f.user_nid = ?1 LIMIT ?2",
        params![user, EXPORTED_MAX],
        |row| Ok(json!({ "user_id": row.get::<String>(0)?, "created_ts": row.get::<u64>(1)? })),
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
    Ok(vec![
        ("video_reports.json", reports),
        ("likes.json", likes),
        ("comments.json", comments),
        ("following.json", follows),
    ])
}

#[cfg(test)]
mod tests {
    use super::TABLES;

    #[test]
    fn every_table_with_a_person_in_it_is_listed() {
        let personal = ["user_nid", "author_nid", "followee_nid", "reporter_nid"];
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
