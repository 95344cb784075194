//! Unread counts (client-server §13.13.1.3): never a write per member.
//!
//! Per room and thread a running number counts what the default rules notify for; a person's count
//! is the number now minus the number where he has read. Table `notif` holds what an event means for
//! a person *beyond* that: a highlight, or the difference that his own rules make. Each difference
//! was found with the rules of its time, so a change of rules moves no older count.

use std::collections::{BTreeMap, HashSet};

use store::{StoreError, Tx, Write, params};

use crate::{rooms::Event, sync::v3::response::Unread};

/// Unread counts of one person in one room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// The main timeline.
    pub(crate) main: Unread,
    /// Threads with something unread, by root.
    pub(crate) threads: BTreeMap<String, Unread>,
    /// Whether the counts are more than the subtraction.
    pub(crate) special: bool,
}

impl Counts {
    /// The room as a whole: for clients that do not tell threads apart.
    pub(crate) fn total(&self) -> Unread {
        self.threads.values().fold(self.main, |sum, thread| Unread {
            highlight_count: sum.highlight_count + thread.highlight_count,
            notification_count: sum.notification_count + thread.notification_count,
        })
    }
}

/// A person's membership of a room, as counting needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marker {
    pub(crate) user: i64,
    pub(crate) room: i64,
    /// `room.notify_ord`.
    pub(crate) notify_ord: i64,
    /// `member.read_ord`.
    pub(crate) read_ord: i64,
    /// `member.read_pos`.
    pub(crate) read_pos: i64,
    /// `member.count_from`.
    pub(crate) count_from: i64,
}

/// The marker of a joined person.
pub(crate) fn marker(tx: &mut Tx<'_>, user: i64, room: i64) -> Result<Option<Marker>, StoreError> {
    tx.query_opt(
        "SELECT r.notify_ord, m.read_ord, m.read_pos, m.count_from FROM member m JOIN room r ON r.nid = m.room_nid
         WHERE m.user_nid = ?1 AND m.room_nid = ?2 AND m.membership = 'join'",
        params![user, room],
        |row| {
            Ok(Marker {
                user,
                room,
                notify_ord: row.get(0)?,
                read_ord: row.get(1)?,
                read_pos: row.get(2)?,
                count_from: row.get(3)?,
            })
        },
    )
}

/// The counts of one person in one room: a handful of index look-ups.
pub(crate) fn of(tx: &mut Tx<'_>, at: Marker) -> Result<Counts, StoreError> {
    let (notify, highlight) = differences(tx, at, "", at.read_pos)?;
    let loud = loud(tx, at.room, "", at.read_pos)?;
    let threads = threads(tx, at)?;
    let main = unread(at.notify_ord - at.read_ord + notify, loud + highlight);
    let special = notify != 0 || highlight != 0 || loud != 0 || !threads.is_empty();
    let threads = threads
        .into_iter()
        .filter(|(_, unread)| *unread != Unread::default())
        .collect();
    Ok(Counts {
        main,
        threads,
        special,
    })
}

/// The counts of a room about which [`special_rooms`] says nothing.
pub(crate) fn plain(at: Marker) -> Counts {
    Counts {
        main: unread(at.notify_ord - at.read_ord, 0),
        ..Counts::default()
    }
}

fn unread(notify: i64, highlight: i64) -> Unread {
    Unread {
        notification_count: u64::try_from(notify).unwrap_or(0),
        highlight_count: u64::try_from(highlight).unwrap_or(0),
    }
}

