//! Reading an event from another server or from disk (spec: server-server API, PDUs; room versions, event format).

use bytes::Bytes;
use ruma::{
    CanonicalJsonObject, CanonicalJsonValue, EventId, MilliSecondsSinceUnixEpoch, OwnedEventId,
    OwnedRoomId, OwnedUserId, RoomId, UInt, signatures::reference_hash,
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{Facts, Inner, MAX_AUTH_EVENTS, MAX_ID_BYTES, MAX_PDU_BYTES, MAX_PREV_EVENTS, Pdu};
use crate::{Rules, RulesError, canonical_json, canonical_object};

/// The fields of a PDU that the rules look at. Unknown fields stay in the JSON.
#[derive(Deserialize)]
struct Wire<'a> {
    event_id: Option<OwnedEventId>,
    room_id: Option<OwnedRoomId>,
    sender: OwnedUserId,
    origin_server_ts: UInt,
    #[serde(rename = "type")]
    kind: Box<str>,
    #[serde(default, deserialize_with = "present")]
    state_key: Option<Box<str>>,
    content: Box<RawValue>,
    #[serde(borrow)]
    prev_events: &'a RawValue,
    #[serde(borrow)]
    auth_events: &'a RawValue,
    depth: UInt,
    #[serde(default)]
    redacts: Option<Box<RawValue>>,
    #[serde(default)]
    unsigned: Option<Box<RawValue>>,
}

/// A field that may be absent, but not `null`.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Box<str>>, D::Error> {
    Box::<str>::deserialize(from).map(Some)
}

impl Pdu {
    /// Reads an event that we do not trust yet: checks its format and size, brings it to canonical
    /// JSON and computes its id (versions 1 and 2: takes it from the event). Signatures are checked
    /// by [`verify`](crate::verify), the rules of the room by [`authorise`](crate::authorise).
    ///
    /// `room_id`, if given, must be the room that the event names.
    ///
    /// # Errors
    /// [`RulesError::BadJson`], [`RulesError::TooLarge`], or [`RulesError::InvalidParam`] for an
    /// event of another room.
    pub fn parse(json: &[u8], rules: &Rules, room_id: Option<&RoomId>) -> Result<Self, RulesError> {
        let text = std::str::from_utf8(json)
            .map_err(|_| RulesError::BadJson("An event must be UTF-8 text.".into()))?;
        Self::from_object(canonical_object(text)?, rules, room_id)
    }

    /// As [`parse`](Self::parse), from an object that is already canonical.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn from_object(
        object: CanonicalJsonObject,
        rules: &Rules,
        room_id: Option<&RoomId>,
    ) -> Result<Self, RulesError> {
        let json = Bytes::from(canonical_json(&object)?);
        check_size(&object, json.len())?;
        let wire = read(&json)?;
        check_limits(&wire, &object)?;
        let event_id = if rules.event_id_is_hash() {
            let hash = reference_hash(&object, rules.ruma())
                .map_err(|error| bad(format!("The event cannot be hashed: {error}.")))?;
            EventId::new_v2_or_v3(&hash).map_err(|error| bad(error.to_string()))?
        } else {
            wire.event_id
                .clone()
                .ok_or_else(|| bad("The event has no event_id.".into()))?
        };
        let pdu = Self::from(inner(wire, event_id, json.clone(), rules)?);
        match room_id {
            Some(expected) if expected != pdu.room_id() => Err(RulesError::InvalidParam(format!(
                "The event belongs to {}, not to {expected}.",
                pdu.room_id()
            ))),
            _ => Ok(pdu),
        }
    }

    /// Reads an event that we stored ourselves: no hashing, no checks that were made before.
    /// `rejected` is what the store remembers of the checks on receipt.
    ///
    /// # Errors
    /// [`RulesError::BadJson`] if the bytes are no event: the database is damaged.
    pub fn from_stored(
        event_id: OwnedEventId,
        json: Bytes,
        rules: &Rules,
        rejected: bool,
    ) -> Result<Self, RulesError> {
        let mut inner = inner(read(&json)?, event_id, json.clone(), rules)?;
        inner.rejected = rejected;
        Ok(inner.into())
    }
}

fn read(json: &[u8]) -> Result<Wire<'_>, RulesError> {
    serde_json::from_slice(json).map_err(|error| explain(&error))
}

fn explain(error: &serde_json::Error) -> RulesError {
    bad(format!("This is not a valid event: {error}."))
}

fn bad(text: String) -> RulesError {
    RulesError::BadJson(text)
}

