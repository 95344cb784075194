//! SQL of history: threads, relations, lists of events.

use room_rules::Rules;
use store::{Row, StoreError, Tx, Value, Write, params};

use crate::rooms::{
    Event,
    queries::{EVENT_COLUMNS, read_event},
};

/// Sizes of `IN` lists: a few texts of statements rather than one per length.
const LIST_SIZES: [usize; 2] = [8, 64];

/// A query with `{list}` for ids, some at a time; the ids' placeholders come after those of `first`.
pub(super) fn query_in<T>(
    tx: &mut Tx<'_>,
    sql: &str,
    first: &[Value<'_>],
    ids: &[Value<'_>],
    mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut out = Vec::new();
    let [small, large] = LIST_SIZES;
    for chunk in ids.chunks(large) {
        let size = if chunk.len() <= small { small } else { large };
        let Some(last) = chunk.last() else { continue };
        let padded = chunk.iter().chain(std::iter::repeat(last)).take(size);
        let values: Vec<Value<'_>> = first.iter().chain(padded).copied().collect();
        let places = (first.len() + 1)..=(first.len() + size);
        let list: Vec<String> = places.map(|place| format!("?{place}")).collect();
        let sql = sql.replace("{list}", &list.join(", "));
        out.extend(tx.query(&sql, &values, &mut map)?);
    }
    Ok(out)
}

/// The ids as parameters.
pub(super) fn texts<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<Value<'a>> {
    ids.into_iter().map(Value::Text).collect()
}

/// Counts a reply in its thread. Nothing happens when the root is not an event of this room.
pub fn add_reply(
    w: &mut Write<'_, '_>,
    room: i64,
    root: &str,
    reply: &Event,
) -> Result<(), StoreError> {
    let counted = w.execute(
        "INSERT INTO thread (root, room_nid, latest_pos, replies)
         SELECT e.event_id, e.room_nid, CAST(?3 AS BIGINT), 1 FROM event e
         WHERE e.event_id = ?1 AND e.room_nid = ?2
         ON CONFLICT (root) DO UPDATE SET latest_pos = excluded.latest_pos, replies = thread.replies + 1",
        params![root, room, reply.pos],
    )?;
    if counted > 0 {
        w.execute(
            "INSERT INTO thread_person (root, user_nid, replies) VALUES (?1, ?2, 1)
             ON CONFLICT (root, user_nid) DO UPDATE SET replies = thread_person.replies + 1",
            params![root, reply.sender],
        )?;
    }
    Ok(())
}

/// Takes a redacted reply out of its thread.
pub fn remove_reply(
    w: &mut Write<'_, '_>,
    room: i64,
    root: &str,
    sender: i64,
) -> Result<(), StoreError> {
    let counted = w.execute(
        "UPDATE thread SET replies = replies - 1, latest_pos = COALESCE(
           (SELECT MAX(e.pos) FROM event e WHERE e.thread_root = ?1 AND e.room_nid = ?2), 0)
         WHERE root = ?1 AND room_nid = ?2",
        params![root, room],
    )?;
    if counted == 0 {
        return Ok(());
    }
    w.execute(
        "UPDATE thread_person SET replies = replies - 1 WHERE root = ?1 AND user_nid = ?2",
        params![root, sender],
    )?;
    w.execute(
        "DELETE FROM thread_person WHERE root = ?1 AND replies <= 0",
        params![root],
    )?;
    w.execute(
        "DELETE FROM thread WHERE root = ?1 AND replies <= 0",
        params![root],
    )?;
    Ok(())
}

/// A thread as its root shows it.
pub(super) struct ThreadRow {
    pub(super) root: String,
    pub(super) latest_pos: i64,
    pub(super) replies: i64,
    /// Whether the reader wrote in it.
    pub(super) took_part: bool,
}

