//! `GET`, `POST` and `DELETE /_causeway/v1/admin/video_blocklist`: perceptual hashes of frames that no video may show.

use axum::{body::Body, extract::State};
use http_server::{Admin, Error, Json, Query, Result, collect};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{audit, recheck};
use crate::{Video, feed::page_size};

/// Most hashes kept: a look through all of them takes a fraction of a second beside minutes of ffmpeg.
const HASHES_MAX: u64 = 1_000_000;
/// Bits by which a frame may differ: the same picture, cut, scaled or coded anew.
const DISTANCE_MAX: u32 = 8;
/// Rows read at once.
const LOOK: usize = 10_000;
/// Rows written in one change, so that a commit stays short.
const WRITTEN_MAX: usize = 1000;

/// Whether a frame with one of `hashes` is on the host's list.
pub fn is_blocked(tx: &mut Tx<'_>, hashes: &[u64]) -> Result<bool, StoreError> {
    let mut from = i64::MIN;
    loop {
        let page = tx.query::<i64, StoreError>(
            "SELECT hash FROM video_block_hash WHERE hash >= ?1 ORDER BY hash LIMIT ?2",
            params![from, LOOK],
            |row| row.get(0),
        )?;
        let mut blocked = page.iter().map(|hash| hash.cast_unsigned());
        if blocked.any(|blocked| is_near(blocked, hashes)) {
            return Ok(true);
        }
        let next = page.last().and_then(|last| last.checked_add(1));
        match next.filter(|_| page.len() == LOOK) {
            Some(next) => from = next,
            None => return Ok(false),
        }
    }
}

/// Whether one of some hashes is of the same picture.
pub(super) fn is_near(hash: u64, others: &[u64]) -> bool {
    others
        .iter()
        .any(|other| (hash ^ other).count_ones() <= DISTANCE_MAX)
}

/// The hashes that came to the list from `since_ms` on.
pub(super) fn since(tx: &mut Tx<'_>, since_ms: u64) -> Result<Vec<u64>, StoreError> {
    let (mut found, mut from) = (Vec::new(), Some(i64::MIN));
    while let Some(first) = from {
        let page = tx.query::<(i64, u64), StoreError>(
            "SELECT hash, added_ms FROM video_block_hash WHERE hash >= ?1 ORDER BY hash LIMIT ?2",
            params![first, LOOK],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let new = page.iter().filter(|(_, added_ms)| *added_ms >= since_ms);
        found.extend(new.map(|(hash, _)| hash.cast_unsigned()));
        let last = page.last().filter(|_| page.len() == LOOK);
        from = last.and_then(|(last, _)| last.checked_add(1));
    }
    Ok(found)
}

/// How many hashes there are, and how many of them are new.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BlocklistChanged {
    changed: u64,
    total: u64,
}

/// One line each: 16 hexadecimal digits; empty lines and what follows a `#` do not count.
fn parse(bytes: &[u8]) -> Result<Vec<i64>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Error::invalid_param("The list must be text in UTF-8"))?;
    let mut hashes = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if !line.is_empty() {
            let hash = parse_one(line).ok_or_else(|| {
                Error::invalid_param(format!(
                    "Line {} is no hash: 16 hexadecimal digits",
                    number + 1
                ))
            })?;
            hashes.push(hash);
        }
    }
    Ok(hashes)
}

fn parse_one(text: &str) -> Option<i64> {
    let is_hex = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let hash = u64::from_str_radix(text, 16).ok().filter(|_| is_hex)?;
    Some(hash.cast_signed())
}

fn total(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.query_one("SELECT COUNT(*) FROM video_block_hash", params![], |row| {
        row.get(0)
    })
}

/// Adds hashes to the list: a line of 16 hexadecimal digits for each (64 bits). Videos that are processed from now on
/// and show such a frame are refused; those that are here already are looked through in the background and removed,
/// each with an act `blocklist.match`.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/video_blocklist", tag = "admin", operation_id = "add_to_video_blocklist",
    request_body(content = String, content_type = "text/plain"),
    responses((status = 200, body = BlocklistChanged))
)]
pub(crate) async fn add(
    State(v): State<Video>,
    Admin(who): Admin,
    body: Body,
) -> Result<Json<BlocklistChanged>> {
    let hashes = parse(&Box::pin(collect(body)).await?)?;
    let host = who.user;
    let mut changed = 0;
    for page in hashes.chunks(WRITTEN_MAX) {
        let (work, page) = (v.clone(), page.to_vec());
        let written = v.store.write(move |w| {
            // Read here, where changes come one after the other: who looks for what is new misses nothing.
            let now_ms = work.now_ms();
            if total(w)? + page.len() as u64 > HASHES_MAX {
                return Err(Error::invalid_param(format!(
                    "The list may have at most {HASHES_MAX} hashes"
                )));
            }
            let mut added = 0;
            for hash in &page {
                added += w.execute(
                    "INSERT INTO video_block_hash (hash, added_ms) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING",
                    params![*hash, now_ms],
                )?;
            }
            if added > 0 {
                recheck::begin(w, host, now_ms)?;
            }
            Ok(added)
        });
        changed += written.await?;
    }
    done(&v, &who, host, "blocklist.add", changed).await
}

