//! What a client wants to see (client-server §9).

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use ruma::api::client::filter::{
    Filter, FilterDefinition, LazyLoadOptions, RoomEventFilter, UrlFilter,
};

use crate::rooms::Event;

/// Most timeline events per room that a filter may ask for.
const LIMIT_MAX: usize = 1000;
/// Without a limit in the filter.
const LIMIT_DEFAULT: usize = 10;

/// Stored filters in memory; one is some hundred bytes.
const KNOWN_MAX: usize = 4000;

/// Filters that polls named by their ids, so that not every poll reads its filter. What an id names
/// never changes.
#[derive(Debug, Default)]
pub struct Filters(Mutex<HashMap<(i64, i64), Arc<FilterDefinition>>>);

impl Filters {
    /// The filter of a user and id.
    pub(crate) fn get(&self, key: (i64, i64)) -> Option<Arc<FilterDefinition>> {
        self.0.lock().get(&key).cloned()
    }

    /// Remembers what was read.
    pub(crate) fn keep(&self, key: (i64, i64), filter: &Arc<FilterDefinition>) {
        let mut known = self.0.lock();
        if known.len() >= KNOWN_MAX {
            known.clear();
        }
        known.insert(key, Arc::clone(filter));
    }

    /// Forgets all filters of a user.
    pub(crate) fn forget_user(&self, user: i64) {
        self.0.lock().retain(|(owner, _), _| *owner != user);
    }
}

/// The timeline limit of a filter, 0..=1000. The spec has it greater than 0; bots send 0 for "no
/// history, please" and are understood.
pub fn limit(filter: &RoomEventFilter) -> usize {
    let asked = filter
        .limit
        .map(|limit| usize::try_from(u64::from(limit)).unwrap_or(LIMIT_MAX));
    asked.unwrap_or(LIMIT_DEFAULT).min(LIMIT_MAX)
}

/// Whether members are loaded lazily; with the redundant ones?
pub fn lazy(filter: &RoomEventFilter) -> Option<bool> {
    match filter.lazy_load_options {
        LazyLoadOptions::Disabled => None,
        LazyLoadOptions::Enabled {
            include_redundant_members,
        } => Some(include_redundant_members),
    }
}

/// Whether the filter lets every event through, so that rows need not be looked at one by one.
pub fn is_open(filter: &RoomEventFilter) -> bool {
    filter.types.is_none()
        && filter.not_types.is_empty()
        && filter.senders.is_none()
        && filter.not_senders.is_empty()
        && filter.url_filter.is_none()
}

/// Whether an event of a room passes.
pub fn passes(filter: &RoomEventFilter, event: &Event) -> bool {
    let sender = event.pdu.sender();
    passes_type(filter.types.as_deref(), &filter.not_types, event.pdu.kind())
        && filter
            .senders
            .as_ref()
            .is_none_or(|list| list.iter().any(|s| s == sender))
        && !filter.not_senders.iter().any(|s| s == sender)
        && match filter.url_filter {
            None => true,
            Some(UrlFilter::EventsWithUrl) => has_url(event),
            Some(UrlFilter::EventsWithoutUrl) => !has_url(event),
        }
}

fn has_url(event: &Event) -> bool {
    event.pdu.content_string("url").is_some()
}

/// Whether events of a room pass at all.
pub fn passes_room(
    rooms: Option<&[ruma::OwnedRoomId]>,
    not_rooms: &[ruma::OwnedRoomId],
    room: &str,
) -> bool {
    rooms.is_none_or(|list| list.iter().any(|r| r == room)) && !not_rooms.iter().any(|r| r == room)
}

/// Whether something with only a type (account data) passes.
pub fn passes_data(filter: &Filter, kind: &str) -> bool {
    passes_type(filter.types.as_deref(), &filter.not_types, kind)
}

/// As [`passes_data`], for room account data and ephemeral events.
pub fn passes_type(types: Option<&[String]>, not_types: &[String], kind: &str) -> bool {
    types.is_none_or(|list| list.iter().any(|pattern| matches(pattern, kind)))
        && !not_types.iter().any(|pattern| matches(pattern, kind))
}

/// `*` stands for any run of characters.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(head) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let tail = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(tail)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_run() {
        for (pattern, text, expected) in [
            ("m.room.*", "m.room.message", true),
            ("m.room.*", "m.reaction", false),
            ("*", "anything", true),
            ("*.message", "m.room.message", true),
            ("m.*.mess*e", "m.room.message", true),
            ("m.room.message", "m.room.messages", false),
            ("a*a", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