/// The threads of these roots.
pub(super) fn threads_of(
    tx: &mut Tx<'_>,
    room: i64,
    user: i64,
    roots: &[Value<'_>],
) -> Result<Vec<ThreadRow>, StoreError> {
    query_in(
        tx,
        "SELECT t.root, t.latest_pos, t.replies, p.replies FROM thread t
         LEFT JOIN thread_person p ON p.root = t.root AND p.user_nid = ?2
         WHERE t.room_nid = ?1 AND t.root IN ({list})",
        params![room, user],
        roots,
        |row| {
            Ok(ThreadRow {
                root: row.get(0)?,
                latest_pos: row.get(1)?,
                replies: row.get(2)?,
                took_part: row.get::<Option<i64>>(3)?.is_some(),
            })
        },
    )
}

/// Newest reply and number of replies of a thread up to a position, for readers of the past.
pub(super) fn thread_until(
    tx: &mut Tx<'_>,
    root: &str,
    upto: i64,
) -> Result<(Option<i64>, i64), StoreError> {
    tx.query_one(
        "SELECT MAX(pos), COUNT(*) FROM event WHERE thread_root = ?1 AND pos <= ?2",
        params![root, upto],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Some of a thread's newest replies, newest first.
pub(super) fn newest_replies(
    tx: &mut Tx<'_>,
    rules: &Rules,
    root: &str,
    upto: i64,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM event e WHERE e.thread_root = ?1 AND e.pos <= ?2
             ORDER BY e.pos DESC LIMIT 50"
        ),
        params![root, upto],
        |row| read_event(row, rules),
    )
}

/// The roots of a room's threads whose newest reply is at `from` or before, newest reply first, with
/// that reply's position.
pub(super) fn thread_roots(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    from: i64,
    limit: usize,
    only_of: Option<i64>,
) -> Result<Vec<(Event, i64)>, StoreError> {
    let condition = match only_of {
        Some(_) => {
            "AND (e.sender_nid = ?4 OR EXISTS
               (SELECT 1 FROM thread_person p WHERE p.root = t.root AND p.user_nid = ?4))"
        }
        None => "",
    };
    let sql = format!(
        "SELECT {EVENT_COLUMNS}, t.latest_pos FROM thread t JOIN event e ON e.event_id = t.root
         WHERE t.room_nid = ?1 AND t.latest_pos <= ?2 {condition}
         ORDER BY t.latest_pos DESC LIMIT ?3"
    );
    let mut values = params![room, from, limit].to_vec();
    values.extend(only_of.map(Value::Int));
    tx.query(&sql, &values, |row| {
        Ok((read_event(row, rules)?, row.get(9)?))
    })
}