fn inner(
    wire: Wire<'_>,
    event_id: OwnedEventId,
    json: Bytes,
    rules: &Rules,
) -> Result<Inner, RulesError> {
    let has_room_id = wire.room_id.is_some();
    let room_id = match wire.room_id {
        Some(room_id) => room_id,
        None if rules.room_id_is_create_hash() && &*wire.kind == "m.room.create" => {
            room_id_of_create(&event_id)?
        }
        None => return Err(bad("The event has no room_id.".into())),
    };
    let redacts_at_top = !rules.redacts_in_content() && wire.redacts.is_some();
    let redacts = if &*wire.kind != "m.room.redaction" {
        None
    } else if rules.redacts_in_content() {
        redacts_of_content(&wire.content)
    } else {
        wire.redacts
            .as_deref()
            .and_then(|raw| serde_json::from_str(raw.get()).ok())
    };
    Ok(Inner {
        room_id,
        has_room_id,
        sender: wire.sender,
        origin_server_ts: MilliSecondsSinceUnixEpoch(wire.origin_server_ts),
        event_type: (&*wire.kind).into(),
        kind: wire.kind,
        state_key: wire.state_key,
        content: wire.content,
        prev_events: references(wire.prev_events, rules)?,
        auth_events: references(wire.auth_events, rules)?,
        depth: wire.depth.into(),
        redacts,
        redacts_at_top,
        unsigned: wire.unsigned,
        json,
        rejected: false,
        facts: Facts::default(),
        event_id,
    })
}

/// The room that a version 12 create event begins.
pub(super) fn room_id_of_create(event_id: &EventId) -> Result<OwnedRoomId, RulesError> {
    let hash = event_id.as_str().trim_start_matches('$');
    RoomId::new_v2(hash)
        .map_err(|error| bad(format!("The create event's id is unusable: {error}.")))
}

pub(super) fn redacts_of_content(content: &RawValue) -> Option<OwnedEventId> {
    #[derive(Deserialize)]
    struct Content {
        redacts: OwnedEventId,
    }
    serde_json::from_str::<Content>(content.get())
        .ok()
        .map(|content| content.redacts)
}

fn references(raw: &RawValue, rules: &Rules) -> Result<Vec<OwnedEventId>, RulesError> {
    if rules.references_carry_hashes() {
        let pairs: Vec<(OwnedEventId, IgnoredAny)> =
            serde_json::from_str(raw.get()).map_err(|error| explain(&error))?;
        Ok(pairs.into_iter().map(|(id, _)| id).collect())
    } else {
        serde_json::from_str(raw.get()).map_err(|error| explain(&error))
    }
}

/// `unsigned` does not count: servers add to it, and nothing vouches for it.
fn check_size(object: &CanonicalJsonObject, size: usize) -> Result<(), RulesError> {
    let unsigned = match object.get("unsigned") {
        Some(value) => value.to_string().len() + r#","unsigned":"#.len(),
        None => 0,
    };
    limit("event", size.saturating_sub(unsigned), MAX_PDU_BYTES)
}

fn check_limits(wire: &Wire<'_>, object: &CanonicalJsonObject) -> Result<(), RulesError> {
    limit("event type", wire.kind.len(), MAX_ID_BYTES)?;
    limit("sender", wire.sender.as_str().len(), MAX_ID_BYTES)?;
    limit(
        "state key",
        wire.state_key.as_deref().map_or(0, str::len),
        MAX_ID_BYTES,
    )?;
    let count = |field: &str| match object.get(field) {
        Some(CanonicalJsonValue::Array(list)) => list.len(),
        _ => 0,
    };
    limit_count("prev_events", count("prev_events"), MAX_PREV_EVENTS)?;
    limit_count("auth_events", count("auth_events"), MAX_AUTH_EVENTS)?;
    match object.get("content") {
        Some(CanonicalJsonValue::Object(_)) => Ok(()),
        _ => Err(bad("The content of an event must be an object.".into())),
    }
}

pub(super) fn limit(what: &'static str, size: usize, limit: usize) -> Result<(), RulesError> {
    if size > limit {
        Err(RulesError::TooLarge { what, size, limit })
    } else {
        Ok(())
    }
}

pub(super) fn limit_count(what: &str, count: usize, most: usize) -> Result<(), RulesError> {
    if count > most {
        return Err(bad(format!(
            "An event may have at most {most} {what}; this one has {count}."
        )));
    }
    Ok(())
}