/// The sums of the person's own differences in a thread ('' main) after a position.
fn differences(
    tx: &mut Tx<'_>,
    at: Marker,
    root: &str,
    after: i64,
) -> Result<(i64, i64), StoreError> {
    tx.query_one(
        "SELECT CAST(COALESCE(SUM(notify), 0) AS BIGINT), CAST(COALESCE(SUM(highlight), 0) AS BIGINT) FROM notif
         WHERE user_nid = ?1 AND room_nid = ?2 AND event_pos > ?3 AND root = ?4",
        params![at.user, at.room, after, root],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// How many events after a position highlight for everybody.
fn loud(tx: &mut Tx<'_>, room: i64, root: &str, after: i64) -> Result<i64, StoreError> {
    let found: Option<i64> = tx.get(
        "SELECT COUNT(*) FROM room_highlight WHERE room_nid = ?1 AND pos > ?2 AND root = ?3",
        params![room, after, root],
    )?;
    Ok(found.unwrap_or(0))
}

/// Threads with events that the person may not have read, with their counts (also zero).
fn threads(tx: &mut Tx<'_>, at: Marker) -> Result<Vec<(String, Unread)>, StoreError> {
    let floor = at.count_from.max(receipt(tx, at, "")?);
    let moved = tx.query(
        "SELECT root, last_pos, notify_ord FROM thread_count WHERE room_nid = ?1 AND last_pos > ?2",
        params![at.room, floor],
        |row| {
            Ok::<_, StoreError>((
                row.get::<String>(0)?,
                row.get::<i64>(1)?,
                row.get::<i64>(2)?,
            ))
        },
    )?;
    let mut out = Vec::new();
    for (root, last_pos, notify_ord) in moved {
        let read = floor.max(thread_read(tx, at, &root)?);
        if read >= last_pos {
            continue;
        }
        let read_ord: Option<i64> = tx.get(
            "SELECT notify_ord FROM thread_ord WHERE room_nid = ?1 AND root = ?2 AND pos <= ?3 ORDER BY pos DESC LIMIT 1",
            params![at.room, &root, read],
        )?;
        let (notify, highlight) = differences(tx, at, &root, read)?;
        let loud = loud(tx, at.room, &root, read)?;
        out.push((
            root,
            unread(
                notify_ord - read_ord.unwrap_or(0) + notify,
                loud + highlight,
            ),
        ));
    }
    Ok(out)
}

/// Up to where a thread alone is read: by a receipt for it, or by writing in it.
fn thread_read(tx: &mut Tx<'_>, at: Marker, root: &str) -> Result<i64, StoreError> {
    let own: Option<i64> = tx.get(
        "SELECT pos FROM thread_own WHERE user_nid = ?1 AND room_nid = ?2 AND root = ?3",
        params![at.user, at.room, root],
    )?;
    Ok(receipt(tx, at, root)?.max(own.unwrap_or(0)))
}

/// Up to where the person has read the main timeline ('') or a thread.
pub(crate) fn read_upto(tx: &mut Tx<'_>, at: Marker, root: &str) -> Result<i64, StoreError> {
    if root.is_empty() {
        return Ok(at.read_pos);
    }
    Ok(at
        .count_from
        .max(receipt(tx, at, "")?)
        .max(thread_read(tx, at, root)?))
}

/// The person's newest receipt for a thread, public or private ('' covers all threads).
fn receipt(tx: &mut Tx<'_>, at: Marker, thread: &str) -> Result<i64, StoreError> {
    let found: Option<Option<i64>> = tx.get(
        "SELECT MAX(event_pos) FROM receipt
         WHERE room_nid = ?1 AND user_nid = ?2 AND thread = ?3 AND kind IN ('m.read', 'm.read.private')",
        params![at.room, at.user, thread],
    )?;
    Ok(found.flatten().unwrap_or(0))
}

/// Rooms of a person whose counts may be more than the subtraction: one query for all rooms.
pub(crate) fn special_rooms(tx: &mut Tx<'_>, user: i64) -> Result<HashSet<i64>, StoreError> {
    let rooms = tx.query(
        "SELECT room_nid FROM notif WHERE user_nid = ?1
         UNION SELECT t.room_nid FROM member m JOIN thread_count t ON t.room_nid = m.room_nid AND t.last_pos > m.count_from
           WHERE m.user_nid = ?1 AND m.membership = 'join'
         UNION SELECT h.room_nid FROM member m JOIN room_highlight h ON h.room_nid = m.room_nid AND h.pos > m.read_pos
           WHERE m.user_nid = ?1 AND m.membership = 'join'",
        params![user],
        |row| row.get::<i64>(0),
    )?;
    Ok(rooms.into_iter().collect())
}

/// Rooms where a count changed in `(after, upto]` without an event or receipt.
pub(crate) fn changed_rooms(
    tx: &mut Tx<'_>,
    user: i64,
    after: i64,
    upto: i64,
) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT DISTINCT room_nid FROM notif WHERE user_nid = ?1 AND pos > ?2 AND pos <= ?3",
        params![user, after, upto],
        |row| row.get(0),
    )
}

/// Keeps the running numbers in step with a new event, and its sender's own marker.
pub(crate) fn note_event(w: &mut Write<'_, '_>, room: i64, e: &Event) -> Result<(), StoreError> {
    let root = e.thread_root();
    if e.highlights {
        w.execute(
            "INSERT INTO room_highlight (room_nid, pos, root) VALUES (?1, ?2, ?3)",
            params![room, e.pos, root.as_deref().unwrap_or_default()],
        )?;
    }
    if let (true, Some(root)) = (e.counts, root.as_deref()) {
        let ord: i64 = w.query_one(
            "INSERT INTO thread_count (room_nid, root, last_pos, notify_ord) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT (room_nid, root) DO UPDATE SET last_pos = excluded.last_pos,
               notify_ord = thread_count.notify_ord + 1 RETURNING notify_ord",
            params![room, root, e.pos],
            |row| row.get::<i64>(0),
        )?;
        w.execute(
            "INSERT INTO thread_ord (room_nid, root, pos, notify_ord) VALUES (?1, ?2, ?3, ?4)",
            params![room, root, e.pos, ord],
        )?;
    }
    own_event_is_read(w, room, e, root.as_deref())
}

/// Whether an own event says that its sender has read what came before: what people write does,
/// what the server writes for them (a new display name in every room) does not.
pub(crate) fn marks_read(e: &Event) -> bool {
    e.counts || !e.pdu.is_state()
}

fn own_event_is_read(
    w: &mut Write<'_, '_>,
    room: i64,
    e: &Event,
    root: Option<&str>,
) -> Result<(), StoreError> {
    if !marks_read(e) {
        return Ok(());
    }
    match root {
        None => w.execute(
            "UPDATE member SET read_pos = ?3, read_ord = ?4 WHERE user_nid = ?1 AND room_nid = ?2 AND read_pos < ?3",
            params![e.sender, room, e.pos, e.notify_ord],
        )?,
        Some(root) => w.execute(
            "INSERT INTO thread_own (user_nid, room_nid, root, pos) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (user_nid, room_nid, root) DO UPDATE SET pos = excluded.pos",
            params![e.sender, room, root, e.pos],
        )?,
    };
    Ok(())
}
