//! Is this event allowed? (spec: server-server API, authorization rules; room versions.)
//!
//! ruma decides; [`quick`] spares it the common case, [`explain`] words the refusal.

mod explain;
mod quick;
#[cfg(test)]
mod tests;

use ruma::{
    EventId, UserId,
    events::StateEventType,
    state_res::{
        auth_types_for_event, check_state_dependent_auth_rules, check_state_independent_auth_rules,
    },
};
use serde_json::value::RawValue;

use crate::{Pdu, Rules, RulesError};

/// Which state an event must reference in `auth_events`, as pairs of type and state key. Reference
/// those that exist in the room's current state. Version 12 leaves the create event out.
///
/// # Errors
/// [`RulesError::BadJson`] for a member event without state key or with a malformed content.
pub fn auth_types(
    rules: &Rules,
    kind: &str,
    sender: &UserId,
    state_key: Option<&str>,
    content: &RawValue,
) -> Result<Vec<(&'static str, String)>, RulesError> {
    let types = auth_types_for_event(&kind.into(), sender, state_key, content, rules.auth())
        .map_err(|text| RulesError::BadJson(explain::sentence(&text)))?;
    Ok(types
        .into_iter()
        .filter_map(|(kind, key)| Some((auth_type_name(&kind)?, key)))
        .collect())
}

/// The five types that can authorise an event; nothing else is ever asked for.
fn auth_type_name(kind: &StateEventType) -> Option<&'static str> {
    Some(match kind {
        StateEventType::RoomCreate => "m.room.create",
        StateEventType::RoomMember => "m.room.member",
        StateEventType::RoomPowerLevels => "m.room.power_levels",
        StateEventType::RoomJoinRules => "m.room.join_rules",
        StateEventType::RoomThirdPartyInvite => "m.room.third_party_invite",
        _ => return None,
    })
}

/// Checks an event against a state of its room (type, state key → event): the current state for an
/// event of our own; for one of another server also the state before it and that of its auth events.
///
/// # Errors
/// [`RulesError::Forbidden`] with a sentence for the sender.
pub fn authorise(
    rules: &Rules,
    pdu: &Pdu,
    state: impl Fn(&str, &str) -> Option<Pdu>,
) -> Result<(), RulesError> {
    // The rules of the create event depend on no state.
    if pdu.kind() == "m.room.create" {
        return authorise_create(rules, pdu);
    }
    if quick::surely_allowed(rules, pdu, &state) {
        return Ok(());
    }
    check_state_dependent_auth_rules(rules.auth(), pdu, |kind, key| {
        auth_type_name(kind).and_then(|name| state(name, key))
    })
    .map_err(|text| RulesError::forbidden(explain::refusal(rules, pdu, &state, &text)))
}

fn authorise_create(rules: &Rules, pdu: &Pdu) -> Result<(), RulesError> {
    check_state_independent_auth_rules(rules.auth(), pdu, |_| None::<Pdu>)
        .map_err(|text| RulesError::forbidden(explain::sentence(&text)))?;
    // ruma reads this on every later event and would refuse them all: better no room than a dead one.
    let facts = pdu.facts().create(rules, pdu);
    if facts.is_some_and(|facts| facts.federate.is_none()) {
        return Err(RulesError::forbidden("`m.federate` must be true or false."));
    }
    Ok(())
}

/// Checks what does not depend on the room's state: that the event's `auth_events` are the ones it
/// should have, from the same room, and not rejected themselves; and that a create event is well
/// formed. Once per event received from another server.
///
/// # Errors
/// [`RulesError::Forbidden`].
pub fn authorise_by_auth_events(
    rules: &Rules,
    pdu: &Pdu,
    fetch: impl Fn(&EventId) -> Option<Pdu>,
) -> Result<(), RulesError> {
    check_state_independent_auth_rules(rules.auth(), pdu, fetch)
        .map_err(|text| RulesError::forbidden(explain::sentence(&text)))
}
