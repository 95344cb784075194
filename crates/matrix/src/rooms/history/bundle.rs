//! Bundled aggregations: what others related to an event, in its `unsigned` (client-server §11.21.1).
//!
//! A page costs a handful of queries, however many events it has: one finds threads, one finds
//! edits and references, and only what was found is read.

use std::collections::{HashMap, HashSet};

use room_rules::Rules;
use ruma::{EventId, OwnedEventId};
use serde_json::value::RawValue;
use store::{StoreError, Tx, Value};

use super::queries;
use crate::rooms::{Event, access::Reader, event::Viewer};

/// For whom relations are bundled.
#[derive(Clone, Copy)]
pub struct Audience<'a> {
    /// `room.nid`.
    pub room: i64,
    /// The rules of its version.
    pub rules: &'static Rules,
    /// The person's number.
    pub user: i64,
    /// His id.
    pub user_id: &'a str,
    /// His device.
    pub device: i64,
    /// Nothing newer is shown.
    pub upto: i64,
    /// Now, for `age`.
    pub now_ms: u64,
    /// What he may see; `None`: he was in the room all along.
    pub reader: Option<&'a Reader>,
    /// Whom he ignores: what they write is not shown to him.
    pub ignored: Option<&'a HashSet<String>>,
}

/// Members of `unsigned` by event, without braces.
#[derive(Debug, Default)]
pub struct Bundles(HashMap<OwnedEventId, String>);

impl Bundles {
    /// What is bundled with the event, for [`Event::render`]'s `extra`.
    pub fn of(&self, event: &Event) -> Option<&str> {
        self.0.get(event.pdu.event_id()).map(String::as_str)
    }
}

impl Audience<'_> {
    /// The event as this audience is shown it, with `room_id`; `extra` as for [`Event::render`].
    pub fn render(&self, event: &Event, extra: Option<&str>) -> Box<RawValue> {
        self.show(event, true, extra)
    }

    /// The event as it stands in a timeline of `/sync`: the room is named around it.
    pub fn render_in_room(&self, event: &Event, extra: Option<&str>) -> Box<RawValue> {
        self.show(event, false, extra)
    }

    fn show(&self, event: &Event, with_room_id: bool, extra: Option<&str>) -> Box<RawValue> {
        let membership = self
            .reader
            .map_or("join", |reader| reader.membership_at(event.pos + 1));
        let viewer = Viewer {
            device: self.device,
            membership: Some(membership),
            now_ms: self.now_ms,
        };
        match self.reader {
            Some(reader) => reader.shown(event).render(viewer, with_room_id, extra),
            None => event.render(viewer, with_room_id, extra),
        }
    }

    /// Whether he is shown the event.
    pub(super) fn sees(&self, event: &Event) -> bool {
        let ignored = |ignored: &HashSet<String>| ignored.contains(event.pdu.sender().as_str());
        let hidden = !event.pdu.is_state() && self.ignored.is_some_and(ignored);
        !hidden
            && event.pos <= self.upto
            && self
                .reader
                .is_none_or(|reader| reader.may_see(event, self.user_id))
    }
}

/// Whether events that all belong to the newest part of a room have relations among each other. If
/// not, nothing newer can relate to them, and [`read`] would find nothing.
pub fn is_needed<'a>(events: impl Iterator<Item = &'a Event> + Clone) -> bool {
    let relations = events.clone().filter_map(Event::relation);
    relations
        .filter(|(_, rel_type)| {
            matches!(rel_type.as_str(), "m.replace" | "m.thread" | "m.reference")
        })
        .any(|(target, _)| {
            events
                .clone()
                .any(|event| event.pdu.event_id() == target.as_str())
        })
}

/// As [`read`], for events that are the newest of a room up to the audience's `upto`.
pub fn read_newest(
    tx: &mut Tx<'_>,
    audience: &Audience<'_>,
    events: &[Event],
) -> Result<Bundles, StoreError> {
    if is_needed(events.iter()) {
        read(tx, audience, events)
    } else {
        Ok(Bundles::default())
    }
}

/// Reads what is bundled with the events of a page.
pub fn read(
    tx: &mut Tx<'_>,
    audience: &Audience<'_>,
    events: &[Event],
) -> Result<Bundles, StoreError> {
    let mut parts: HashMap<OwnedEventId, Vec<String>> = HashMap::new();
    if events.is_empty() {
        return Ok(Bundles::default());
    }
    let ids = ids(events);
    let related = queries::related(tx, audience.room, audience.upto, &ids)?;
    edits(tx, audience, events, &related, &mut parts)?;
    references(tx, audience, &related, &mut parts)?;
    threads(tx, audience, events, &mut parts)?;
    let join = |parts: Vec<String>| format!("\"m.relations\":{{{}}}", parts.join(","));
    Ok(Bundles(
        parts
            .into_iter()
            .map(|(id, parts)| (id, join(parts)))
            .collect(),
    ))
}

fn ids(events: &[Event]) -> Vec<Value<'_>> {
    queries::texts(events.iter().map(|event| event.pdu.event_id().as_str()))
}

fn of_type<'a>(related: &'a [(String, String)], wanted: &str) -> Vec<Value<'a>> {
    let targets = related.iter().filter(|(_, rel_type)| rel_type == wanted);
    queries::texts(targets.map(|(target, _)| target.as_str()))
}