/// Which of these events have edits or references up to a position: target and type.
pub(super) fn related(
    tx: &mut Tx<'_>,
    room: i64,
    upto: i64,
    targets: &[Value<'_>],
) -> Result<Vec<(String, String)>, StoreError> {
    query_in(
        tx,
        "SELECT DISTINCT relates_to, rel_type FROM event
         WHERE room_nid = ?1 AND pos <= ?2 AND rel_type IN ('m.replace', 'm.reference')
           AND relates_to IN ({list})",
        params![room, upto],
        targets,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// The newest valid edit of each of these messages up to a position: by the same person, of the same
/// type.
pub(super) fn latest_edits(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    upto: i64,
    targets: &[Value<'_>],
) -> Result<Vec<Event>, StoreError> {
    let newest = query_in(
        tx,
        "SELECT MAX(e.pos) FROM event e JOIN event o ON o.event_id = e.relates_to
         WHERE e.room_nid = ?1 AND e.pos <= ?2 AND e.rel_type = 'm.replace' AND e.relates_to IN ({list})
           AND o.room_nid = ?1 AND e.sender_nid = o.sender_nid AND e.type = o.type
           AND e.state_key IS NULL AND o.state_key IS NULL
         GROUP BY e.relates_to",
        params![room, upto],
        targets,
        |row| row.get::<i64>(0),
    )?;
    events_at(tx, rules, &newest)
}

/// The events at these positions, in no order.
pub(super) fn events_at(
    tx: &mut Tx<'_>,
    rules: &Rules,
    positions: &[i64],
) -> Result<Vec<Event>, StoreError> {
    let values: Vec<Value<'_>> = positions.iter().copied().map(Value::Int).collect();
    query_in(
        tx,
        &format!("SELECT {EVENT_COLUMNS} FROM event e WHERE e.pos IN ({{list}})"),
        &[],
        &values,
        |row| read_event(row, rules),
    )
}

/// Events that refer to these up to a position: target and event, oldest first.
pub(super) fn references(
    tx: &mut Tx<'_>,
    room: i64,
    upto: i64,
    targets: &[Value<'_>],
) -> Result<Vec<(String, String)>, StoreError> {
    query_in(
        tx,
        "SELECT relates_to, event_id FROM event
         WHERE room_nid = ?1 AND pos <= ?2 AND rel_type = 'm.reference' AND relates_to IN ({list})
         ORDER BY pos LIMIT 1000",
        params![room, upto],
        targets,
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Which of these events somebody has related something to: for the filters `related_by_*`.
pub(super) fn related_by(
    tx: &mut Tx<'_>,
    room: i64,
    targets: &[Value<'_>],
) -> Result<Vec<(String, String, String)>, StoreError> {
    query_in(
        tx,
        "SELECT DISTINCT e.relates_to, e.rel_type, u.user_id FROM event e
         JOIN user_ u ON u.nid = e.sender_nid
         WHERE e.room_nid = ?1 AND e.rel_type IS NOT NULL AND e.relates_to IN ({list})",
        params![room],
        targets,
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The member events of these people that held after the event at `pos`.
pub(super) fn members_of_at(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    pos: i64,
    people: &[Value<'_>],
) -> Result<Vec<Event>, StoreError> {
    query_in(
        tx,
        &format!(
            "SELECT {EVENT_COLUMNS} FROM state_span s JOIN event e ON e.pos = s.event_pos
             WHERE s.room_nid = ?1 AND s.type = 'm.room.member' AND s.state_key IN ({{list}})
               AND s.from_pos <= ?2 AND s.to_pos > ?2"
        ),
        params![room, pos],
        people,
        |row| read_event(row, rules),
    )
}

/// What a page of relations asks for.
pub(super) struct Relating<'a> {
    pub(super) target: &'a str,
    pub(super) rel_type: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    /// How many relations may lie between.
    pub(super) depth: u32,
    /// Positions in `(after, upto]`.
    pub(super) after: i64,
    pub(super) upto: i64,
    pub(super) backwards: bool,
    pub(super) limit: usize,
}

/// Events that relate to an event, directly or over others.
pub(super) fn relating(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    ask: &Relating<'_>,
) -> Result<Vec<Event>, StoreError> {
    let source = if ask.depth > 1 {
        format!(
            "WITH RECURSIVE related (event_id, depth) AS (
               SELECT d.event_id, 1 FROM event d WHERE d.relates_to = ?1 AND d.room_nid = ?2
               UNION
               SELECT n.event_id, r.depth + 1 FROM related r JOIN event n ON n.relates_to = r.event_id
               WHERE n.room_nid = ?2 AND r.depth < {})
             SELECT {EVENT_COLUMNS} FROM event e
             WHERE e.event_id IN (SELECT event_id FROM related)",
            ask.depth
        )
    } else {
        format!("SELECT {EVENT_COLUMNS} FROM event e WHERE e.relates_to = ?1")
    };
    let mut sql = format!("{source} AND e.room_nid = ?2 AND e.pos > ?3 AND e.pos <= ?4");
    let mut values = params![ask.target, room, ask.after, ask.upto, ask.limit].to_vec();
    for (column, wanted) in [("rel_type", ask.rel_type), ("type", ask.kind)] {
        if let Some(wanted) = wanted {
            values.push(Value::Text(wanted));
            sql.push_str(&format!(" AND e.{column} = ?{}", values.len()));
        }
    }
    let order = if ask.backwards { "DESC" } else { "ASC" };
    sql.push_str(&format!(" ORDER BY e.pos {order} LIMIT ?5"));
    tx.query(&sql, &values, |row| read_event(row, rules))
}

/// A person's annotations of an event: their contents.
pub(super) fn annotations_by(
    tx: &mut Tx<'_>,
    rules: &Rules,
    target: &str,
    user: i64,
    kind: &str,
) -> Result<Vec<Event>, StoreError> {
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM event e WHERE e.relates_to = ?1 AND e.rel_type = 'm.annotation'
             AND e.sender_nid = ?2 AND e.type = ?3 LIMIT 1000"
        ),
        params![target, user, kind],
        |row| read_event(row, rules),
    )
}

/// The room of an event, and whether it relates to another.
pub(super) fn event_place(
    tx: &mut Tx<'_>,
    event_id: &str,
) -> Result<Option<(i64, bool)>, StoreError> {
    tx.query_opt(
        "SELECT room_nid, rel_type FROM event WHERE event_id = ?1",
        params![event_id],
        |row| Ok((row.get(0)?, row.get::<Option<String>>(1)?.is_some())),
    )
}

/// Events of a room from a time on, in the order of time.
pub(super) fn events_by_time(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    ts: u64,
    backwards: bool,
    offset: usize,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let (side, order) = if backwards {
        ("<=", "DESC")
    } else {
        (">=", "ASC")
    };
    tx.query(
        &format!(
            "SELECT {EVENT_COLUMNS} FROM event e WHERE e.room_nid = ?1 AND e.ts {side} ?2
             ORDER BY e.ts {order}, e.pos {order} LIMIT ?3 OFFSET ?4"
        ),
        params![room, ts, limit, offset],
        |row| read_event(row, rules),
    )
}
