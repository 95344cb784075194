//! The common case of the auth rules, without reading a content again (spec: room versions, authorization rules).
//!
//! Only ever allows. What it does not allow, ruma judges; a property test compares the two.

use crate::{Pdu, Rules, power_levels::sender_level};

/// Whether this is an ordinary event (a message, a topic) by a joined member with enough power, in a
/// room whose state is well formed. `false` means: ask ruma.
pub(super) fn surely_allowed(
    rules: &Rules,
    pdu: &Pdu,
    state: impl Fn(&str, &str) -> Option<Pdu>,
) -> bool {
    is_ordinary(rules, pdu) && sender_may(rules, pdu, state).unwrap_or(false)
}

/// No rules of its own beyond "joined, and enough power".
fn is_ordinary(rules: &Rules, pdu: &Pdu) -> bool {
    let special = match pdu.kind() {
        "m.room.create" | "m.room.member" | "m.room.power_levels" | "m.room.third_party_invite" => {
            true
        }
        "m.room.aliases" => rules.auth().special_case_room_aliases,
        "m.room.redaction" => rules.auth().special_case_room_redaction,
        _ => false,
    };
    let key_of_another = pdu.state_key().is_some_and(|key| key.starts_with('@'))
        && pdu.state_key() != Some(pdu.sender().as_str());
    !special && !key_of_another
}

fn sender_may(rules: &Rules, pdu: &Pdu, state: impl Fn(&str, &str) -> Option<Pdu>) -> Option<bool> {
    let create = state("m.room.create", "")?;
    let federate = create.facts().create(rules, &create)?.federate?;
    if !federate && create.sender().server_name() != pdu.sender().server_name() {
        return Some(false);
    }
    let member = state("m.room.member", pdu.sender().as_str())?;
    if member.membership_str() != Some("join") {
        return Some(false);
    }
    let level = sender_level(
        rules,
        &create,
        state("m.room.power_levels", "").as_ref(),
        pdu,
    )?;
    Some(level.have >= level.need)
}
