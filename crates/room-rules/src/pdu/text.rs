//! An event as canonical JSON, written straight from its fields (spec: appendices, canonical JSON).
//!
//! The fields are written in the order of their names, so no tree has to be built; property tests
//! compare the result with ruma's.

use std::fmt::Write;

use ruma::{EventId, OwnedEventId, RoomId};

use super::Draft;
use crate::{Rules, canonical::push_string};

/// The greatest whole number of canonical JSON.
pub(super) const MAX_INTEGER: u64 = (1 << 53) - 1;

/// A list of references to events as JSON; in versions 1 and 2 with the hashes that are known.
pub(super) fn references(
    rules: &Rules,
    ids: &[OwnedEventId],
    hash_of: impl Fn(&EventId) -> Option<String>,
) -> String {
    let mut out = String::with_capacity(2 + ids.len() * 48);
    out.push('[');
    for (at, id) in ids.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        if rules.references_carry_hashes() {
            out.push('[');
            push_string(&mut out, id.as_str());
            out.push_str(",{");
            if let Some(hash) = hash_of(id) {
                out.push_str("\"sha256\":");
                push_string(&mut out, &hash);
            }
            out.push_str("}]");
        } else {
            push_string(&mut out, id.as_str());
        }
    }
    out.push(']');
    out
}

/// What goes into `signatures`.
pub(super) struct Signature<'a> {
    pub server_name: &'a str,
    pub key_id: &'a str,
    pub signature: &'a str,
}

/// The fields of the event that do not change between its three forms.
pub(super) struct Text<'a> {
    pub draft: &'a Draft<'a>,
    pub top_redacts: Option<&'a EventId>,
    pub prev_events: String,
    pub auth_events: String,
    pub event_id: Option<OwnedEventId>,
}

impl Text<'_> {
    /// The event as canonical JSON. `with_redacts` is false in the redacted form.
    pub(super) fn write(
        &self,
        content: &str,
        with_redacts: bool,
        content_hash: Option<&str>,
        signature: Option<&Signature<'_>>,
    ) -> String {
        let draft = self.draft;
        let mut out = String::with_capacity(
            content.len() + self.prev_events.len() + self.auth_events.len() + 640,
        );
        out.push_str("{\"auth_events\":");
        out.push_str(&self.auth_events);
        out.push_str(",\"content\":");
        out.push_str(content);
        push_number(&mut out, "depth", draft.depth.min(MAX_INTEGER));
        push_field(
            &mut out,
            "event_id",
            self.event_id.as_ref().map(|id| id.as_str()),
        );
        if let Some(hash) = content_hash {
            out.push_str(",\"hashes\":{\"sha256\":\"");
            out.push_str(hash);
            out.push_str("\"}");
        }
        push_number(
            &mut out,
            "origin_server_ts",
            draft.origin_server_ts.get().into(),
        );
        out.push_str(",\"prev_events\":");
        out.push_str(&self.prev_events);
        if with_redacts {
            push_field(&mut out, "redacts", self.top_redacts.map(EventId::as_str));
        }
        push_field(&mut out, "room_id", draft.room_id.map(RoomId::as_str));
        push_field(&mut out, "sender", Some(draft.sender.as_str()));
        if let Some(Signature {
            server_name,
            key_id,
            signature,
        }) = signature
        {
            out.push_str(",\"signatures\":{");
            push_string(&mut out, server_name);
            out.push_str(":{");
            push_string(&mut out, key_id);
            out.push(':');
            push_string(&mut out, signature);
            out.push_str("}}");
        }
        push_field(&mut out, "state_key", draft.state_key);
        push_field(&mut out, "type", Some(draft.kind));
        out.push('}');
        out
    }
}

fn push_field(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":");
        push_string(out, value);
    }
}

fn push_number(out: &mut String, name: &str, value: u64) {
    // Writing into a String cannot fail.
    let written = write!(out, ",\"{name}\":{value}");
    debug_assert!(written.is_ok());
}
