//! SQL of `video_making`: wishes, the place in the queue, how far a video is, what was found while it was made.

use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, Write, jobs, params};
use utoipa::ToSchema;

use super::{PROCESS, PUBLISH, wishes::Wishes};
use crate::videos::queries::Stored;

/// What is done with a video that is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = VideoStage)]
pub(crate) enum Stage {
    Queued,
    Checking,
    Encoding,
    Finishing,
}

impl Stage {
    fn code(self) -> i64 {
        match self {
            Self::Queued => 0,
            Self::Checking => 1,
            Self::Encoding => 2,
            Self::Finishing => 3,
        }
    }

    fn of_code(code: i64) -> Self {
        match code {
            1 => Self::Checking,
            2 => Self::Encoding,
            3 => Self::Finishing,
            _ => Self::Queued,
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) stage: Stage,
    pub(crate) percent: u8,
    pub(crate) eta_ms: Option<u64>,
}

/// How the small pictures of a video lie in one large one: for who drags along its time line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Grid {
    /// Milliseconds from one picture to the next.
    pub(crate) every_ms: u64,
    /// Pictures in a row.
    pub(crate) columns: u64,
    /// Of one picture.
    pub(crate) width: u64,
    pub(crate) height: u64,
}

/// A row, without the wishes.
#[derive(Debug, Clone)]
pub(crate) struct Making {
    pub(crate) publish_ms: Option<u64>,
    pub(crate) allow_duet: bool,
    pub(crate) allow_stitch: bool,
    pub(crate) duet_of: Option<i64>,
    pub(crate) stitch_of: Option<i64>,
    pub(crate) standing: Standing,
    pub(crate) thumbhash: Option<String>,
    pub(crate) sprite: Option<Grid>,
}

/// What was made of a video; `None` for one from before there were such rows.
pub(crate) fn find(tx: &mut Tx<'_>, video: i64) -> Result<Option<Making>, StoreError> {
    tx.query_opt(
        "SELECT publish_ms, allow_duet, allow_stitch, duet_of, stitch_of, stage, progress, eta_ms, thumbhash, sprite
         FROM video_making WHERE video_nid = ?1",
        params![video],
        |row| {
            let percent: i64 = row.get(6)?;
            let sprite: Option<String> = row.get(9)?;
            Ok(Making {
                publish_ms: row.get(0)?,
                allow_duet: row.get(1)?,
                allow_stitch: row.get(2)?,
                duet_of: row.get(3)?,
                stitch_of: row.get(4)?,
                standing: Standing {
                    stage: Stage::of_code(row.get(5)?),
                    percent: u8::try_from(percent).unwrap_or_default(),
                    eta_ms: row.get(7)?,
                },
                thumbhash: row.get(8)?,
                sprite: sprite.and_then(|text| serde_json::from_str(&text).ok()),
            })
        },
    )
}

/// What its author asked for.
pub(super) fn wishes(tx: &mut Tx<'_>, video: i64) -> Result<Wishes, StoreError> {
    let text: Option<String> = tx.get(
        "SELECT wishes FROM video_making WHERE video_nid = ?1",
        params![video],
    )?;
    Ok(text
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default())
}

/// What is asked for of a new video.
pub(crate) struct Asked<'a> {
    pub(crate) wishes: &'a Wishes,
    pub(crate) publish_ms: Option<u64>,
    pub(crate) allow_duet: bool,
    pub(crate) allow_stitch: bool,
    pub(crate) duet_of: Option<i64>,
    pub(crate) stitch_of: Option<i64>,
}

pub(crate) fn insert(
    w: &mut Write<'_, '_>,
    video: i64,
    asked: &Asked<'_>,
) -> Result<(), StoreError> {
    let wishes = serde_json::to_string(asked.wishes).map_err(|error| StoreError::Column {
        column: 0,
        reason: error.to_string(),
    })?;
    w.execute(
        "INSERT INTO video_making (video_nid, wishes, publish_ms, allow_duet, allow_stitch, duet_of, stitch_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            video,
            &wishes,
            asked.publish_ms,
            asked.allow_duet,
            asked.allow_stitch,
            asked.duet_of,
            asked.stitch_of
        ],
    )?;
    Ok(())
}

/// Puts a video into the queue. Its turn is after those of its author's that wait already: the first of each person
/// come first, then the second of each, so that nobody waits for all that somebody else has posted.
pub(crate) fn queue(
    w: &mut Write<'_, '_>,
    video: i64,
    author: i64,
    now_ms: u64,
) -> Result<(), StoreError> {
    let served: i64 = w.query_one(
        "SELECT COALESCE(MIN(turn), 0) FROM job WHERE kind = ?1",
        params![PROCESS],
        |row| row.get(0),
    )?;
    let own: Option<i64> = w.query_one(
        "SELECT MAX(m.turn) FROM video v JOIN video_making m ON m.video_nid = v.nid
         WHERE v.author_nid = ?1 AND v.state = 0 AND v.nid <> ?2",
        params![author, video],
        |row| row.get(0),
    )?;
    let turn = own.map_or(served, |own| served.max(own + 1));
    w.execute(
        "INSERT INTO video_making (video_nid, wishes, turn) VALUES (?1, '{}', ?2)
         ON CONFLICT (video_nid) DO UPDATE SET turn = ?2, stage = 0, progress = 0, eta_ms = NULL",
        params![video, turn],
    )?;
    jobs::enqueue_at_turn(w, PROCESS, &video, now_ms, turn)
}

/// Changes what others may do with a video; `None`: as it was.
pub(crate) fn permit(
    w: &mut Write<'_, '_>,
    video: i64,
    duet: Option<bool>,
    stitch: Option<bool>,
) -> Result<(), StoreError> {
    if duet.is_none() && stitch.is_none() {
        return Ok(());
    }
    w.execute(
        "INSERT INTO video_making (video_nid, wishes) VALUES (?1, '{}') ON CONFLICT (video_nid) DO NOTHING",
        params![video],
    )?;
    for (sql, permitted) in [
        (
            "UPDATE video_making SET allow_duet = ?2 WHERE video_nid = ?1",
            duet,
        ),
        (
            "UPDATE video_making SET allow_stitch = ?2 WHERE video_nid = ?1",
            stitch,
        ),
    ] {
        if let Some(permitted) = permitted {
            w.execute(sql, params![video, permitted])?;
        }
    }
    Ok(())
}

/// Chooses another time for a video that nobody else sees yet.
pub(crate) fn schedule(
    w: &mut Write<'_, '_>,
    video: &Stored,
    at_ms: u64,
    now_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video_making SET publish_ms = ?2 WHERE video_nid = ?1",
        params![video.nid, at_ms],
    )?;
    if video.is_ready() {
        jobs::enqueue(w, PUBLISH, &video.nid, at_ms.max(now_ms))?;
    }
    Ok(())
}

pub(super) fn stand(
    w: &mut Write<'_, '_>,
    video: i64,
    standing: Standing,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE video_making SET stage = ?2, progress = ?3, eta_ms = ?4 WHERE video_nid = ?1",
        params![
            video,
            standing.stage.code(),
            i64::from(standing.percent),
            standing.eta_ms
        ],
    )?;
    Ok(())
}

/// Deletes all that is here of a video.
pub(crate) fn delete(w: &mut Write<'_, '_>, video: i64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM video_making WHERE video_nid = ?1",
        "DELETE FROM video_hash WHERE video_nid = ?1",
    ] {
        w.execute(sql, params![video])?;
    }
    Ok(())
}
