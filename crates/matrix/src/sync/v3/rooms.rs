//! One room of an answer: timeline, state, summary, counts, ephemeral, account data.

use std::collections::{BTreeMap, HashSet};

use http_server::Result;
use room_rules::Rules;
use serde_json::{Value, json, value::RawValue};
use store::{StoreError, Tx};

use super::{
    StateMode, filter,
    queries::{self, RoomRow},
    response::{
        Events, InvitedRoom, JoinedRoom, KnockedRoom, LeftRoom, RawEvents, Rooms, Summary, Timeline,
    },
    window::{Window, json_of},
};
use crate::{
    account_data::ignored,
    push::counts,
    rooms::{
        Event,
        access::{self, Reader},
        event::{Viewer, raw},
        history::bundle,
        queries as room_queries,
    },
    sync::token::render_place,
    users::parse_id,
};

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
        "join" => joined(tx, window, rules, &row, out)?,
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
            left(tx, window, rules, &row, out)?;
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

fn joined(
    tx: &mut Tx<'_>,
    window: &mut Window,
    rules: &'static Rules,
    row: &RoomRow,
    out: &mut Rooms,
) -> Result<()> {
    let after = window.after();
    let account_data = window.account_data.remove(&row.room).unwrap_or_default();
    let typing = window.typing.remove(&row.room);
    let has_receipts = window.receipts.contains(&row.room);
    let has_counts = window.counts.contains(&row.room);
    let quiet = row.head_pos <= after
        && account_data.is_empty()
        && typing.is_none()
        && !has_receipts
        && !has_counts;
    if quiet && window.since.is_some() && !window.full_state {
        return Ok(());
    }
    let is_new =
        window.since.is_none() || (row.member_pos > after && !was_joined(tx, window, rules, row)?);
    let reader = (is_new || row.member_pos > after)
        .then(|| access::open(tx, row.room, rules, window.user, &window.user_id))
        .transpose()?;
    let mut slice = slice(
        tx,
        window,
        rules,
        row,
        reader.as_ref(),
        if is_new { 0 } else { after },
        window.upto.pos,
    )?;
    slice.limited |= is_new && window.since.is_some() && slice.has_older;
    let state = state(tx, window, rules, row, &slice, is_new)?;
    let others = !account_data.is_empty()
        || typing.is_some()
        || has_receipts
        || (has_counts && !slice.hides)
        || window.full_state;
    window.echoes_in_thread |= (slice.events.iter()).any(|e| e.echoes_in_thread(window.device));
    let empty = slice.events.is_empty() && !slice.limited && !slice.counted && state.is_empty();
    if empty && !others && !is_new {
        // Everything is of ignored people or filtered out: no reason to answer.
        window.passed_over = true;
        return Ok(());
    }
    let mut room = JoinedRoom {
        timeline: slice.timeline(tx, window, rules, row.room, reader.as_ref())?,
        ..JoinedRoom::default()
    };
    let members_moved =
        is_new || slice.touches_members || state.iter().any(|e| e.pdu.kind() == "m.room.member");
    if members_moved {
        room.summary = summary(tx, window, rules, row)?;
    }
    place_state(
        window,
        state,
        &mut room.state,
        &mut room.state_after,
        &mut room.unstable_state_after,
    );
    count(tx, window, row, &mut room)?;
    room.account_data.events = account_data;
    let wanted = &window.filter.room.ephemeral;
    let wants_receipts =
        filter::passes_type(wanted.types.as_deref(), &wanted.not_types, "m.receipt");
    if wants_receipts && (is_new || has_receipts) {
        room.ephemeral.events.extend(receipts(
            tx,
            window,
            row.room,
            if is_new { 0 } else { after },
        )?);
    }
    room.ephemeral.events.extend(typing);
    out.join.insert(row.room_id.clone(), room);
    Ok(())
}

/// The unread counts: with threads apart if the client asks for it, else all in one.
fn count(
    tx: &mut Tx<'_>,
    window: &mut Window,
    row: &RoomRow,
    out: &mut JoinedRoom,
) -> Result<(), StoreError> {
    let &RoomRow {
        room,
        notify_ord,
        read_ord,
        read_pos,
        count_from,
        ..
    } = row;
    let marker = counts::Marker {
        user: window.user,
        room,
        notify_ord,
        read_ord,
        read_pos,
        count_from,
    };
    let is_plain = window
        .special_rooms
        .as_ref()
        .is_some_and(|rooms| !rooms.contains(&room));
    let counts = if is_plain {
        counts::plain(marker)
    } else {
        counts::of(tx, marker)?
    };
    if !counts.special {
        window.plain_rooms.push(room);
    }
    if window.filter.room.timeline.unread_thread_notifications {
        out.unread_notifications = counts.main;
        out.unread_thread_notifications = Some(counts.threads);
    } else {
        out.unread_notifications = counts.total();
    }
    Ok(())
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

/// The newest visible events of a window.
struct Slice {
    /// Oldest first.
    events: Vec<Event>,
    limited: bool,
    /// Whether the room has events before the slice.
    has_older: bool,
    touches_members: bool,
    /// Whether something was left out because its sender is ignored.
    hides: bool,
    /// Whether something that the filter leaves out may have moved the unread counts.
    counted: bool,
    /// The place before the first event.
    start: i64,
}

fn slice(
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
    fn timeline(
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

/// State that the client does not have: before the timeline, or after it (MSC4222).
fn state(
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

fn place_state(
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

fn summary(
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

fn receipts(
    tx: &mut Tx<'_>,
    window: &Window,
    room: i64,
    after: i64,
) -> Result<Option<Box<RawValue>>, StoreError> {
    let rows = queries::receipts(tx, room, window.user, after, window.upto.pos)?;
    let content = receipt_content(rows);
    if content.is_empty() {
        return Ok(None);
    }
    Ok(Some(raw(
        json!({ "type": "m.receipt", "content": Value::Object(content) }).to_string(),
    )))
}

/// The content of an `m.receipt` event.
pub(in crate::sync) fn receipt_content(
    rows: Vec<queries::ReceiptRow>,
) -> serde_json::Map<String, Value> {
    let mut content = serde_json::Map::new();
    for row in rows.into_iter().filter(|row| row.kind != "m.fully_read") {
        let mut receipt = json!({ "ts": row.ts });
        if !row.thread.is_empty() {
            receipt["thread_id"] = row.thread.into();
        }
        let by_event = content.entry(row.event_id).or_insert_with(|| json!({}));
        // Newest first: an older receipt of the same person for the same event loses.
        let slot = &mut by_event[&row.kind][&row.user_id];
        if slot.is_null() {
            *slot = receipt;
        }
    }
    content
}

fn left(
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
