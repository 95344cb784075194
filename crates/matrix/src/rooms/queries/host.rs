//! SQL of rooms as their host sees them: names and numbers, nothing that was said.

use store::{StoreError, Tx, params};

use super::state::OPEN;

/// A room as its host sees it.
pub struct HostRoom {
    /// Its id.
    pub room_id: String,
    /// The version of its rules.
    pub version: String,
    /// How many people are in it.
    pub joined: u64,
    /// How many are invited.
    pub invited: u64,
    /// Whether it is in the list of public rooms.
    pub public: bool,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// Whether it takes in nobody any more.
    pub blocked: bool,
    /// `m.space` and the like.
    pub kind: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its canonical address.
    pub alias: Option<String>,
    /// How many events it has: while all are ours, each is one deeper than the one before.
    pub events: u64,
    /// When its newest event was sent.
    pub last_ms: Option<u64>,
}

/// Which rooms a host looks at.
pub enum Which<'a> {
    /// The one of an id.
    Id(&'a str),
    /// Those from a place in the list of all on, biggest first.
    From(usize),
}

/// Rooms as their host sees them.
pub fn rooms(tx: &mut Tx<'_>, which: Which<'_>, limit: usize) -> Result<Vec<HostRoom>, StoreError> {
    let (condition, room_id, offset) = match which {
        Which::Id(room_id) => ("room_id = ?1", Some(room_id), 0),
        Which::From(offset) => ("CAST(?1 AS TEXT) IS NULL", None, offset),
    };
    // The rooms first, then what hangs on these few.
    let sql = format!(
        "SELECT r.room_id, r.version, r.joined, r.invited, r.public, r.encrypted, r.blocked, r.type, e.json, c.json,
           r.depth, newest.ts
         FROM (SELECT * FROM room WHERE {condition} ORDER BY joined DESC, nid LIMIT ?2 OFFSET ?4) AS r
         LEFT JOIN state_span s ON s.room_nid = r.nid AND s.type = 'm.room.name' AND s.state_key = ''
           AND s.to_pos = ?3
         LEFT JOIN event e ON e.pos = s.event_pos
         LEFT JOIN state_span a ON a.room_nid = r.nid AND a.type = 'm.room.canonical_alias' AND a.state_key = ''
           AND a.to_pos = ?3
         LEFT JOIN event c ON c.pos = a.event_pos
         LEFT JOIN event newest ON newest.pos = r.head_pos
         ORDER BY r.joined DESC, r.nid"
    );
    let field = |json: Option<Vec<u8>>, name: &str| {
        let event: serde_json::Value = serde_json::from_slice(&json?).ok()?;
        Some(event["content"][name].as_str()?.to_owned())
    };
    tx.query(&sql, params![room_id, limit, OPEN, offset], |row| {
        Ok(HostRoom {
            room_id: row.get(0)?,
            version: row.get(1)?,
            joined: row.get(2)?,
            invited: row.get(3)?,
            public: row.get(4)?,
            encrypted: row.get(5)?,
            blocked: row.get(6)?,
            kind: row.get(7)?,
            name: field(row.get(8)?, "name"),
            alias: field(row.get(9)?, "alias"),
            events: row.get(10)?,
            last_ms: row.get(11)?,
        })
    })
}

/// Who is in a room, invited or knocking: id and membership.
pub fn people(
    tx: &mut Tx<'_>,
    room_id: &str,
    limit: usize,
) -> Result<Vec<(String, String)>, StoreError> {
    tx.query(
        "SELECT u.user_id, m.membership FROM room r JOIN member m ON m.room_nid = r.nid
         JOIN user_ u ON u.nid = m.user_nid
         WHERE r.room_id = ?1 AND m.membership IN ('join', 'invite', 'knock')
         ORDER BY m.membership, u.user_id LIMIT ?2",
        params![room_id, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}
