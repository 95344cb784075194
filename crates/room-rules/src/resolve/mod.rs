//! Merging the states of a room's forks into one (spec: room versions 1, 2 and 12, state resolution).
//!
//! Versions 2 and later are ruma's; version 1, which ruma leaves out, is in [`first`].

mod first;
mod graph;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ruma::{
    EventId, OwnedEventId,
    events::StateEventType,
    room_version_rules::StateResolutionV2Rules,
    state_res::{StateMap, resolve as resolve_v2},
};

use crate::{Pdu, Rules, RulesError};

/// A state of a room: type and state key → event id.
pub type StateSet = BTreeMap<(String, String), OwnedEventId>;

/// The state after the forks with these states. `fetch` must know every event of the states and of
/// their auth chains; what it does not know is left out.
///
/// The result does not depend on the order of `states`.
///
/// # Errors
/// [`RulesError::InvalidParam`] if an event that must be there is missing.
pub fn resolve(
    rules: &Rules,
    states: &[StateSet],
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> Result<StateSet, RulesError> {
    match states {
        [] => return Ok(StateSet::new()),
        [only] => return Ok(only.clone()),
        [first, rest @ ..] if rest.iter().all(|state| state == first) => return Ok(first.clone()),
        _ => {}
    }
    match rules.ruma().state_res.v2_rules() {
        Some(v2) => second(rules, v2, states, fetch),
        None => Ok(first::resolve(rules, states, &fetch)),
    }
}

fn second(
    rules: &Rules,
    v2: &StateResolutionV2Rules,
    states: &[StateSet],
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> Result<StateSet, RulesError> {
    let maps: Vec<StateMap<OwnedEventId>> = states.iter().map(state_map).collect();
    let chains = states
        .iter()
        .map(|state| graph::auth_chain(state.values(), &fetch))
        .collect();
    let resolved = resolve_v2(rules.auth(), v2, &maps, chains, &fetch, |conflicted| {
        Some(graph::conflicted_subgraph(
            conflicted.values().flatten(),
            &fetch,
        ))
    })
    .map_err(|error| RulesError::InvalidParam(format!("The states cannot be merged: {error}.")))?;
    // The key is taken from the event, not from ruma's event type.
    Ok(resolved
        .into_iter()
        .map(|((kind, key), id)| {
            let kind = fetch(&id).map_or_else(|| kind.to_string(), |pdu| pdu.kind().to_owned());
            ((kind, key), id)
        })
        .collect())
}

fn state_map(state: &StateSet) -> StateMap<OwnedEventId> {
    state
        .iter()
        .map(|((kind, key), id)| {
            (
                (StateEventType::from(kind.as_str()), key.clone()),
                id.clone(),
            )
        })
        .collect()
}
