//! The summary: how many are in the room, and who stands for its name.

use room_rules::Rules;
use store::{StoreError, Tx};

use super::{RoomRow, Window, queries, response::Summary, room_queries};

pub(super) fn summary(
    tx: &mut Tx<'_>,
    window: &Window,
    rules: &Rules,
    row: &RoomRow,
) -> Result<Summary, StoreError> {
    let mut named = false;
    for (kind, field) in [("m.room.name", "name"), ("m.room.canonical_alias", "alias")] {
        let event = room_queries::state_event(tx, row.room, rules, kind, "")?;
        named |= event
            .and_then(|event| event.pdu.content_string(field))
            .is_some_and(|text| !text.is_empty());
    }
    let heroes = if named {
        None
    } else {
        Some(queries::heroes(tx, row.room, window.user)?)
    };
    Ok(Summary {
        heroes,
        joined: Some(row.joined),
        invited: Some(row.invited),
    })
}
