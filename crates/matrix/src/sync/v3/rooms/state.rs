//! State beside the timeline: before it, or after it (MSC4222), with lazily loaded members.

use std::collections::{BTreeMap, HashSet};

use room_rules::Rules;
use store::{StoreError, Tx};

use super::{RoomRow, StateMode, Window, filter, response::Events, room_queries, timeline::Slice};
use crate::rooms::{Event, event::Viewer};

/// State that the client does not have: before the timeline, or after it (MSC4222).
pub(super) fn state(
    tx: &mut Tx<'_>,
    window: &mut Window,
    rules: &'static Rules,
    row: &RoomRow,
    slice: &Slice,
    is_new: bool,
) -> Result<Vec<Event>, StoreError> {
    let wanted = window.filter.room.state.clone();
    if !filter::passes_room(wanted.rooms.as_deref(), &wanted.not_rooms, &row.room_id) {
        return Ok(Vec::new());
    }
    let after_timeline = window.state_mode != StateMode::Before;
    let at = if after_timeline {
        window.upto.pos
    } else {
        slice.start
    };
    let whole = is_new || window.full_state;
    let lazy = filter::lazy(&wanted).or(filter::lazy(&window.filter.room.timeline));
    let mut state = match (whole, lazy.is_some()) {
        (true, false) => room_queries::state_at(tx, row.room, rules, at)?,
        (true, true) => room_queries::state_without_members_at(tx, row.room, rules, at)?,
        (false, _) => room_queries::state_changes(tx, row.room, rules, window.after(), at)?,
    };
    if let Some(redundant) = lazy {
        lazy_members(
            tx, window, rules, row, slice, at, whole, redundant, &mut state,
        )?;
    }
    if !after_timeline && !whole {
        // What the timeline shows needs no second telling.
        let shown: HashSet<i64> = slice.events.iter().map(|event| event.pos).collect();
        state.retain(|event| !shown.contains(&event.pos));
    }
    state.retain(|event| filter::passes(&wanted, event));
    Ok(state)
}

/// Adds the member events of the people who wrote, and the reader's own (which clients need to know
/// that they are in the room at all).
#[expect(
    clippy::too_many_arguments,
    reason = "one step of `state`, kept apart for reading"
)]
fn lazy_members(
    tx: &mut Tx<'_>,
    window: &mut Window,
    rules: &Rules,
    row: &RoomRow,
    slice: &Slice,
    at: i64,
    whole: bool,
    redundant: bool,
    state: &mut Vec<Event>,
) -> Result<(), StoreError> {
    let mut needed: BTreeMap<&str, i64> = slice
        .events
        .iter()
        .map(|e| (e.pdu.sender().as_str(), e.sender))
        .collect();
    if whole {
        needed.insert(&window.user_id, window.user);
        window.sent_members.retain(|(room, _)| *room != row.room);
    }
    // Of a part, every change of a member is told, who wrote or not: the client may know him already
    // (the spec: joins, leaves and profile changes in the gap must not get lost).
    let present: HashSet<String> = state
        .iter()
        .filter(|event| event.pdu.kind() == "m.room.member")
        .filter_map(|event| event.pdu.state_key().map(str::to_owned))
        .collect();
    for (user_id, user) in needed {
        let known = !redundant && window.sent_members.contains(&(row.room, user));
        if !present.contains(user_id) && !known {
            state.extend(room_queries::state_event_at(
                tx,
                row.room,
                rules,
                "m.room.member",
                user_id,
                at,
            )?);
        }
        if window.sent_members.len() < SENT_MEMBERS_MAX {
            window.sent_members.insert((row.room, user));
        }
    }
    Ok(())
}

/// Pairs of room and member remembered per connection; beyond it members are told again.
const SENT_MEMBERS_MAX: usize = 10_000;

pub(super) fn place_state(
    window: &Window,
    state: Vec<Event>,
    before: &mut Option<Events>,
    after: &mut Option<Events>,
    unstable: &mut Option<Events>,
) {
    let viewer = Viewer {
        device: window.device,
        membership: None,
        now_ms: window.now_ms,
    };
    let events = Events {
        events: state
            .iter()
            .map(|event| event.render(viewer, false, None))
            .collect(),
    };
    match window.state_mode {
        StateMode::Before => *before = Some(events),
        StateMode::After => *after = Some(events),
        StateMode::UnstableAfter => *unstable = Some(events),
    }
}
