//! An event as it is stored, read and shown (client-server §10.4).

use room_rules::{Pdu, client_event_with_unsigned};
use serde_json::value::RawValue;

/// A stored event. Shared by everybody who is shown it.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its position: the order within the room and within every sync.
    pub pos: i64,
    /// The event itself.
    pub pdu: Pdu,
    /// The sender's number.
    pub sender: i64,
    /// The local device that sent it.
    pub device: Option<i64>,
    /// That device's transaction id.
    pub txn_id: Option<String>,
    /// The room's running number of counted events after it.
    pub notify_ord: i64,
    /// Whether the default push rules notify for it.
    pub counts: bool,
    /// Whether they highlight it, too, for everybody in the room.
    pub highlights: bool,
    /// Members of `unsigned` that are the same for everybody, without braces.
    pub unsigned: Option<String>,
}

/// For whom an event is shown.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// The device, to show it its own transaction id.
    pub device: i64,
    /// The person's membership when the event was sent (MSC4115), if known.
    pub membership: Option<&'a str>,
    /// Now, for `age`.
    pub now_ms: u64,
}

impl Event {
    /// The event as `viewer` sees it; `extra` are more members of `unsigned` (bundled relations),
    /// without braces.
    pub fn render(
        &self,
        viewer: Viewer<'_>,
        with_room_id: bool,
        extra: Option<&str>,
    ) -> Box<RawValue> {
        let mut unsigned = String::with_capacity(96);
        let age = viewer
            .now_ms
            .saturating_sub(self.pdu.origin_server_ts().get().into());
        unsigned.push_str("{\"age\":");
        unsigned.push_str(&age.to_string());
        if let Some(membership) = viewer.membership {
            unsigned.push_str(",\"membership\":\"");
            unsigned.push_str(membership);
            unsigned.push('"');
        }
        if self.device == Some(viewer.device)
            && let Some(txn_id) = &self.txn_id
            && let Ok(quoted) = serde_json::to_string(txn_id)
        {
            unsigned.push_str(",\"transaction_id\":");
            unsigned.push_str(&quoted);
        }
        for more in [self.unsigned.as_deref(), extra].into_iter().flatten() {
            unsigned.push(',');
            unsigned.push_str(more);
        }
        unsigned.push('}');
        let text = client_event_with_unsigned(&self.pdu, with_room_id, Some(&unsigned));
        raw(text)
    }

    /// Whether its content was taken out.
    pub fn is_redacted(&self) -> bool {
        self.unsigned
            .as_deref()
            .is_some_and(|unsigned| unsigned.starts_with("\"redacted_because\""))
    }

    /// The event's relation: target, type (`m.relates_to`).
    pub fn relation(&self) -> Option<(String, String)> {
        relation(&self.pdu)
    }

    /// Whether it is what the device itself has just written in a thread.
    pub fn echoes_in_thread(&self, device: i64) -> bool {
        self.device == Some(device) && self.thread_root().is_some()
    }

    /// The root of the thread that the event is in.
    pub fn thread_root(&self) -> Option<String> {
        self.relation()
            .filter(|(_, rel_type)| rel_type == "m.thread")
            .map(|(root, _)| root)
    }
}

/// JSON that we put together ourselves.
pub(crate) fn raw(json: String) -> Box<RawValue> {
    RawValue::from_string(json).unwrap_or_else(|error| {
        tracing::error!(%error, "Built something that is not JSON");
        RawValue::NULL.to_owned()
    })
}

#[derive(serde::Deserialize)]
struct Related {
    #[serde(rename = "m.relates_to")]
    relates_to: Option<RelatesTo>,
}

#[derive(serde::Deserialize)]
struct RelatesTo {
    rel_type: Option<String>,
    event_id: Option<String>,
}

/// Target and type of the relation in an event's content, if it is well formed.
pub(crate) fn relation(pdu: &Pdu) -> Option<(String, String)> {
    relation_of(pdu.content())
}

/// As [`relation`], of a content.
pub(crate) fn relation_of(content: &RawValue) -> Option<(String, String)> {
    // Most events have none: a look at the text is cheaper than a parse.
    if !content.get().contains("m.relates_to") {
        return None;
    }
    let related: Related = serde_json::from_str(content.get()).ok()?;
    let relation = related.relates_to?;
    Some((relation.event_id?, relation.rel_type?))
}

/// Whether the event moves its room up in lists (MSC4186's `bump_stamp`).
pub(crate) fn bumps(pdu: &Pdu) -> bool {
    matches!(
        pdu.kind(),
        "m.room.create"
            | "m.room.message"
            | "m.room.encrypted"
            | "m.sticker"
            | "m.call.invite"
            | "m.poll.start"
            | "org.matrix.msc3381.poll.start"
            | "m.beacon_info"
    )
}
