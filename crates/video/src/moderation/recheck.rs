//! Videos that were posted before the host knew a frame: when hashes come to his list, those that show one of them are
//! removed, piece by piece, in a durable job.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, Write, jobs, params};
use tokio::time::Instant;

use super::{
    Decision, audit,
    blocklist::{self, is_near},
    judgement,
};
use crate::{
    Video,
    videos::queries::{self, Stored},
};

/// The job. Payload: a [`Pass`].
pub(crate) const RECHECK: &str = "video.recheck";
/// What an author is told.
const REASON: &str = "blocked";
/// Hashes of videos looked at in one go: more than the longest video has.
const PIECE: usize = 10_000;
/// Videos removed in one change, so that a commit stays short.
const REMOVED_AT_ONCE: usize = 50;
/// How long one run works before others have their turn.
const TURN: Duration = Duration::from_secs(3);
/// Counts the changes of the list that added to it, in the table of settings.
const VERSION: &str = "video_blocklist_version";

/// One way through all videos.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Pass {
    /// Who imported the list.
    host: i64,
    /// Hashes that came to the list from then on are looked for.
    since_ms: u64,
    /// When it began, and the version of the list then: what came later needs another one.
    began_ms: u64,
    version: i64,
    /// Videos up to this number have been looked at.
    from: i64,
}

/// How often the list was added to: who looked for frames before a change must look again.
pub(crate) fn version(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let text: Option<String> = tx.get(
        "SELECT value FROM setting WHERE name = ?1",
        params![VERSION],
    )?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

/// In the change that adds to the list: videos that are here already are looked at, unless that is going on.
pub(super) fn begin(w: &mut Write<'_, '_>, host: i64, now_ms: u64) -> Result<(), StoreError> {
    let version = version(w)? + 1;
    w.execute(
        "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![VERSION, &version.to_string()],
    )?;
    let goes_on = w.get::<i64>(
        "SELECT 1 FROM job WHERE kind = ?1 AND run_at_ms <= ?2 LIMIT 1",
        params![RECHECK, now_ms],
    )?;
    if goes_on.is_some() {
        return Ok(());
    }
    let pass = Pass {
        host,
        since_ms: now_ms,
        began_ms: now_ms,
        version,
        from: 0,
    };
    jobs::enqueue(w, RECHECK, &pass, now_ms)
}

/// Does [`RECHECK`]: a piece of the way, and a job for the rest.
pub(crate) async fn recheck(v: Video, pass: Pass) -> Result<(), String> {
    let gone = go(&v, pass).await;
    gone.map_err(|error| error.to_string())
}

async fn go(v: &Video, mut pass: Pass) -> Result<(), StoreError> {
    let begun = Instant::now();
    let since_ms = pass.since_ms;
    let blocked = v.store.read(move |tx| blocklist::since(tx, since_ms));
    let blocked: Arc<[u64]> = blocked.await?.into();
    loop {
        let (from, list) = (pass.from, Arc::clone(&blocked));
        let seen = v.store.read(move |tx| look(tx, from, &list)).await?;
        for matching in seen.matching.chunks(REMOVED_AT_ONCE) {
            remove(v, pass.host, matching.to_vec()).await?;
        }
        let Some(last) = seen.last else {
            return end(v, pass).await;
        };
        pass.from = last;
        if begun.elapsed() > TURN {
            let now_ms = v.now_ms();
            let rest = v
                .store
                .write(move |w| jobs::enqueue(w, RECHECK, &pass, now_ms));
            return rest.await;
        }
    }
}

/// What a look at a piece found.
struct Seen {
    /// Numbers of videos.
    matching: Vec<i64>,
    /// The last that was looked at; `None`: there are no more.
    last: Option<i64>,
}

fn look(tx: &mut Tx<'_>, from: i64, blocked: &[u64]) -> Result<Seen, StoreError> {
    let mut rows = tx.query::<(i64, i64), StoreError>(
        "SELECT video_nid, hash FROM video_hash WHERE video_nid > ?1 ORDER BY video_nid, at_ms LIMIT ?2",
        params![from, PIECE],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    // The last may have more of them: it comes whole with the next piece.
    if rows.len() == PIECE
        && let Some((last, _)) = rows.last().copied()
    {
        rows.retain(|(video, _)| *video < last);
    }
    let matching: BTreeSet<i64> = rows
        .iter()
        .filter(|(_, hash)| is_near(hash.cast_unsigned(), blocked))
        .map(|(video, _)| *video)
        .collect();
    Ok(Seen {
        matching: matching.into_iter().collect(),
        last: rows.last().map(|(video, _)| *video),
    })
}

async fn remove(v: &Video, host: i64, matching: Vec<i64>) -> Result<(), StoreError> {
    let now_ms = v.now_ms();
    let removed = v.store.write(move |w| {
        let mut removed = Vec::new();
        for video in &matching {
            removed.extend(remove_one(w, host, *video, now_ms)?);
        }
        Ok::<_, StoreError>(removed)
    });
    for video in removed.await? {
        tracing::info!(%video, "A video was removed: the host's list has one of its frames");
    }
    Ok(())
}

/// The id of the video, if it is removed now.
fn remove_one(
    w: &mut Write<'_, '_>,
    host: i64,
    video: i64,
    now_ms: u64,
) -> Result<Option<String>, StoreError> {
    let Some(video) = queries::by_nid(w, video)?.filter(Stored::is_ready) else {
        return Ok(None);
    };
    // What a host brought back after an appeal is not taken away again.
    let is_decided = judgement::of(w, video.nid)?.is_some_and(|judgement| {
        judgement.decision == Decision::Remove
            || judgement.decision == Decision::Keep && judgement.reason == REASON
    });
    if is_decided {
        return Ok(None);
    }
    judgement::judge(w, &video, Decision::Remove, REASON, None, now_ms)?;
    let act = audit::Act {
        host,
        what: "blocklist.match",
        target: Some(&video.id),
        reason: Some(REASON),
        note: None,
        now_ms,
    };
    audit::write(w, &act)?;
    Ok(Some(video.id))
}

/// All videos were looked at; if more came to the list meanwhile, they are looked at again.
async fn end(v: &Video, pass: Pass) -> Result<(), StoreError> {
    let work = v.clone();
    v.store
        .write(move |w| {
            let version = version(w)?;
            if version == pass.version {
                return Ok(());
            }
            let now_ms = work.now_ms();
            let next = Pass {
                since_ms: pass.began_ms,
                began_ms: now_ms,
                version,
                from: 0,
                ..pass
            };
            jobs::enqueue(w, RECHECK, &next, now_ms)
        })
        .await
}
