//! One room of an answer.

use std::collections::{BTreeMap, HashSet};

use http_server::Result;
use room_rules::Rules;
use store::{StoreError, Tx};

use super::{
    Inputs,
    connection::{Generation, SentRoom},
    lists::{Wanted, bump_stamp},
    queries::RoomRow,
    response::{Hero, RoomBody},
};
use crate::{
    rooms::{
        Event,
        access::{self, Reader},
        event::{Viewer, raw},
        history::bundle,
        queries as room_queries,
    },
    sync::{token::render_place, v3},
    users::parse_id,
};

/// Member events remembered per connection; beyond it they are told again.
const MEMBERS_MAX: usize = 10_000;

/// What is to be told of the room; `None`: nothing new.
pub(super) fn read(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    is_dm: bool,
) -> Result<Option<RoomBody>> {
    let Some(rules) = parse_id(row.version.clone())
        .ok()
        .and_then(|version| Rules::of(&version))
    else {
        return Ok(None);
    };
    let sent = inputs.before.rooms.get(&row.room).cloned();
    if matches!(row.membership.as_str(), "invite" | "knock") {
        return Ok(invited(after, row, wanted, sent.as_ref()));
    }
    let upto = if row.membership == "join" {
        inputs.upto.pos
    } else {
        row.member_pos.min(inputs.upto.pos)
    };
    let unread = unread(row);
    let known = sent.as_ref().filter(|sent| sent.pos > 0);
    let Some(known) = known else {
        if row.membership != "join" {
            return out(tx, inputs, after, row, wanted, rules, sent.as_ref());
        }
        let body = initial(tx, inputs, after, row, wanted, rules, upto, is_dm)?;
        remember(after, row, wanted, upto, unread);
        return Ok(Some(body));
    };
    let more_timeline = wanted.timeline_limit > known.timeline_limit;
    let more_state = wanted
        .required_state
        .iter()
        .any(|pair| !known.required_state.contains(pair));
    let moved = row.head_pos > known.pos && known.pos < upto;
    if !moved && !more_timeline && !more_state && unread == known.unread {
        return Ok(None);
    }
    let body = update(
        tx,
        inputs,
        after,
        row,
        wanted,
        rules,
        known,
        upto,
        (more_timeline, more_state),
    )?;
    remember(after, row, wanted, upto, unread);
    Ok(Some(body))
}

fn remember(after: &mut Generation, row: &RoomRow, wanted: &Wanted, pos: i64, unread: (u64, u64)) {
    let sent = SentRoom {
        pos,
        timeline_limit: wanted.timeline_limit,
        required_state: wanted.required(),
        unread,
    };
    after.rooms.insert(row.room, sent);
}

fn unread(row: &RoomRow) -> (u64, u64) {
    row.unread
}

fn invited(
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    sent: Option<&SentRoom>,
) -> Option<RoomBody> {
    // An invite is remembered by the negative of its position: a join afterwards is a new room.
    if sent.is_some_and(|sent| sent.pos == -row.member_pos) {
        return None;
    }
    let stripped = row
        .stripped
        .clone()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    remember(after, row, wanted, -row.member_pos, (0, 0));
    Some(RoomBody {
        initial: Some(true),
        invite_state: Some(raw(stripped.unwrap_or_else(|| "[]".to_owned()))),
        bump_stamp: Some(bump_stamp(row)),
        ..RoomBody::default()
    })
}

/// A room that the client was never told the inside of, and whose person is not in it: an invitation
/// that was declined or withdrawn, a room that was left before the connection began. Only the person's
/// own membership is told, once.
fn out(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    rules: &'static Rules,
    sent: Option<&SentRoom>,
) -> Result<Option<RoomBody>> {
    // Remembered by the negative of its position, as an invitation is.
    if sent.is_some_and(|sent| sent.pos == -row.member_pos) {
        return Ok(None);
    }
    let (me, upto) = (inputs.who.user_id.as_str(), inputs.upto.pos);
    let own = room_queries::state_event_at(tx, row.room, rules, "m.room.member", me, upto)?;
    let own: Vec<Event> = own.into_iter().collect();
    remember(after, row, wanted, -row.member_pos, (0, 0));
    Ok(Some(RoomBody {
        required_state: render_state(&own, inputs),
        bump_stamp: Some(bump_stamp(row)),
        ..RoomBody::default()
    }))
}