/// Which hashes go.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichHash {
    /// This one; all of them when it is not given.
    hash: Option<String>,
}

/// Takes one hash from the list, or all of them.
#[utoipa::path(
    delete, path = "/_causeway/v1/admin/video_blocklist", tag = "admin",
    operation_id = "remove_from_video_blocklist",
    params(WhichHash), responses((status = 200, body = BlocklistChanged))
)]
pub(crate) async fn remove(
    State(v): State<Video>,
    Admin(who): Admin,
    Query(which): Query<WhichHash>,
) -> Result<Json<BlocklistChanged>> {
    let one = match which.hash.as_deref() {
        None => None,
        Some(text) => Some(
            parse_one(text)
                .ok_or_else(|| Error::invalid_param("hash must be 16 hexadecimal digits"))?,
        ),
    };
    let changed = v
        .store
        .write(move |w| match one {
            Some(hash) => w.execute(
                "DELETE FROM video_block_hash WHERE hash = ?1",
                params![hash],
            ),
            None => w.execute("DELETE FROM video_block_hash", params![]),
        })
        .await?;
    done(&v, &who, who.user, "blocklist.remove", changed).await
}

async fn done(
    v: &Video,
    who: &http_server::Who,
    host: i64,
    what: &'static str,
    changed: u64,
) -> Result<Json<BlocklistChanged>> {
    let now_ms = v.now_ms();
    let total = v
        .store
        .write(move |w| {
            let count = format!("{changed} hashes");
            let act = audit::Act {
                host,
                what,
                target: None,
                reason: None,
                note: Some(&count),
                now_ms,
            };
            audit::write(w, &act)?;
            total(w)
        })
        .await?;
    audit::log(who, what, None);
    Ok(Json(BlocklistChanged { changed, total }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedHashes {
    /// `next` of the page before.
    from: Option<String>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Blocklist {
    hashes: Vec<BlockedHash>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
    total: u64,
}

#[derive(Debug, Serialize, ToSchema)]
struct BlockedHash {
    /// 16 hexadecimal digits.
    hash: String,
    added_ts: u64,
}

/// Lists the hashes of frames that no video may show.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/video_blocklist", tag = "admin", operation_id = "list_video_blocklist",
    params(WantedHashes), responses((status = 200, body = Blocklist))
)]
pub(crate) async fn listed(
    State(v): State<Video>,
    _: Admin,
    Query(wanted): Query<WantedHashes>,
) -> Result<Json<Blocklist>> {
    let limit = page_size(wanted.limit);
    let from = match wanted.from.as_deref() {
        None => i64::MIN,
        Some(from) => parse_one(from)
            .and_then(|last| last.checked_add(1))
            .ok_or_else(|| Error::invalid_param("from must be what next was"))?,
    };
    let page = v.store.read(move |tx| {
        let mut hashes = tx.query::<_, StoreError>(
            "SELECT hash, added_ms FROM video_block_hash WHERE hash >= ?1 ORDER BY hash LIMIT ?2",
            params![from, limit + 1],
            |row| {
                Ok(BlockedHash {
                    hash: format!("{:016x}", row.get::<i64>(0)?),
                    added_ts: row.get(1)?,
                })
            },
        )?;
        let more = hashes.len() > limit;
        hashes.truncate(limit);
        Ok::<_, Error>(Blocklist {
            next: hashes.last().filter(|_| more).map(|last| last.hash.clone()),
            hashes,
            total: total(tx)?,
        })
    });
    Ok(Json(page.await?))
}

#[cfg(test)]
mod tests {
    use store::Store;

    use super::*;

    #[test]
    fn a_list_has_a_hash_on_each_line() {
        let list = b"00000000000000ff # a cat\n\n# only words\r\nFFFFFFFFFFFFFFFF\n";
        assert_eq!(parse(list).unwrap(), [255, -1]);
        for wrong in ["ff", "+0000000000000ff", "00000000000000fg", "\u{ff}"] {
            assert!(parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
        assert!(parse(b"\xff").is_err());
    }

    #[tokio::test]
    async fn a_frame_is_blocked_that_differs_by_eight_bits_at_most() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/causeway.db", folder.path().display());
        let store = Store::open(&url, crate::MIGRATIONS).unwrap();
        store
            .write(|w| {
                w.execute(
                    "INSERT INTO video_block_hash (hash, added_ms) VALUES (0, 0), (-9223372036854775808, 0)",
                    params![],
                )
            })
            .await
            .unwrap();
        for (hashes, expected) in [
            (vec![0xFFFF, 0xFF], true),
            (vec![0x1FF], false),
            (vec![1 << 63 | 0x1], true),
            (vec![u64::MAX], false),
            (vec![], false),
        ] {
            let asked = hashes.clone();
            let found = store.read(move |tx| is_blocked(tx, &asked)).await.unwrap();
            assert_eq!(found, expected, "{hashes:x?}");
        }
        store.close().await;
    }
}
