//! Walks over the graph of auth events (spec: server-server API, auth chain; room version 12, conflicted state subgraph).

use std::collections::{HashMap, HashSet};

use ruma::{EventId, OwnedEventId, state_res::utils::event_id_set::EventIdSet};

use crate::Pdu;

/// These events and everything that their auth events lead to.
pub(super) fn auth_chain<'a>(
    from: impl Iterator<Item = &'a OwnedEventId>,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> EventIdSet<OwnedEventId> {
    let mut open: Vec<OwnedEventId> = from.cloned().collect();
    let mut chain = EventIdSet::new();
    while let Some(id) = open.pop() {
        if chain.contains(&id) {
            continue;
        }
        let Some(pdu) = fetch(&id) else { continue };
        chain.insert(id);
        open.extend(pdu.auth_events().iter().cloned());
    }
    chain
}

/// All events on a way along auth events from one conflicted event to another, with its ends.
pub(super) fn conflicted_subgraph<'a>(
    conflicted: impl Iterator<Item = &'a OwnedEventId>,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> EventIdSet<OwnedEventId> {
    let ends: HashSet<OwnedEventId> = conflicted.cloned().collect();
    // Whether a way along auth events leads from here to an end. Everything we walk over was
    // reached from an end, so these are the events in between.
    let mut leads_to_end: HashMap<OwnedEventId, bool> = HashMap::new();
    for end in &ends {
        walk(end, &ends, &mut leads_to_end, &fetch);
    }
    leads_to_end
        .into_iter()
        .filter_map(|(id, leads)| leads.then_some(id))
        .collect()
}

/// A step of the depth-first walk; a stack rather than recursion, for chains are long.
enum Step {
    Enter(OwnedEventId),
    Leave(OwnedEventId, Vec<OwnedEventId>),
}

fn walk(
    start: &OwnedEventId,
    ends: &HashSet<OwnedEventId>,
    leads_to_end: &mut HashMap<OwnedEventId, bool>,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) {
    let mut entered: HashSet<OwnedEventId> = HashSet::new();
    let mut steps = vec![Step::Enter(start.clone())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) => {
                if leads_to_end.contains_key(&id) || !entered.insert(id.clone()) {
                    continue;
                }
                let next = fetch(&id)
                    .map(|pdu| pdu.auth_events().to_vec())
                    .unwrap_or_default();
                steps.push(Step::Leave(id, next.clone()));
                steps.extend(next.into_iter().map(Step::Enter));
            }
            Step::Leave(id, next) => {
                let leads = ends.contains(&id)
                    || next
                        .iter()
                        .any(|id| leads_to_end.get(id).copied().unwrap_or(false));
                leads_to_end.insert(id, leads);
            }
        }
    }
}
