//! Fills the table of words behind the newest events.

use std::time::Duration;

use base::words;
use store::{StoreError, Tx, Write, params};

use crate::{Matrix, rooms::queries};

/// How long a message may stay unfound.
const EVERY: Duration = Duration::from_millis(500);
/// Events in one pass, so that a commit stays short.
const EVENTS_MAX: usize = 200;
/// Passes that one search waits for; further behind, it answers from what is there.
const PASSES_MAX: usize = 10;

/// One pass at a time: an older page written after a newer one would bring back what was redacted.
#[derive(Debug, Default)]
pub struct Index(tokio::sync::Mutex<()>);

/// An event to be indexed.
struct Said {
    pos: i64,
    room: i64,
    words: Vec<String>,
    /// A redaction takes the words of this event away.
    redacts: Option<String>,
}

/// Runs until the server stops.
pub(crate) async fn run(m: Matrix) {
    loop {
        match catch_up(&m).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "The search index could not be brought up to date")
            }
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = m.stopping.cancelled() => return,
        }
    }
}

/// Lets the index reach what was published before the call, so that a search finds what its asker saw.
pub(super) async fn reach_published(m: &Matrix) -> Result<(), StoreError> {
    for _ in 0..PASSES_MAX {
        if !catch_up(m).await? {
            break;
        }
    }
    Ok(())
}

/// One pass; `true`: there is more.
async fn catch_up(m: &Matrix) -> Result<bool, StoreError> {
    let _alone = m.search.0.lock().await;
    let upto = m.store.published();
    let (after, page, last) = m.store.read(move |tx| next(tx, upto)).await?;
    if last <= after {
        return Ok(false);
    }
    let more = last < upto;
    m.store.write(move |w| keep(w, &page, last)).await?;
    Ok(more)
}

/// What is to be indexed behind the mark, and the position that is reached with it.
fn next(tx: &mut Tx<'_>, upto: i64) -> Result<(i64, Vec<Said>, i64), StoreError> {
    let after = tx
        .get(
            "SELECT value FROM sequence WHERE name = 'search'",
            params![],
        )?
        .unwrap_or(0);
    let mut last = after;
    let mut page = Vec::new();
    let rows = tx.query(
        &format!(
            "SELECT {}, e.room_nid, r.version, r.encrypted FROM event e JOIN room r ON r.nid = e.room_nid
             WHERE e.pos > ?1 AND e.pos <= ?2 ORDER BY e.pos LIMIT ?3",
            queries::EVENT_COLUMNS
        ),
        params![after, upto, EVENTS_MAX],
        |row| {
            let event = queries::read_event(row, queries::rules_of(row.get(10)?)?)?;
            Ok::<_, StoreError>((event, row.get::<i64>(9)?, row.get::<bool>(11)?))
        },
    )?;
    for (event, room, encrypted) in rows {
        last = event.pos;
        let text = match event.pdu.kind() {
            "m.room.message" => event.pdu.content_string("body"),
            "m.room.name" => event.pdu.content_string("name"),
            "m.room.topic" => event.pdu.content_string("topic"),
            _ => None,
        };
        let words = if encrypted {
            Vec::new()
        } else {
            words::indexed(&text.unwrap_or_default())
        };
        let redacts = event.pdu.redacts().map(ToString::to_string);
        if !words.is_empty() || redacts.is_some() {
            page.push(Said {
                pos: event.pos,
                room,
                words,
                redacts,
            });
        }
    }
    Ok((after, page, last))
}

fn keep(w: &mut Write<'_, '_>, page: &[Said], last: i64) -> Result<(), StoreError> {
    for said in page {
        for word in &said.words {
            w.execute(
                "INSERT INTO search_word (word, pos, room_nid) VALUES (?1, ?2, ?3) ON CONFLICT (word, pos) DO NOTHING",
                params![word, said.pos, said.room],
            )?;
        }
        if let Some(target) = &said.redacts {
            w.execute(
                "DELETE FROM search_word WHERE pos = (SELECT pos FROM event WHERE event_id = ?1 AND redacted_by IS NOT NULL)",
                params![target],
            )?;
        }
    }
    w.execute(
        "INSERT INTO sequence (name, value) VALUES ('search', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![last],
    )?;
    Ok(())
}
