//! The extensions: to-device, end-to-end encryption, account data, receipts, typing.

use std::collections::HashSet;

use http_server::{Error, Result, Who};
use ruma::api::client::sync::sync_events::v5::{Request, request::ExtensionRoomConfig};
use serde_json::{Map, Value, json};
use store::{StoreError, Tx};

use super::{
    Inputs,
    queries::{self, RoomRow},
    response::SlidingBody,
};
use crate::{
    Matrix,
    keys::counts,
    push::{PUSH_RULES, defaults},
    sync::{
        device_lists,
        v3::{self, response::DeviceLists},
    },
};

/// Most messages to a device in one answer.
const TO_DEVICE_MAX: usize = 100;

/// Deletes the messages to the device that its own `since` covers: they have arrived.
pub(super) async fn acknowledge(m: &Matrix, who: &Who, request: &Request) -> Result<()> {
    let Some(since) = request.extensions.to_device.since.as_deref() else {
        return Ok(());
    };
    let (device, upto) = (who.device, place(since)?);
    let seen = m
        .store
        .read(move |tx| v3::queries::has_to_device(tx, device, upto))
        .await?;
    if seen {
        m.store
            .write(move |w| v3::queries::delete_to_device(w, device, upto))
            .await?;
    }
    Ok(())
}

/// The to-device extension has a token of its own.
fn place(since: &str) -> Result<i64> {
    let pos = since.strip_prefix('d').and_then(|n| n.parse().ok());
    pos.ok_or_else(|| Error::invalid_param("Unknown to_device since"))
}

/// Fills in what is switched on; tells whether there is news.
pub(super) fn read(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    rooms: &[RoomRow],
    subscribed: &HashSet<i64>,
    body: &mut SlidingBody,
) -> Result<bool> {
    let asked = &inputs.request.extensions;
    let mut has_news = false;
    if asked.to_device.enabled == Some(true) {
        has_news |= to_device(tx, inputs, body)?;
    }
    if asked.e2ee.enabled == Some(true) {
        has_news |= e2ee(tx, inputs, body)?;
    }
    if asked.account_data.enabled == Some(true) {
        let scope = scope(rooms, subscribed, asked.account_data.rooms.as_deref());
        has_news |= account_data(tx, inputs, &scope, body)?;
    }
    if asked.receipts.enabled == Some(true) {
        let scope = scope(rooms, subscribed, asked.receipts.rooms.as_deref());
        has_news |= receipts(tx, inputs, &scope, body)?;
    }
    if asked.typing.enabled == Some(true) {
        let scope = scope(rooms, subscribed, asked.typing.rooms.as_deref());
        has_news |= typing(inputs, &scope, body);
    }
    Ok(has_news)
}

/// The rooms that an extension speaks of: those of the answer's lists and subscriptions, or named ones.
fn scope<'r>(
    rooms: &'r [RoomRow],
    subscribed: &HashSet<i64>,
    named: Option<&[ExtensionRoomConfig]>,
) -> Vec<&'r RoomRow> {
    let takes = |row: &&RoomRow| {
        row.membership == "join"
            && subscribed.contains(&row.room)
            && named.is_none_or(|named| {
                named.iter().any(|config| match config {
                    ExtensionRoomConfig::AllSubscribed => true,
                    ExtensionRoomConfig::Room(id) => id == row.room_id.as_str(),
                    _ => false,
                })
            })
    };
    rooms.iter().filter(takes).collect()
}

fn to_device(tx: &mut Tx<'_>, inputs: &Inputs, body: &mut SlidingBody) -> Result<bool> {
    let asked = &inputs.request.extensions.to_device;
    let since = asked.since.as_deref().map_or(Ok(0), place)?;
    let limit = asked.limit.map_or(TO_DEVICE_MAX, |n| {
        usize::try_from(u64::from(n)).unwrap_or(TO_DEVICE_MAX)
    });
    let limit = limit.clamp(1, TO_DEVICE_MAX);
    let rows = v3::queries::to_device(tx, inputs.who.device, since, inputs.upto.pos, limit)?;
    let next = match rows.last() {
        Some((last, _)) if rows.len() == limit => *last,
        _ => inputs.upto.pos,
    };
    let events: Vec<Value> = rows
        .into_iter()
        .filter_map(|(_, json)| serde_json::from_slice(&json).ok())
        .collect();
    let has_news = !events.is_empty();
    body.extensions.insert(
        "to_device",
        json!({ "next_batch": format!("d{next}"), "events": events }),
    );
    Ok(has_news)
}