#[expect(
    clippy::too_many_arguments,
    reason = "one room and everything an answer is computed from"
)]
fn initial(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    rules: &'static Rules,
    upto: i64,
    is_dm: bool,
) -> Result<RoomBody> {
    let reader = access::open(
        tx,
        row.room,
        rules,
        inputs.who.user,
        inputs.who.user_id.as_str(),
    )?;
    let timeline = timeline(
        tx,
        row,
        rules,
        inputs,
        Some(&reader),
        0,
        upto,
        wanted.timeline_limit,
    )?;
    let mut body = frame(tx, inputs, row, rules, upto)?;
    body.initial = Some(true);
    body.is_dm = is_dm.then_some(true);
    body.limited = timeline.limited;
    body.num_live = Some(0);
    let state = room_queries::state_without_members_at(tx, row.room, rules, upto)?;
    let mut state: Vec<Event> = state
        .into_iter()
        .filter(|event| asks_for(&wanted.required_state, event, &inputs.who.user_id))
        .collect();
    members(
        tx,
        inputs,
        after,
        row,
        rules,
        wanted,
        &timeline.events,
        upto,
        &mut state,
    )?;
    body.required_state = render_state(&state, inputs);
    timeline.render_into(tx, &mut body, inputs, rules, row.room, upto, Some(&reader))?;
    Ok(body)
}

#[expect(
    clippy::too_many_arguments,
    reason = "one room and everything an answer is computed from"
)]
fn update(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    after: &mut Generation,
    row: &RoomRow,
    wanted: &Wanted,
    rules: &'static Rules,
    known: &SentRoom,
    upto: i64,
    (more_timeline, more_state): (bool, bool),
) -> Result<RoomBody> {
    let reader = (row.member_pos > known.pos || more_timeline)
        .then(|| {
            access::open(
                tx,
                row.room,
                rules,
                inputs.who.user,
                inputs.who.user_id.as_str(),
            )
        })
        .transpose()?;
    let from = if more_timeline { 0 } else { known.pos };
    let limit = wanted.timeline_limit;
    let timeline = timeline(tx, row, rules, inputs, reader.as_ref(), from, upto, limit)?;
    let changes = room_queries::state_changes(tx, row.room, rules, known.pos, upto)?;
    let renamed = changes.iter().any(|event| {
        matches!(
            event.pdu.kind(),
            "m.room.name" | "m.room.avatar" | "m.room.member" | "m.room.canonical_alias"
        )
    });
    let mut body = if renamed {
        frame(tx, inputs, row, rules, upto)?
    } else {
        let (notification_count, highlight_count) = unread(row);
        RoomBody {
            notification_count,
            highlight_count,
            bump_stamp: Some(bump_stamp(row)),
            ..RoomBody::default()
        }
    };
    body.limited = timeline.limited && !more_timeline;
    body.expanded_timeline = more_timeline;
    body.num_live = Some(
        timeline
            .events
            .iter()
            .filter(|event| event.pos > known.pos)
            .count() as u64,
    );
    let lazy =
        (wanted.required_state.iter()).any(|(kind, key)| kind == "m.room.member" && key == "$LAZY");
    // A member whom the client was told of lazily has changed: what it holds would stay old for ever,
    // because clients read state from here and not from the timeline.
    let is_stale = |event: &Event| {
        let key = event.pdu.state_key().unwrap_or_default().to_owned();
        lazy && event.pdu.kind() == "m.room.member" && after.members.contains(&(row.room, key))
    };
    let mut state: Vec<Event> = changes
        .into_iter()
        .filter(|event| {
            asks_for(&wanted.required_state, event, &inputs.who.user_id) || is_stale(event)
        })
        .collect();
    if more_state {
        let new: Vec<(String, String)> = wanted
            .required_state
            .iter()
            .filter(|pair| !known.required_state.contains(pair))
            .cloned()
            .collect();
        let all = room_queries::state_without_members_at(tx, row.room, rules, upto)?;
        state.extend(
            all.into_iter()
                .filter(|event| asks_for(&new, event, &inputs.who.user_id)),
        );
    }
    members(
        tx,
        inputs,
        after,
        row,
        rules,
        wanted,
        &timeline.events,
        upto,
        &mut state,
    )?;
    let mut seen = HashSet::new();
    state.retain(|event| seen.insert(event.pos));
    body.required_state = render_state(&state, inputs);
    timeline.render_into(
        tx,
        &mut body,
        inputs,
        rules,
        row.room,
        upto,
        reader.as_ref(),
    )?;
    Ok(body)
}

