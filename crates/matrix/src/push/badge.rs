//! The number on the app's icon (push gateway API §2: `counts`). Every notification tells it; after
//! reading on another device a notification without an event corrects it.

use store::{StoreError, Tx, Write, params};

use super::counts;
use crate::Matrix;

/// The room of a job that tells the number alone.
pub(super) const NO_ROOM: i64 = 0;

/// The person has read something at `pos`: phones that may show another number are told. In the
/// transaction of the receipt; one lookup for who has no pushers.
pub(crate) fn has_read(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    pos: i64,
) -> Result<(), StoreError> {
    // Something that waits or is under way may tell a number that is old by then.
    let pushers: Vec<i64> = w.query(
        "SELECT p.nid FROM pusher p WHERE p.user_nid = ?1 AND (p.told_unread > 0
           OR EXISTS (SELECT 1 FROM push_job j WHERE j.pusher_nid = p.nid))",
        params![user],
        |row| row.get(0),
    )?;
    for pusher in &pushers {
        w.execute(
            "DELETE FROM push_job WHERE pusher_nid = ?1 AND room_nid = ?2",
            params![*pusher, NO_ROOM],
        )?;
        w.execute(
            "INSERT INTO push_job (pusher_nid, event_pos, room_nid, tweaks) VALUES (?1, ?2, ?3, '{}')",
            params![*pusher, pos, NO_ROOM],
        )?;
    }
    if !pushers.is_empty() {
        let m = m.clone();
        w.after_commit(move || m.push.jobs.notify_one());
    }
    Ok(())
}

/// Remembers what a phone was told.
pub(super) fn told(w: &mut Write<'_, '_>, pusher: i64, unread: u64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE pusher SET told_unread = ?2 WHERE nid = ?1",
        params![pusher, unread],
    )?;
    Ok(())
}

/// Unread notifications of a person in all rooms.
pub(super) fn of(tx: &mut Tx<'_>, user: i64) -> Result<u64, StoreError> {
    let rooms = tx.query(
        "SELECT room_nid FROM member WHERE user_nid = ?1 AND membership = 'join'",
        params![user],
        |row| row.get::<i64>(0),
    )?;
    let special = counts::special_rooms(tx, user)?;
    let mut sum = 0;
    for room in rooms {
        let Some(marker) = counts::marker(tx, user, room)? else {
            continue;
        };
        let counts = if special.contains(&room) {
            counts::of(tx, marker)?
        } else {
            counts::plain(marker)
        };
        sum += counts.total().notification_count;
    }
    Ok(sum)
}
