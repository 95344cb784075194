//! The timeline: the newest events of the window that the person may and wants to see.

use room_rules::Rules;
use store::{StoreError, Tx};

use super::{RoomRow, Window, filter, response::Timeline, room_queries};
use crate::{
    rooms::{Event, access::Reader, history::bundle},
    sync::token::render_place,
};

/// The newest visible events of a window.
pub(super) struct Slice {
    /// Oldest first.
    pub(super) events: Vec<Event>,
    pub(super) limited: bool,
    /// Whether the room has events before the slice.
    pub(super) has_older: bool,
    pub(super) touches_members: bool,
    /// Whether something was left out because its sender is ignored.
    pub(super) hides: bool,
    /// Whether something that the filter leaves out may have moved the unread counts.
    pub(super) counted: bool,
    /// The place before the first event.
    pub(super) start: i64,
}

pub(super) fn slice(
    tx: &mut Tx<'_>,
    window: &Window,
    rules: &'static Rules,
    row: &RoomRow,
    reader: Option<&Reader>,
    after: i64,
    upto: i64,
) -> Result<Slice, StoreError> {
    let wanted = &window.filter.room.timeline;
    let limit = filter::limit(wanted);
    let mut events = Vec::new();
    let (mut limited, mut touches_members) = (false, false);
    let (mut hides, mut counted) = (false, false);
    let mut hidden_state = None;
    if !filter::passes_room(wanted.rooms.as_deref(), &wanted.not_rooms, &row.room_id) {
        return Ok(Slice {
            events,
            limited,
            has_older: false,
            touches_members,
            hides: false,
            counted: true,
            start: upto,
        });
    }
    let mut from = upto;
    'pages: loop {
        let page = room_queries::events_back(tx, row.room, rules, after, from, limit + 1)?;
        let (full, last) = (page.len() > limit, page.last().map(|event| event.pos));
        for event in page {
            touches_members |= event.pdu.kind() == "m.room.member";
            let seen = reader.is_none_or(|reader| reader.may_see(&event, &window.user_id));
            if !seen && event.pdu.is_state() {
                // A change that the timeline may not show: the timeline begins after it, so that
                // the state at its start tells it.
                limited = true;
                hidden_state = Some(event.pos);
                break 'pages;
            }
            // State is told all the same, or the room would come apart.
            let ignored =
                !event.pdu.is_state() && window.ignored.contains(event.pdu.sender().as_str());
            hides |= seen && ignored;
            if !seen || ignored {
                continue;
            }
            if !filter::passes(wanted, &event) {
                counted |= event.counts && event.sender != window.user;
                continue;
            }
            if events.len() == limit {
                limited = true;
                break 'pages;
            }
            events.push(event);
        }
        match last {
            Some(last) if full => from = last - 1,
            _ => break,
        }
    }
    events.reverse();
    let start = events.first().map_or(upto, |event| event.pos - 1);
    let start = start.max(hidden_state.unwrap_or(0));
    Ok(Slice {
        events,
        limited,
        has_older: start > 0,
        touches_members,
        hides,
        counted,
        start,
    })
}

impl Slice {
    pub(super) fn timeline(
        &self,
        tx: &mut Tx<'_>,
        window: &Window,
        rules: &'static Rules,
        room: i64,
        reader: Option<&Reader>,
    ) -> Result<Timeline, StoreError> {
        let audience = bundle::Audience {
            room,
            rules,
            user: window.user,
            user_id: &window.user_id,
            device: window.device,
            upto: window.upto.pos,
            now_ms: window.now_ms,
            reader,
            ignored: Some(&window.ignored),
        };
        // Without a filter the slice is the newest part of the window.
        let bundles = if filter::is_open(&window.filter.room.timeline) {
            bundle::read_newest(tx, &audience, &self.events)?
        } else {
            bundle::read(tx, &audience, &self.events)?
        };
        let render = |event: &Event| audience.render_in_room(event, bundles.of(event));
        Ok(Timeline {
            events: self.events.iter().map(render).collect(),
            limited: self.limited,
            prev_batch: Some(render_place(self.start)),
        })
    }
}