/// Name, avatar, heroes, counts.
fn frame(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    row: &RoomRow,
    rules: &Rules,
    upto: i64,
) -> Result<RoomBody, StoreError> {
    let mut text = |kind: &str, field: &str| {
        let event = room_queries::state_event_at(tx, row.room, rules, kind, "", upto)?;
        Ok::<_, StoreError>(
            event
                .and_then(|e| e.pdu.content_string(field))
                .filter(|text| !text.is_empty()),
        )
    };
    let (name, avatar) = (text("m.room.name", "name")?, text("m.room.avatar", "url")?);
    let heroes = if name.is_none() {
        Some(heroes(tx, inputs, row, rules, upto)?)
    } else {
        None
    };
    let (notification_count, highlight_count) = unread(row);
    Ok(RoomBody {
        name,
        avatar,
        heroes,
        joined_count: Some(row.joined),
        invited_count: Some(row.invited),
        notification_count,
        highlight_count,
        bump_stamp: Some(bump_stamp(row)),
        ..RoomBody::default()
    })
}

fn heroes(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    row: &RoomRow,
    rules: &Rules,
    upto: i64,
) -> Result<Vec<Hero>, StoreError> {
    let ids = v3::queries::heroes(tx, row.room, inputs.who.user)?;
    ids.into_iter()
        .map(|user_id| {
            let member =
                room_queries::state_event_at(tx, row.room, rules, "m.room.member", &user_id, upto)?;
            let text = |field: &str| {
                member
                    .as_ref()
                    .and_then(|event| event.pdu.content_string(field))
            };
            Ok(Hero {
                displayname: text("displayname"),
                avatar_url: text("avatar_url"),
                user_id,
            })
        })
        .collect()
}

/// Whether a state event other than a member is asked for. `*` stands for every type or key.
fn asks_for(required: &[(String, String)], event: &Event, me: &ruma::UserId) -> bool {
    let (kind, key) = (event.pdu.kind(), event.pdu.state_key().unwrap_or_default());
    required.iter().any(|(wanted_kind, wanted_key)| {
        let of_kind = wanted_kind == "*" || wanted_kind == kind;
        let of_key = match wanted_key.as_str() {
            "*" => true,
            "$ME" => key == me.as_str(),
            // Lazily loaded members are looked up by who wrote.
            "$LAZY" => false,
            wanted => wanted == key,
        };
        of_kind && of_key
    })
}

/// Adds the member events that are asked for: by key, all, one's own, or lazily of who wrote.
#[expect(
    clippy::too_many_arguments,
    reason = "one room and everything an answer is computed from"
)]
fn members(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    after: &mut Generation,
    row: &RoomRow,
    rules: &'static Rules,
    wanted: &Wanted,
    timeline: &[Event],
    upto: i64,
    state: &mut Vec<Event>,
) -> Result<(), StoreError> {
    let asked: Vec<&str> = wanted
        .required_state
        .iter()
        .filter(|(kind, _)| kind == "m.room.member" || kind == "*")
        .map(|(_, key)| key.as_str())
        .collect();
    let me = inputs.who.user_id.as_str();
    let is_new = !inputs.knows(row.room);
    if asked.contains(&"*") && is_new {
        let all = room_queries::state_at(tx, row.room, rules, upto)?;
        state.extend(
            all.into_iter()
                .filter(|event| event.pdu.kind() == "m.room.member"),
        );
        return Ok(());
    }
    let mut needed: BTreeMap<String, bool> = BTreeMap::new();
    for key in &asked {
        match *key {
            "*" => {}
            "$ME" => drop(needed.insert(me.to_owned(), false)),
            "$LAZY" => needed.extend(timeline.iter().flat_map(concerned).map(|user| (user, true))),
            user if user.starts_with('@') => drop(needed.insert(user.to_owned(), false)),
            _ => {}
        }
    }
    for (user, _) in needed {
        let pair = (row.room, user);
        let told = state
            .iter()
            .any(|e| e.pdu.kind() == "m.room.member" && e.pdu.state_key() == Some(&pair.1));
        if !told && !after.members.contains(&pair) {
            state.extend(room_queries::state_event_at(
                tx,
                row.room,
                rules,
                "m.room.member",
                &pair.1,
                upto,
            )?);
        }
        if after.members.len() < MEMBERS_MAX {
            after.members.insert(pair);
        }
    }
    Ok(())
}

