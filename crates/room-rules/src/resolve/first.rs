//! State resolution of room version 1 (spec: room version 1, state resolution).

use std::collections::{BTreeMap, BTreeSet};

use ruma::{EventId, OwnedEventId};
use sha1::{Digest, Sha1};

use super::StateSet;
use crate::{Pdu, Rules, authorise};

type Key = (String, String);
type Conflicts = BTreeMap<Key, Vec<Pdu>>;

/// Power levels first, then join rules, then members, then the rest: each stage is judged by the
/// state that the stages before it left.
const STAGES: [&str; 3] = ["m.room.power_levels", "m.room.join_rules", "m.room.member"];

pub(super) fn resolve(
    rules: &Rules,
    states: &[StateSet],
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> StateSet {
    let (mut resolved, mut conflicts) = separate(states, &fetch);
    for stage in STAGES {
        let (now, later) = conflicts
            .into_iter()
            .partition(|((kind, _), _)| kind == stage);
        conflicts = later;
        let now: Conflicts = now;
        let chosen: Vec<(Key, OwnedEventId)> = now
            .into_iter()
            .filter_map(|(key, events)| {
                Some((key, last_of_the_chain(rules, events, &resolved, &fetch)?))
            })
            .collect();
        resolved.extend(chosen);
    }
    let chosen: Vec<(Key, OwnedEventId)> = conflicts
        .into_iter()
        .filter_map(|(key, events)| Some((key, first_allowed(rules, events, &resolved, &fetch)?)))
        .collect();
    resolved.extend(chosen);
    resolved
}

/// Splits into what all states that know a key agree on, and the rest. In version 1 a key that some
/// states lack is no conflict.
fn separate(states: &[StateSet], fetch: impl Fn(&EventId) -> Option<Pdu>) -> (StateSet, Conflicts) {
    let mut seen: BTreeMap<Key, BTreeSet<OwnedEventId>> = BTreeMap::new();
    for (key, id) in states.iter().flatten() {
        seen.entry(key.clone()).or_default().insert(id.clone());
    }
    let mut agreed = StateSet::new();
    let mut conflicts = Conflicts::new();
    for (key, ids) in seen {
        if ids.len() == 1 {
            agreed.extend(ids.into_iter().map(|id| (key.clone(), id)));
        } else {
            let mut events: Vec<Pdu> = ids.iter().filter_map(|id| fetch(id)).collect();
            // Shallow first; for equal depth the greater SHA-1 of the id.
            events.sort_by_cached_key(|pdu| {
                (
                    pdu.depth(),
                    std::cmp::Reverse(Sha1::digest(pdu.event_id().as_str())),
                )
            });
            conflicts.insert(key, events);
        }
    }
    (agreed, conflicts)
}

/// Goes from the shallowest event upwards as long as each is allowed by the one before it.
fn last_of_the_chain(
    rules: &Rules,
    events: Vec<Pdu>,
    resolved: &StateSet,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> Option<OwnedEventId> {
    let mut events = events.into_iter();
    let mut chosen = events.next()?;
    for event in events {
        let allowed = authorise(rules, &event, |kind, key| {
            if kind == chosen.kind() && Some(key) == chosen.state_key() {
                return Some(chosen.clone());
            }
            look_up(resolved, kind, key, &fetch)
        });
        if allowed.is_err() {
            break;
        }
        chosen = event;
    }
    Some(chosen.event_id().to_owned())
}

/// The deepest event that the resolved state allows, or the shallowest if it allows none.
fn first_allowed(
    rules: &Rules,
    events: Vec<Pdu>,
    resolved: &StateSet,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> Option<OwnedEventId> {
    let allowed = |event: &&Pdu| {
        authorise(rules, event, |kind, key| {
            look_up(resolved, kind, key, &fetch)
        })
        .is_ok()
    };
    let chosen = events
        .iter()
        .rev()
        .find(allowed)
        .or_else(|| events.first())?;
    Some(chosen.event_id().to_owned())
}

fn look_up(
    state: &StateSet,
    kind: &str,
    key: &str,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> Option<Pdu> {
    fetch(state.get(&(kind.to_owned(), key.to_owned()))?)
}
