//! Making an event of our own: canonical, hashed, signed, named (spec: server-server API, signing events; room versions, event format).
//!
//! The event is written as canonical JSON ([`text`](super::text)) three times with different fields:
//! for the content hash, for signature and id (redacted), and whole.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use ruma::{
    EventId, MilliSecondsSinceUnixEpoch, OwnedEventId, RoomId, UserId,
    canonical_json::redact_content_in_place,
};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::{
    Facts, Inner, MAX_AUTH_EVENTS, MAX_ID_BYTES, MAX_PDU_BYTES, MAX_PREV_EVENTS, Pdu,
    parse::{limit, limit_count, redacts_of_content, room_id_of_create},
    text::{MAX_INTEGER, Signature, Text, references},
};
use crate::{Rules, RulesError, ServerKey, canonical_json, canonical_object};

/// What we want to send. Every field comes from our own state.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// `None` for the create event of version 12, and only there.
    pub room_id: Option<&'a RoomId>,
    /// Who sends.
    pub sender: &'a UserId,
    /// The event type.
    pub kind: &'a str,
    /// `Some` makes it a state event.
    pub state_key: Option<&'a str>,
    /// A JSON object; need not be canonical yet.
    pub content: &'a RawValue,
    /// What a redaction redacts. Put where the room version wants it.
    pub redacts: Option<&'a EventId>,
    /// Now.
    pub origin_server_ts: MilliSecondsSinceUnixEpoch,
    /// The forward extremities, at most 20.
    pub prev_events: &'a [OwnedEventId],
    /// The state that [`auth_types`](crate::auth_types) names, at most 10.
    pub auth_events: &'a [OwnedEventId],
    /// One more than the deepest of `prev_events`.
    pub depth: u64,
}

/// Makes the event: checks format and size, hashes, signs, computes the id. Does not check the
/// room's rules: that is [`authorise`](crate::authorise).
///
/// In rooms of version 1 and 2 the references carry no hashes; [`build_with_hashes`] adds them.
///
/// # Errors
/// [`RulesError::BadJson`], [`RulesError::TooLarge`] or [`RulesError::InvalidParam`].
pub fn build(
    rules: &Rules,
    draft: &Draft<'_>,
    server_name: &str,
    key: &ServerKey,
) -> Result<Pdu, RulesError> {
    build_with_hashes(rules, draft, server_name, key, |_| None)
}

/// As [`build`], with the reference hashes of other events for rooms of version 1 and 2, whose
/// `prev_events` and `auth_events` are pairs of id and hash ([`Pdu::reference_hash`]).
///
/// # Errors
/// As [`build`].
pub fn build_with_hashes(
    rules: &Rules,
    draft: &Draft<'_>,
    server_name: &str,
    key: &ServerKey,
    hash_of: impl Fn(&EventId) -> Option<String>,
) -> Result<Pdu, RulesError> {
    check(rules, draft)?;
    let mut object = canonical_object(draft.content.get())?;
    let is_redaction = draft.kind == "m.room.redaction";
    let redacts = if is_redaction { draft.redacts } else { None };
    if let Some(target) = redacts.filter(|_| rules.redacts_in_content()) {
        object.insert("redacts".to_owned(), target.as_str().into());
    }
    let content = canonical_json(&object)?;
    limit("event content", content.len(), MAX_PDU_BYTES)?;
    redact_content_in_place(&mut object, &rules.ruma().redaction, draft.kind);
    let redacted_content = canonical_json(&object)?;

    let mut text = Text {
        draft,
        top_redacts: redacts.filter(|_| !rules.redacts_in_content()),
        prev_events: references(rules, draft.prev_events, &hash_of),
        auth_events: references(rules, draft.auth_events, &hash_of),
        event_id: None,
    };
    if !rules.event_id_is_hash() {
        let hash = Sha256::digest(text.write(&content, true, None, None));
        let id = format!("${}:{server_name}", URL_SAFE_NO_PAD.encode(hash));
        limit("event id", id.len(), MAX_ID_BYTES)?;
        text.event_id = Some(parse_id(id)?);
    }
    let content_hash =
        STANDARD_NO_PAD.encode(Sha256::digest(text.write(&content, true, None, None)));
    let redacted = text.write(&redacted_content, false, Some(&content_hash), None);
    let event_id = match &text.event_id {
        Some(event_id) => event_id.clone(),
        None => parse_id(hash_id(rules, &redacted))?,
    };
    let signature = key.sign_base64(redacted.as_bytes());
    let signatures = Signature {
        server_name,
        key_id: key.key_id(),
        signature: &signature,
    };
    let json = text.write(&content, true, Some(&content_hash), Some(&signatures));
    limit("event", json.len(), MAX_PDU_BYTES)?;
    finish(rules, draft, event_id, content, json, text.top_redacts)
}

