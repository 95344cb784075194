//! Which rooms an answer tells of: lists, windows, subscriptions.

use std::collections::{BTreeMap, HashMap, HashSet};

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
    wanted::Wanted,
};

/// The answer, what the client then knows, and whether it is worth sending before the timeout.
pub(super) fn read(tx: &mut Tx<'_>, inputs: Inputs) -> Result<(SlidingBody, Generation, bool)> {
    let direct = queries::direct_rooms(tx, inputs.who.user)?;
    let mut rooms = queries::rooms(tx, inputs.who.user)?;
    rooms.retain(|row| !inputs.is_unwanted(row));
    rooms.sort_by_key(|row| std::cmp::Reverse(row.bump_stamp()));
    let mut body = SlidingBody::default();
    let mut after = inputs.before.clone();
    after.token = inputs.upto;

    let mut wanted: BTreeMap<i64, Wanted> = BTreeMap::new();
    let mut in_lists: HashMap<String, Vec<i64>> = HashMap::new();
    for (name, list) in &inputs.request.lists {
        let matching: Vec<&RoomRow> = rooms
            .iter()
            .filter(|row| row.is_listed() && passes(list.filters.as_ref(), row, &direct))
            .collect();
        body.lists.insert(
            name.clone(),
            ListBody {
                count: matching.len() as u64,
            },
        );
        for row in window(&matching, list) {
            in_lists.entry(name.clone()).or_default().push(row.room);
            let details = &list.room_details;
            let room = wanted.entry(row.room).or_default();
            room.add(details.timeline_limit, &details.required_state);
        }
    }
    for (room_id, subscription) in &inputs.request.room_subscriptions {
        if let Some(row) = rooms.iter().find(|row| row.room_id == room_id.as_str()) {
            let room = wanted.entry(row.room).or_default();
            room.add(subscription.timeline_limit, &subscription.required_state);
        }
    }
    for row in &rooms {
        // Told of before and left meanwhile: told once more, wherever the windows are now. It stays known,
        // so that a subscription does not tell it again and again.
        let leaves = !row.is_listed() && inputs.before.rooms.contains_key(&row.room);
        let fallback = leaves.then(Wanted::of_the_leaving);
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
