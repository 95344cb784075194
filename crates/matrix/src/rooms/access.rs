//! "May this person see this?": the one answer for every route and for sync (law 5;
//! client-server §11.24, history visibility).

use std::borrow::Cow;

use http_server::{Error, Result};
use room_rules::{Rules, redact_pdu};
use ruma::RoomId;
use store::{StoreError, Tx, params};

use super::{Event, queries};

/// A room as one person may read it.
#[derive(Debug, Clone)]
pub struct Reader {
    /// `room.nid`.
    pub room: i64,
    /// The rules of its version.
    pub rules: &'static Rules,
    /// The person's number.
    pub user: i64,
    /// His membership now; `None`: he never had one.
    pub membership: Option<String>,
    spans: Vec<Span>,
    visibility: Vec<Span>,
    /// Who wrote here and had his words erased.
    erased: Vec<i64>,
}

/// A value of a state key over positions `[from, to)`.
#[derive(Debug, Clone)]
struct Span {
    from: i64,
    to: i64,
    value: String,
}

/// Opens a room for reading: members, people who were members (up to their leave, until they forget
/// the room), and everybody where the history is world readable. 403 for everybody else, also where
/// there is no such room.
pub fn reader(tx: &mut Tx<'_>, room_id: &RoomId, user: i64, user_id: &str) -> Result<Reader> {
    let (room, rules) = queries::room_rules(tx, room_id)?.ok_or_else(not_in_room)?;
    let reader = open(tx, room, rules, user, user_id)?;
    let sees_something = reader.is_joined()
        || (reader.was_joined() && !queries::is_forgotten(tx, room, user)?)
        || reader.world_readable_now();
    if sees_something {
        Ok(reader)
    } else {
        Err(not_in_room())
    }
}

/// A room's number and rules for people who are in it now; 403 for everybody else.
pub fn joined(tx: &mut Tx<'_>, room_id: &RoomId, user: i64) -> Result<(i64, &'static Rules)> {
    let (room, rules) = queries::room_rules(tx, room_id)?.ok_or_else(not_in_room)?;
    match queries::membership(tx, room, user)? {
        Some((membership, _)) if membership == "join" => Ok((room, rules)),
        _ => Err(not_in_room()),
    }
}

fn not_in_room() -> Error {
    Error::forbidden("You are not in this room")
}

/// As [`reader`], for a room whose number is known; does not refuse.
pub fn open(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &'static Rules,
    user: i64,
    user_id: &str,
) -> Result<Reader, StoreError> {
    let membership = queries::membership(tx, room, user)?.map(|(membership, _)| membership);
    Ok(Reader {
        room,
        rules,
        user,
        membership,
        spans: spans(tx, room, rules, "m.room.member", user_id, "membership")?,
        visibility: spans(
            tx,
            room,
            rules,
            "m.room.history_visibility",
            "",
            "history_visibility",
        )?,
        erased: queries::erased_senders(tx, room)?,
    })
}

fn spans(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    kind: &str,
    key: &str,
    field: &str,
) -> Result<Vec<Span>, StoreError> {
    tx.query(
        &format!(
            "SELECT {}, s.from_pos, s.to_pos FROM state_span s JOIN event e ON e.pos = s.event_pos
             WHERE s.room_nid = ?1 AND s.type = ?2 AND s.state_key = ?3 ORDER BY s.from_pos",
            queries::EVENT_COLUMNS
        ),
        params![room, kind, key],
        |row| {
            let value = queries::read_event(row, rules)?
                .pdu
                .content_string(field)
                .unwrap_or_default();
            Ok(Span {
                from: row.get(9)?,
                to: row.get(10)?,
                value,
            })
        },
    )
}

impl Reader {
    /// Whether the person is joined now.
    pub fn is_joined(&self) -> bool {
        self.membership.as_deref() == Some("join")
    }

    /// Whether the person is or ever was in the room.
    pub fn was_joined(&self) -> bool {
        self.spans.iter().any(|span| span.value == "join")
    }

    /// Whether the person was in the room at some time in `(after, upto]`.
    pub fn was_joined_between(&self, after: i64, upto: i64) -> bool {
        let mut stays = self.spans.iter().filter(|span| span.value == "join");
        stays.any(|span| span.from <= upto && span.to > after)
    }

    /// Whether anybody may read what is written now.
    pub fn world_readable_now(&self) -> bool {
        self.visibility
            .last()
            .is_some_and(|span| span.value == "world_readable")
    }

    /// The person's membership at the event at `pos` (state before it).
    pub fn membership_at(&self, pos: i64) -> &str {
        at(&self.spans, pos - 1).unwrap_or("leave")
    }

    /// Whether the person may see the event (history visibility at the event, his membership then
    /// and later). What happens to himself he may always see; a change of the visibility is judged
    /// by the more generous of the states before and after it.
    pub fn may_see(&self, event: &Event, user_id: &str) -> bool {
        let about_himself =
            event.pdu.kind() == "m.room.member" && event.pdu.state_key() == Some(user_id);
        let moves_visibility = event.pdu.kind() == "m.room.history_visibility";
        about_himself
            || self.sees_at(event.pos - 1, event.pos)
            || (moves_visibility && self.sees_at(event.pos, event.pos))
    }

    /// Whether the event is empty for the person: its sender asked for his words to be erased, and the
    /// person was not in the room to hear them (client-server §5.8.8, `erase`). State stays as it is, or
    /// the room would come apart.
    pub fn is_erased(&self, event: &Event) -> bool {
        self.erased.contains(&event.sender)
            && !event.pdu.is_state()
            && self.membership_at(event.pos + 1) != "join"
    }

    /// The event as the person is shown it.
    pub fn shown<'e>(&self, event: &'e Event) -> Cow<'e, Event> {
        if !self.is_erased(event) {
            return Cow::Borrowed(event);
        }
        match redact_pdu(self.rules, &event.pdu, None) {
            Ok(pdu) => Cow::Owned(Event {
                pdu,
                ..event.clone()
            }),
            Err(error) => {
                tracing::error!(%error, "An erased event is damaged");
                Cow::Borrowed(event)
            }
        }
    }

    /// Whether the state at `pos` lets the person see an event at `event_pos`.
    fn sees_at(&self, pos: i64, event_pos: i64) -> bool {
        let membership = at(&self.spans, pos).unwrap_or("leave");
        if membership == "join" {
            return true;
        }
        match at(&self.visibility, pos).unwrap_or("shared") {
            "world_readable" => true,
            "invited" => membership == "invite",
            "joined" => false,
            // "shared", and whatever we do not know: for whoever joined at any later time.
            _ => self
                .spans
                .iter()
                .any(|span| span.value == "join" && span.to > event_pos),
        }
    }

    /// The newest position that the person may read up to: "now" for members, the end of the last
    /// stay (the leave itself included) for people who left.
    pub fn upto(&self, now: i64) -> i64 {
        if self.is_joined() || self.world_readable_now() {
            return now;
        }
        let last_stay = self.spans.iter().rev().find(|span| span.value == "join");
        last_stay.map_or(i64::MIN, |span| span.to.min(now))
    }
}

fn at(spans: &[Span], pos: i64) -> Option<&str> {
    spans
        .iter()
        .find(|span| span.from <= pos && pos < span.to)
        .map(|span| span.value.as_str())
}