/// The newest edit of each message, in full. An edit itself, state and redacted messages have none.
fn edits(
    tx: &mut Tx<'_>,
    audience: &Audience<'_>,
    events: &[Event],
    related: &[(String, String)],
    parts: &mut HashMap<OwnedEventId, Vec<String>>,
) -> Result<(), StoreError> {
    let targets = of_type(related, "m.replace");
    if targets.is_empty() {
        return Ok(());
    }
    let (room, rules) = (audience.room, audience.rules);
    for edit in queries::latest_edits(tx, room, rules, audience.upto, &targets)? {
        let Some((target, _)) = edit.relation() else {
            continue;
        };
        let original = events
            .iter()
            .find(|event| event.pdu.event_id() == target.as_str());
        if let Some(original) = original
            && replaces(&edit, original)
            && audience.sees(&edit)
        {
            let shown = audience.render(&edit, None);
            let part = format!("\"m.replace\":{}", shown.get());
            parts
                .entry(original.pdu.event_id().to_owned())
                .or_default()
                .push(part);
        }
    }
    Ok(())
}

/// Whether an edit counts (client-server §11.21.3.1). What an encrypted one says only its readers
/// know.
fn replaces(edit: &Event, original: &Event) -> bool {
    #[derive(serde::Deserialize)]
    struct Content {
        #[serde(rename = "m.new_content")]
        new_content: Option<serde_json::Map<String, serde_json::Value>>,
    }
    let is_edit = original
        .relation()
        .is_some_and(|(_, rel_type)| rel_type == "m.replace");
    let has_content = || {
        serde_json::from_str::<Content>(edit.pdu.content().get())
            .is_ok_and(|content| content.new_content.is_some())
    };
    !is_edit && !original.is_redacted() && (edit.pdu.kind() == "m.room.encrypted" || has_content())
}

fn references(
    tx: &mut Tx<'_>,
    audience: &Audience<'_>,
    related: &[(String, String)],
    parts: &mut HashMap<OwnedEventId, Vec<String>>,
) -> Result<(), StoreError> {
    let targets = of_type(related, "m.reference");
    if targets.is_empty() {
        return Ok(());
    }
    let mut lists: HashMap<String, Vec<serde_json::Value>> = HashMap::new();
    for (target, event_id) in queries::references(tx, audience.room, audience.upto, &targets)? {
        lists
            .entry(target)
            .or_default()
            .push(serde_json::json!({ "event_id": event_id }));
    }
    for (target, chunk) in lists {
        let Ok(target) = EventId::parse(target) else {
            continue;
        };
        let list = serde_json::json!({ "chunk": chunk });
        parts
            .entry(target)
            .or_default()
            .push(format!("\"m.reference\":{list}"));
    }
    Ok(())
}

/// Newest reply (with its own newest edit), number of replies, and whether the reader took part.
fn threads(
    tx: &mut Tx<'_>,
    audience: &Audience<'_>,
    events: &[Event],
    parts: &mut HashMap<OwnedEventId, Vec<String>>,
) -> Result<(), StoreError> {
    let mut rows = queries::threads_of(tx, audience.room, audience.user, &ids(events))?;
    for row in rows.iter_mut().filter(|row| row.latest_pos > audience.upto) {
        let (latest, replies) = queries::thread_until(tx, &row.root, audience.upto)?;
        (row.latest_pos, row.replies) = (latest.unwrap_or(i64::MIN), replies);
    }
    rows.retain(|row| row.replies > 0);
    if rows.is_empty() {
        return Ok(());
    }
    let positions: Vec<i64> = rows.iter().map(|row| row.latest_pos).collect();
    let mut replies = queries::events_at(tx, audience.rules, &positions)?;
    replies.retain(|reply| audience.sees(reply));
    for row in &mut rows {
        if replies.iter().any(|reply| reply.pos == row.latest_pos) {
            continue;
        }
        // The newest is of somebody whom he ignores: the one before stands for it.
        let older = queries::newest_replies(tx, audience.rules, &row.root, audience.upto)?;
        if let Some(reply) = older.into_iter().find(|reply| audience.sees(reply)) {
            row.latest_pos = reply.pos;
            replies.push(reply);
        }
    }
    let mut edited = HashMap::new();
    let related = queries::related(tx, audience.room, audience.upto, &ids(&replies))?;
    edits(tx, audience, &replies, &related, &mut edited)?;
    for row in rows {
        let Some(reply) = replies.iter().find(|reply| reply.pos == row.latest_pos) else {
            continue;
        };
        let Some(root) = events
            .iter()
            .find(|event| event.pdu.event_id() == row.root.as_str())
        else {
            continue;
        };
        let extra = edited.get(reply.pdu.event_id());
        let extra = extra.map(|parts| format!("\"m.relations\":{{{}}}", parts.join(",")));
        let part = format!(
            "\"m.thread\":{{\"count\":{},\"current_user_participated\":{},\"latest_event\":{}}}",
            row.replies,
            row.took_part || root.sender == audience.user,
            audience.render(reply, extra.as_deref()).get()
        );
        parts
            .entry(root.pdu.event_id().to_owned())
            .or_default()
            .push(part);
    }
    Ok(())
}
