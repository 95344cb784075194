//! A room that the person has left: what came until then.

use http_server::Result;
use room_rules::Rules;
use store::Tx;

use super::{
    RoomRow, Rooms, StateMode, Window,
    response::LeftRoom,
    state::{place_state, state},
    timeline::slice,
    was_joined,
};
use crate::rooms::access;

pub(super) fn left(
    tx: &mut Tx<'_>,
    window: &mut Window,
    rules: &'static Rules,
    row: &RoomRow,
    out: &mut Rooms,
) -> Result<()> {
    let reader = access::open(tx, row.room, rules, window.user, &window.user_id)?;
    let was_in = was_joined(tx, window, rules, row)?;
    // Came in and went again since the token: the client knows nothing of the room.
    let is_new = window.since.is_none()
        || (!was_in && reader.was_joined_between(window.after(), row.member_pos));
    let from = if was_in { window.after() } else { 0 };
    let upto = row.member_pos;
    let mut room = LeftRoom::default();
    let mut slice = slice(tx, window, rules, row, Some(&reader), from, upto)?;
    if !was_in && !is_new {
        // A declined invite: nothing but the leave itself.
        slice.events.retain(|event| event.pos == upto);
        slice.start = upto - 1;
        slice.limited = false;
    }
    let state = if was_in || is_new {
        slice.limited |= is_new && window.since.is_some() && slice.has_older;
        let kept = std::mem::replace(&mut window.upto.pos, upto);
        let state = state(tx, window, rules, row, &slice, is_new);
        window.upto.pos = kept;
        state?
    } else if matches!(window.state_mode, StateMode::Before) {
        Vec::new()
    } else {
        // Who asks for the state after the timeline does not read state from the timeline.
        slice.events.clone()
    };
    room.timeline = slice.timeline(tx, window, rules, row.room, Some(&reader))?;
    place_state(
        window,
        state,
        &mut room.state,
        &mut room.state_after,
        &mut room.unstable_state_after,
    );
    room.account_data.events = window.account_data.remove(&row.room).unwrap_or_default();
    out.leave.insert(row.room_id.clone(), room);
    Ok(())
}
