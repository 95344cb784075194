//! One room of an answer, by what the person is in it.

mod joined;
mod left;
mod receipts;
mod state;
mod summary;
mod timeline;

use http_server::Result;
use room_rules::Rules;
use store::{StoreError, Tx};

pub(in crate::sync) use self::receipts::receipt_content;
use super::{
    StateMode, filter,
    queries::{self, RoomRow},
    response::{self, InvitedRoom, JoinedRoom, KnockedRoom, RawEvents, Rooms},
    window::{Window, json_of},
};
use crate::{account_data::ignored, rooms::queries as room_queries, users::parse_id};

/// Puts the room into the answer if it has news.
pub(super) fn read(
    tx: &mut Tx<'_>,
    window: &mut Window,
    mut row: RoomRow,
    out: &mut Rooms,
) -> Result<()> {
    let filters = &window.filter.room;
    if !filter::passes_room(filters.rooms.as_deref(), &filters.not_rooms, &row.room_id) {
        return Ok(());
    }
    let version = parse_id(row.version.clone())?;
    let Some(rules) = Rules::of(&version) else {
        return Ok(());
    };
    if row.member_pos > window.upto.pos && !rewind(tx, window, rules, &mut row)? {
        return Ok(());
    }
    let changed = row.member_pos > window.after();
    match row.membership.as_str() {
        "join" => joined::joined(tx, window, rules, &row, out)?,
        "invite" if changed => {
            let inviter = row
                .stripped
                .as_deref()
                .and_then(|json| ignored::inviter(json, &window.user_id));
            if inviter.is_some_and(|inviter| window.ignored.contains(&inviter)) {
                return Ok(());
            }
            let events = json_of(row.stripped.unwrap_or_else(|| b"[]".to_vec()));
            out.invite.insert(
                row.room_id,
                InvitedRoom {
                    invite_state: RawEvents { events },
                },
            );
        }
        "knock" if changed => {
            let events = json_of(row.stripped.unwrap_or_else(|| b"[]".to_vec()));
            out.knock.insert(
                row.room_id,
                KnockedRoom {
                    knock_state: RawEvents { events },
                },
            );
        }
        "leave" | "ban" if changed && (window.since.is_some() || filters.include_leave) => {
            left::left(tx, window, rules, &row, out)?;
        }
        _ => {}
    }
    Ok(())
}

/// The membership has changed after the window: puts back the one that held at its end. `false`:
/// there was none.
fn rewind(
    tx: &mut Tx<'_>,
    window: &Window,
    rules: &Rules,
    row: &mut RoomRow,
) -> Result<bool, StoreError> {
    let then = room_queries::state_event_at(
        tx,
        row.room,
        rules,
        "m.room.member",
        &window.user_id,
        window.upto.pos,
    )?;
    let Some(event) = then else { return Ok(false) };
    row.membership = event.pdu.membership().unwrap_or_default();
    row.member_pos = event.pos;
    Ok(matches!(row.membership.as_str(), "join" | "leave" | "ban"))
}

fn was_joined(
    tx: &mut Tx<'_>,
    window: &Window,
    rules: &Rules,
    row: &RoomRow,
) -> Result<bool, StoreError> {
    let then = room_queries::state_event_at(
        tx,
        row.room,
        rules,
        "m.room.member",
        &window.user_id,
        window.after(),
    )?;
    Ok(then.and_then(|event| event.pdu.membership()).as_deref() == Some("join"))
}
