//! Which rooms an answer tells of: lists, windows, subscriptions.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use http_server::Result;
use ruma::{
    UInt,
    api::client::sync::sync_events::v5::request::{List, ListFilters},
    directory::RoomTypeFilter,
};
use store::Tx;

use super::{
    Inputs,
    connection::Generation,
    extensions,
    queries::{self, RoomRow},
    response::{ListBody, SlidingBody},
    room,
};

/// Most timeline events per room.
const TIMELINE_MAX: usize = 100;

/// What the client wants of a room.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) timeline_limit: usize,
    pub(super) required_state: Vec<(String, String)>,
}

/// The answer, what the client then knows, and whether it is worth sending before the timeout.
pub(super) fn read(tx: &mut Tx<'_>, inputs: Inputs) -> Result<(SlidingBody, Generation, bool)> {
    let direct = queries::direct_rooms(tx, inputs.who.user)?;
    let mut rooms = queries::rooms(tx, inputs.who.user)?;
    rooms.retain(|row| !inputs.is_unwanted(row));
    rooms.sort_by_key(|row| std::cmp::Reverse(bump_stamp(row)));
    let mut body = SlidingBody::default();
    let mut after = inputs.before.clone();
    after.token = inputs.upto;

    let mut wanted: BTreeMap<i64, Wanted> = BTreeMap::new();
    let mut in_lists: HashMap<String, Vec<i64>> = HashMap::new();
    for (name, list) in &inputs.request.lists {
        let matching: Vec<&RoomRow> = rooms
            .iter()
            .filter(|row| is_listed(row) && passes(list.filters.as_ref(), row, &direct))
            .collect();
        body.lists.insert(
            name.clone(),
            ListBody {
                count: matching.len() as u64,
            },
        );
        for row in window(&matching, list) {
            in_lists.entry(name.clone()).or_default().push(row.room);
            add(
                wanted.entry(row.room).or_default(),
                list.room_details.timeline_limit,
                &list.room_details.required_state,
            );
        }
    }
    for (room_id, subscription) in &inputs.request.room_subscriptions {
        if let Some(row) = rooms.iter().find(|row| row.room_id == room_id.as_str()) {
            add(
                wanted.entry(row.room).or_default(),
                subscription.timeline_limit,
                &subscription.required_state,
            );
        }
    }
    for row in &rooms {
        // Told of before and left meanwhile: told once more, wherever the windows are now. It stays known,
        // so that a subscription does not tell it again and again.
        let leaves = !is_listed(row) && inputs.before.rooms.contains_key(&row.room);
        let fallback = leaves.then(|| Wanted {
            timeline_limit: 1,
            // Clients learn from their own member event that they are out.
            required_state: vec![("m.room.member".to_owned(), "$ME".to_owned())],
        });
        let Some(wanted) = wanted.get(&row.room).cloned().or(fallback) else {
            continue;
        };
        if let Some(told) = room::read(
            tx,
            &inputs,
            &mut after,
            row,
            &wanted,
            direct.contains(&row.room_id),
        )? {
            body.rooms.insert(row.room_id.clone(), told);
        }
    }
    let subscribed: HashSet<i64> = wanted.keys().copied().collect();
    let has_extension_news = extensions::read(tx, &inputs, &rooms, &subscribed, &mut body)?;
    after.counts = body
        .lists
        .iter()
        .map(|(name, list)| (name.clone(), list.count))
        .collect();
    let is_first = inputs.before.number == 0;
    let has_news = is_first
        || !body.rooms.is_empty()
        || has_extension_news
        || after.counts != inputs.before.counts;
    Ok((body, after, has_news))
}

/// Where a room stands in lists; invites and knocks by their own event. Always positive.
pub(super) fn bump_stamp(row: &RoomRow) -> i64 {
    if row.membership == "join" {
        row.bump_pos.max(1)
    } else {
        row.member_pos.max(1)
    }
}

fn is_listed(row: &RoomRow) -> bool {
    matches!(row.membership.as_str(), "join" | "invite" | "knock")
}

fn window<'r>(matching: &[&'r RoomRow], list: &List) -> Vec<&'r RoomRow> {
    let mut out: Vec<&RoomRow> = Vec::new();
    for (from, to) in &list.ranges {
        let index = |n: &UInt| usize::try_from(u64::from(*n)).unwrap_or(usize::MAX);
        let (from, to) = (index(from), index(to).saturating_add(1).min(matching.len()));
        for row in matching.get(from..to).unwrap_or_default() {
            if !out.iter().any(|known| known.room == row.room) {
                out.push(row);
            }
        }
    }
    out
}

fn add(wanted: &mut Wanted, limit: UInt, required: &[(ruma::events::StateEventType, String)]) {
    let limit = usize::try_from(u64::from(limit))
        .unwrap_or(TIMELINE_MAX)
        .min(TIMELINE_MAX);
    wanted.timeline_limit = wanted.timeline_limit.max(limit);
    for (kind, key) in required {
        let pair = (kind.to_string(), key.clone());
        if !wanted.required_state.contains(&pair) {
            wanted.required_state.push(pair);
        }
    }
}

/// Filters are those of this request, never of an earlier one.
fn passes(filters: Option<&ListFilters>, row: &RoomRow, direct: &HashSet<String>) -> bool {
    let Some(filters) = filters else { return true };
    let of_type =
        |types: &[RoomTypeFilter]| types.iter().any(|t| t.as_str() == row.room_type.as_deref());
    filters
        .is_dm
        .is_none_or(|is| is == direct.contains(&row.room_id))
        && filters.is_encrypted.is_none_or(|is| is == row.encrypted)
        && filters
            .is_invite
            .is_none_or(|is| is == (row.membership == "invite"))
        && (filters.room_types.is_empty() || of_type(&filters.room_types))
        && !of_type(&filters.not_room_types)
}

impl Wanted {
    /// The required state as it is remembered.
    pub(super) fn required(&self) -> Arc<Vec<(String, String)>> {
        Arc::new(self.required_state.clone())
    }
}