/// The people whose names an event needs: who sent it, and whom a membership event is about.
fn concerned(event: &Event) -> Vec<String> {
    let mut people = vec![event.pdu.sender().to_string()];
    if event.pdu.kind() == "m.room.member" {
        people.extend(event.pdu.state_key().map(str::to_owned));
    }
    people
}

fn render_state(state: &[Event], inputs: &Inputs) -> Vec<Box<serde_json::value::RawValue>> {
    let viewer = Viewer {
        device: inputs.who.device,
        membership: None,
        now_ms: inputs.now_ms,
    };
    state
        .iter()
        .map(|event| event.render(viewer, false, None))
        .collect()
}

struct Timeline {
    /// Oldest first.
    events: Vec<Event>,
    limited: bool,
    start: i64,
}

/// The newest visible events in `(after, upto]`.
#[expect(
    clippy::too_many_arguments,
    reason = "one room and the bounds of what is wanted of it"
)]
fn timeline(
    tx: &mut Tx<'_>,
    row: &RoomRow,
    rules: &'static Rules,
    inputs: &Inputs,
    reader: Option<&Reader>,
    after: i64,
    upto: i64,
    limit: usize,
) -> Result<Timeline, StoreError> {
    if limit == 0 {
        return Ok(Timeline {
            events: Vec::new(),
            limited: row.head_pos > after,
            start: upto,
        });
    }
    let mut events = room_queries::events_back(tx, row.room, rules, after, upto, limit + 1)?;
    let limited = events.len() > limit;
    events.truncate(limit);
    events.reverse();
    let user_id = inputs.who.user_id.as_str();
    events.retain(|event| {
        inputs.hears(event) && reader.is_none_or(|reader| reader.may_see(event, user_id))
    });
    let start = events.first().map_or(upto, |event| event.pos - 1);
    Ok(Timeline {
        events,
        limited,
        start,
    })
}

impl Timeline {
    #[expect(
        clippy::too_many_arguments,
        reason = "the window of one room, each a plain value"
    )]
    fn render_into(
        &self,
        tx: &mut Tx<'_>,
        body: &mut RoomBody,
        inputs: &Inputs,
        rules: &'static Rules,
        room: i64,
        upto: i64,
        reader: Option<&Reader>,
    ) -> Result<(), StoreError> {
        let audience = bundle::Audience {
            room,
            rules,
            user: inputs.who.user,
            user_id: inputs.who.user_id.as_str(),
            device: inputs.who.device,
            upto,
            now_ms: inputs.now_ms,
            reader,
            ignored: None,
        };
        let bundles = bundle::read_newest(tx, &audience, &self.events)?;
        body.timeline = self
            .events
            .iter()
            .map(|event| {
                let membership =
                    reader.map_or("join", |reader| reader.membership_at(event.pos + 1));
                let viewer = Viewer {
                    device: inputs.who.device,
                    membership: Some(membership),
                    now_ms: inputs.now_ms,
                };
                event.render(viewer, false, bundles.of(event))
            })
            .collect();
        body.prev_batch = (!self.events.is_empty() || body.initial == Some(true))
            .then(|| render_place(self.start));
        Ok(())
    }
}
