//! The general case from the database, in one snapshot.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use http_server::Result;
use ruma::OwnedUserId;
use serde_json::value::RawValue;
use store::{StoreError, Tx};

use super::{
    super::{device_lists, slot::Kind, token::Token},
    Poll, filter, queries,
    response::{Events, SyncBody},
    rooms,
    window::{Window, json_of},
};
use crate::{
    account_data::ignored,
    keys::counts as key_counts,
    push::{PUSH_RULES, counts, defaults},
    rooms::event::raw,
    users::parse_id,
};

/// Most messages to a device in one answer; the rest comes with the next.
const TO_DEVICE_MAX: usize = 100;

/// Reads everything between the token and `upto`.
pub(super) async fn read(poll: &Poll, upto: Token) -> Result<SyncBody> {
    let typing = typing(poll);
    let sent_members = poll.slot.sent_members.lock().clone();
    let window = Window {
        since: poll.since,
        upto,
        user: poll.who.user,
        user_id: poll.who.user_id.to_string(),
        device: poll.who.device,
        now_ms: poll.m.clock.now_ms(),
        filter: Arc::clone(&poll.filter),
        full_state: poll.full_state,
        state_mode: poll.state_mode,
        account_data: HashMap::new(),
        receipts: HashSet::new(),
        counts: HashSet::new(),
        special_rooms: None,
        plain_rooms: Vec::new(),
        typing,
        ignored: HashSet::new(),
        sent_members,
        passed_over: false,
        echoes_in_thread: false,
    };
    let known = poll.slot.keys();
    let (device, need_keys) = (poll.who.device, known.is_none());
    let read = poll.m.store.read(move |tx| {
        let keys = need_keys.then(|| key_counts::of(tx, device)).transpose()?;
        let (body, window) = read_all(tx, window)?;
        Ok::<_, http_server::Error>((keys, body, window))
    });
    let (keys, mut body, window) = read.await?;
    if let Some(keys) = keys {
        poll.slot.set_keys(upto.pos, &Arc::new(keys));
    }
    let changed = poll
        .since
        .is_some_and(|since| poll.slot.has(Kind::OneTimeKeys, since.pos));
    // What a claim has changed meanwhile is newer than what was read.
    if let Some(keys) = poll.slot.keys() {
        body.set_keys(&keys, changed);
    }
    *poll.slot.sent_members.lock() = window.sent_members;
    if let Some(live) = poll.m.hub.live_user(poll.who.user) {
        window
            .plain_rooms
            .iter()
            .for_each(|room| live.counts_plain(*room, window.upto.pos));
    }
    poll.presence(&mut body);
    let told =
        body.has_news() || !body.presence.is_empty() || poll.since.is_none() || window.passed_over;
    body.next_batch = poll.next_batch(window.upto, told);
    body.echoes_in_thread = window.echoes_in_thread;
    Ok(body)
}

fn read_all(tx: &mut Tx<'_>, mut window: Window) -> Result<(SyncBody, Window)> {
    let mut body = SyncBody::default();
    let to_device = queries::to_device(
        tx,
        window.device,
        window.after(),
        window.upto.pos,
        TO_DEVICE_MAX,
    )?;
    if to_device.len() == TO_DEVICE_MAX
        && let Some((last, _)) = to_device.last()
    {
        // There may be more: this answer ends where its last message is.
        window.upto.pos = *last;
    }
    for (_, json) in to_device {
        body.to_device.events.push(json_of(json));
    }
    account_data(tx, &mut window, &mut body.account_data)?;
    window.ignored = ignored::of(tx, window.user)?;
    window.ignored.remove(&window.user_id);
    if window.since.is_some() {
        let (user, after, upto) = (window.user, window.after(), window.upto.pos);
        body.device_lists = device_lists::between(tx, user, &window.user_id, after, upto)?;
        window.receipts = queries::rooms_with_receipts(tx, user, after, upto)?
            .into_iter()
            .collect();
        window.counts = counts::changed_rooms(tx, user, after, upto)?
            .into_iter()
            .collect();
    } else {
        window.special_rooms = Some(counts::special_rooms(tx, window.user)?);
    }
    // Who begins anew never knew a forgotten room.
    let left_after = window.since.as_ref().map_or(i64::MAX, |_| window.after());
    for row in queries::rooms(tx, window.user, left_after)? {
        rooms::read(tx, &mut window, row, &mut body.rooms)?;
    }
    Ok((body, window))
}

fn account_data(
    tx: &mut Tx<'_>,
    window: &mut Window,
    global: &mut Events,
) -> Result<(), StoreError> {
    let filters = Arc::clone(&window.filter);
    let mut has_push_rules = window.since.is_some();
    for (room, kind, json) in
        queries::account_data(tx, window.user, window.after(), window.upto.pos)?
    {
        let text = String::from_utf8(json).unwrap_or_else(|_| "{}".to_owned());
        // Deleted account data is an empty object, which a first sync need not show (MSC3391).
        if window.since.is_none() && text == "{}" {
            continue;
        }
        let Ok(quoted) = serde_json::to_string(&kind) else {
            continue;
        };
        let event = raw(format!("{{\"type\":{quoted},\"content\":{text}}}"));
        if room == 0 {
            has_push_rules |= kind == PUSH_RULES;
            if filter::passes_data(&filters.account_data, &kind) {
                global.events.push(event);
            }
        } else if filter::passes_type(
            filters.room.account_data.types.as_deref(),
            &filters.room.account_data.not_types,
            &kind,
        ) {
            window.account_data.entry(room).or_default().push(event);
        }
    }
    if !has_push_rules && filter::passes_data(&filters.account_data, PUSH_RULES) {
        // Never changed, so never stored; clients wait for them all the same.
        let user_id: OwnedUserId = parse_id(window.user_id.clone())?;
        let content = defaults::content(&defaults::default_rules(&user_id));
        global.events.push(raw(format!(
            "{{\"type\":\"{PUSH_RULES}\",\"content\":{content}}}"
        )));
    }
    Ok(())
}

/// Typing events of rooms where something changed since the token, or where somebody types.
fn typing(poll: &Poll) -> HashMap<i64, Box<RawValue>> {
    let since = poll.since.map_or(0, |token| token.ephemeral);
    let wanted = &poll.filter.room.ephemeral;
    // Serials begin anew with each start of the server.
    let since = if since > poll.m.hub.ephemeral() {
        0
    } else {
        since
    };
    if !filter::passes_type(wanted.types.as_deref(), &wanted.not_types, "m.typing") {
        return HashMap::new();
    }
    let Some(user) = poll.m.hub.live_user(poll.who.user) else {
        return HashMap::new();
    };
    let mut out = HashMap::new();
    for room in user.joined_rooms() {
        let Some(live) = poll.m.hub.live_room(room) else {
            continue;
        };
        let typing = live.typing.lock();
        if typing.serial > since && (poll.since.is_some() || !typing.until_ms.is_empty()) {
            let people: Vec<&String> = typing
                .until_ms
                .keys()
                .filter(|id| !user.ignores(id))
                .collect();
            if let Ok(list) = serde_json::to_string(&people) {
                out.insert(
                    room,
                    raw(format!(
                        "{{\"type\":\"m.typing\",\"content\":{{\"user_ids\":{list}}}}}"
                    )),
                );
            }
        }
    }
    out
}