fn e2ee(tx: &mut Tx<'_>, inputs: &Inputs, body: &mut SlidingBody) -> Result<bool, StoreError> {
    let who = &inputs.who;
    let counts = counts::of(tx, who.device)?;
    let (after, upto) = (inputs.before.token.pos, inputs.upto.pos);
    // A client that begins asks for everybody's keys anyhow.
    let lists = match inputs.before.number {
        0 => DeviceLists::default(),
        _ => device_lists::between(tx, who.user, who.user_id.as_str(), after, upto)?,
    };
    let has_news = !lists.is_empty();
    body.extensions.insert(
        "e2ee",
        json!({
            "device_lists": { "changed": lists.changed, "left": lists.left },
            "device_one_time_keys_count": counts.one_time,
            "device_unused_fallback_key_types": counts.unused_fallback,
        }),
    );
    Ok(has_news)
}

fn account_data(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    scope: &[&RoomRow],
    body: &mut SlidingBody,
) -> Result<bool, StoreError> {
    let (user, after, upto) = (inputs.who.user, inputs.before.token.pos, inputs.upto.pos);
    let mut global = Vec::new();
    let mut by_room: Map<String, Value> = Map::new();
    let event = |kind: String, json: Vec<u8>| {
        let content: Value = serde_json::from_slice(&json).unwrap_or_default();
        json!({ "type": kind, "content": content })
    };
    for (room, kind, json) in v3::queries::account_data(tx, user, after, upto)? {
        if room == 0 {
            global.push(event(kind, json));
        } else if let Some(row) = scope
            .iter()
            .find(|row| row.room == room && inputs.knows(room))
        {
            push(&mut by_room, &row.room_id, event(kind, json));
        }
    }
    if after == 0 && !global.iter().any(|event| event["type"] == PUSH_RULES) {
        // Never changed, so never stored; clients wait for them all the same.
        let content = defaults::content(&defaults::default_rules(&inputs.who.user_id));
        global.push(json!({ "type": PUSH_RULES, "content": content }));
    }
    // A room that is told for the first time comes with all of its data.
    for row in scope.iter().filter(|row| !inputs.knows(row.room)) {
        for (kind, json) in queries::room_account_data(tx, user, row.room, upto)? {
            push(&mut by_room, &row.room_id, event(kind, json));
        }
    }
    let has_news = !global.is_empty() || !by_room.is_empty();
    body.extensions.insert(
        "account_data",
        json!({ "global": global, "rooms": by_room }),
    );
    Ok(has_news)
}

fn push(by_room: &mut Map<String, Value>, room_id: &str, event: Value) {
    if let Some(list) = by_room
        .entry(room_id)
        .or_insert_with(|| json!([]))
        .as_array_mut()
    {
        list.push(event);
    }
}

fn receipts(
    tx: &mut Tx<'_>,
    inputs: &Inputs,
    scope: &[&RoomRow],
    body: &mut SlidingBody,
) -> Result<bool, StoreError> {
    let mut by_room: Map<String, Value> = Map::new();
    for row in scope {
        let after = if inputs.knows(row.room) {
            inputs.before.token.pos
        } else {
            0
        };
        let rows = v3::queries::receipts(tx, row.room, inputs.who.user, after, inputs.upto.pos)?;
        let content = v3::rooms::receipt_content(rows);
        if !content.is_empty() {
            by_room.insert(
                row.room_id.clone(),
                json!({ "type": "m.receipt", "content": content }),
            );
        }
    }
    let has_news = !by_room.is_empty();
    body.extensions
        .insert("receipts", json!({ "rooms": by_room }));
    Ok(has_news)
}

fn typing(inputs: &Inputs, scope: &[&RoomRow], body: &mut SlidingBody) -> bool {
    let after = inputs.before.token.ephemeral;
    // Serials begin anew with each start of the server.
    let after = if after > inputs.upto.ephemeral {
        0
    } else {
        after
    };
    let mut by_room: Map<String, Value> = Map::new();
    for (room, serial, people) in &inputs.typing {
        let Some(row) = scope.iter().find(|row| row.room == *room) else {
            continue;
        };
        if *serial > after {
            by_room.insert(
                row.room_id.clone(),
                json!({ "type": "m.typing", "content": { "user_ids": people } }),
            );
        }
    }
    let has_news = !by_room.is_empty();
    body.extensions
        .insert("typing", json!({ "rooms": by_room }));
    has_news
}
