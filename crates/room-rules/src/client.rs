//! Events as clients see them (spec: client-server API, room event format, stripped state).

#[cfg(test)]
mod tests;

use serde_json::value::RawValue;

use crate::{Pdu, canonical::push_string};

/// The state that an invited or knocking person sees of a room, besides his own member event:
/// what the spec requires (the create event) and recommends.
pub const STRIPPED_STATE_TYPES: [&str; 7] = [
    "m.room.create",
    "m.room.name",
    "m.room.avatar",
    "m.room.topic",
    "m.room.join_rules",
    "m.room.canonical_alias",
    "m.room.encryption",
];

/// The event as JSON for a client, with `room_id` (single events, `/messages`) or without
/// (`/sync`). Server-only fields are left out; `redacts` stands both at the top level and in the
/// content, whatever the room version says, so that old and new clients find it. What is stored
/// under `unsigned` is kept.
#[must_use]
pub fn client_event(pdu: &Pdu, with_room_id: bool) -> String {
    client_event_with_unsigned(pdu, with_room_id, pdu.unsigned().map(RawValue::get))
}

/// As [`client_event`], with another `unsigned` (a JSON object), which is always the last member.
#[must_use]
pub fn client_event_with_unsigned(pdu: &Pdu, with_room_id: bool, unsigned: Option<&str>) -> String {
    let content = pdu.content().get();
    let size = content.len() + unsigned.map_or(0, str::len) + pdu.kind().len() + 400;
    let mut out = String::with_capacity(size);
    out.push_str("{\"content\":");
    push_content(&mut out, pdu, content);
    out.push_str(",\"event_id\":");
    push_string(&mut out, pdu.event_id().as_str());
    out.push_str(",\"origin_server_ts\":");
    out.push_str(&pdu.origin_server_ts().get().to_string());
    if let Some(redacts) = pdu.redacts() {
        out.push_str(",\"redacts\":");
        push_string(&mut out, redacts.as_str());
    }
    if with_room_id {
        out.push_str(",\"room_id\":");
        push_string(&mut out, pdu.room_id().as_str());
    }
    out.push_str(",\"sender\":");
    push_string(&mut out, pdu.sender().as_str());
    if let Some(state_key) = pdu.state_key() {
        out.push_str(",\"state_key\":");
        push_string(&mut out, state_key);
    }
    out.push_str(",\"type\":");
    push_string(&mut out, pdu.kind());
    if let Some(unsigned) = unsigned {
        out.push_str(",\"unsigned\":");
        out.push_str(unsigned);
    }
    out.push('}');
    out
}

/// Versions 1 to 10 name a redaction's target beside the content: shown inside it as well.
fn push_content(out: &mut String, pdu: &Pdu, content: &str) {
    let target = pdu.redacts().filter(|_| pdu.redacts_at_top());
    match target.and_then(|target| with_redacts(content, target.as_str())) {
        Some(text) => out.push_str(&text),
        None => out.push_str(content),
    }
}

fn with_redacts(content: &str, target: &str) -> Option<String> {
    let mut object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(content).ok()?;
    object.insert("redacts".to_owned(), target.into());
    serde_json::to_string(&object).ok()
}

/// The event as stripped state, for `invite_state`, `knock_state` and space hierarchies.
#[must_use]
pub fn stripped_event(pdu: &Pdu) -> String {
    let mut out = String::with_capacity(pdu.content().get().len() + 200);
    out.push_str("{\"content\":");
    out.push_str(pdu.content().get());
    out.push_str(",\"sender\":");
    push_string(&mut out, pdu.sender().as_str());
    out.push_str(",\"state_key\":");
    push_string(&mut out, pdu.state_key().unwrap_or_default());
    out.push_str(",\"type\":");
    push_string(&mut out, pdu.kind());
    out.push('}');
    out
}