/// `$` and the reference hash, in the alphabet of the room version.
fn hash_id(rules: &Rules, redacted: &str) -> String {
    let hash = Sha256::digest(redacted);
    let engine = if rules.event_id_is_standard_base64() {
        &STANDARD_NO_PAD
    } else {
        &URL_SAFE_NO_PAD
    };
    format!("${}", engine.encode(hash))
}

fn parse_id(id: String) -> Result<OwnedEventId, RulesError> {
    OwnedEventId::try_from(id)
        .map_err(|error| RulesError::InvalidParam(format!("The event id is unusable: {error}.")))
}

fn check(rules: &Rules, draft: &Draft<'_>) -> Result<(), RulesError> {
    let needs_room_id = !(rules.room_id_is_create_hash() && draft.kind == "m.room.create");
    if needs_room_id != draft.room_id.is_some() {
        let text = if needs_room_id {
            "The event needs a room id."
        } else {
            "The create event of this room version has no room id of its own."
        };
        return Err(RulesError::InvalidParam(text.to_owned()));
    }
    if draft.redacts.is_some() && draft.kind != "m.room.redaction" {
        return Err(RulesError::InvalidParam(
            "Only a redaction can redact an event.".to_owned(),
        ));
    }
    if draft.kind.is_empty() {
        return Err(RulesError::InvalidParam(
            "The event type must not be empty.".to_owned(),
        ));
    }
    limit("event type", draft.kind.len(), MAX_ID_BYTES)?;
    limit(
        "state key",
        draft.state_key.map_or(0, str::len),
        MAX_ID_BYTES,
    )?;
    limit("sender", draft.sender.as_str().len(), MAX_ID_BYTES)?;
    limit(
        "room id",
        draft.room_id.map_or(0, |id| id.as_str().len()),
        MAX_ID_BYTES,
    )?;
    limit_count("prev_events", draft.prev_events.len(), MAX_PREV_EVENTS)?;
    limit_count("auth_events", draft.auth_events.len(), MAX_AUTH_EVENTS)
}

fn finish(
    rules: &Rules,
    draft: &Draft<'_>,
    event_id: OwnedEventId,
    content: String,
    json: String,
    top_redacts: Option<&EventId>,
) -> Result<Pdu, RulesError> {
    let room_id = match draft.room_id {
        Some(room_id) => room_id.to_owned(),
        None => room_id_of_create(&event_id)?,
    };
    let content =
        RawValue::from_string(content).map_err(|error| RulesError::BadJson(error.to_string()))?;
    let redacts = match (draft.kind, rules.redacts_in_content()) {
        ("m.room.redaction", true) => redacts_of_content(&content),
        _ => top_redacts.map(ToOwned::to_owned),
    };
    Ok(Inner {
        event_id,
        room_id,
        has_room_id: draft.room_id.is_some(),
        sender: draft.sender.to_owned(),
        origin_server_ts: draft.origin_server_ts,
        kind: draft.kind.into(),
        event_type: draft.kind.into(),
        state_key: draft.state_key.map(Into::into),
        content,
        prev_events: draft.prev_events.to_vec(),
        auth_events: draft.auth_events.to_vec(),
        depth: draft.depth.min(MAX_INTEGER),
        redacts,
        redacts_at_top: top_redacts.is_some(),
        unsigned: None,
        json: Bytes::from(json),
        rejected: false,
        facts: Facts::default(),
    }
    .into())
}

impl Pdu {
    /// The reference hash in standard base64, for the references of versions 1 and 2.
    ///
    /// # Errors
    /// [`RulesError::BadJson`] if the stored JSON is damaged.
    pub fn reference_hash(&self, rules: &Rules) -> Result<String, RulesError> {
        let hash = ruma::signatures::reference_hash(&self.to_object()?, rules.ruma())
            .map_err(|error| RulesError::BadJson(error.to_string()))?;
        Ok(hash.replace('-', "+").replace('_', "/"))
    }

    /// The whole event as an object, for signing, redacting and the like.
    ///
    /// # Errors
    /// [`RulesError::BadJson`] if the stored JSON is damaged.
    pub fn to_object(&self) -> Result<ruma::CanonicalJsonObject, RulesError> {
        serde_json::from_slice(self.json())
            .map_err(|error| RulesError::BadJson(format!("The stored event is damaged: {error}.")))
    }
}
