//! Push rules applied to one event (client-server §13.13.1). Conditions are ruma's; this file gives
//! them what they need to know of the room.

use std::collections::BTreeMap;

use futures::FutureExt;
use room_rules::{Pdu, client_event};
use ruma::{
    OwnedUserId, UInt, UserId, int,
    power_levels::NotificationPowerLevels,
    push::{
        Action, FlattenedJson, PushConditionPowerLevelsCtx, PushConditionRoomCtx, Ruleset, Tweak,
    },
    room_version_rules::{AuthorizationRules, RoomPowerLevelsRules},
    serde::Raw,
};
use serde_json::{Value, json};

use crate::rooms::event::raw;

/// What rules may ask of the room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// How many people are joined.
    pub(crate) members: u64,
    /// Whether the sender's power level allows `@room`.
    pub(crate) may_notify_room: bool,
}

/// The event in the form that conditions look into; made once per event.
pub(crate) fn flat(pdu: &Pdu) -> FlattenedJson {
    let event: Raw<Value> = Raw::from_json(raw(client_event(pdu, true)));
    FlattenedJson::from_raw(&event)
}

/// What the first matching rule says; empty: nothing. Nobody is notified of his own events.
pub(crate) fn actions(
    rules: &Ruleset,
    event: &FlattenedJson,
    pdu: &Pdu,
    user_id: &UserId,
    room: Room,
) -> Vec<Action> {
    let members = UInt::try_from(room.members).unwrap_or(UInt::MAX);
    let levels = levels(pdu.sender(), room.may_notify_room);
    let context = PushConditionRoomCtx::new(
        pdu.room_id().to_owned(),
        members,
        user_id.to_owned(),
        String::new(),
    )
    .with_power_levels(levels);
    for rule in rules {
        // Never waits: none of our conditions asks anybody else.
        if rule.applies(event, &context).now_or_never() == Some(true) {
            return rule.actions().to_vec();
        }
    }
    Vec::new()
}

/// Power levels that say of this sender what the room's own say.
fn levels(sender: &UserId, may_notify_room: bool) -> PushConditionPowerLevelsCtx {
    let level = if may_notify_room { int!(50) } else { int!(0) };
    let users: BTreeMap<OwnedUserId, _> = BTreeMap::from([(sender.to_owned(), level)]);
    let rules = RoomPowerLevelsRules::new(&AuthorizationRules::V1, None);
    PushConditionPowerLevelsCtx::new(users, int!(0), NotificationPowerLevels::new(), rules)
}

/// What actions come to: whether they notify, whether they highlight.
pub(crate) fn outcome(actions: &[Action]) -> (bool, bool) {
    let notify = actions.iter().any(Action::should_notify);
    (notify, notify && actions.iter().any(Action::is_highlight))
}

/// The tweaks as a push gateway gets them: `{"sound": "default", "highlight": true}`.
pub(crate) fn tweaks(actions: &[Action]) -> Value {
    let mut out = json!({});
    for action in actions {
        match action {
            Action::SetTweak(Tweak::Highlight(_)) => {
                out["highlight"] = action.is_highlight().into()
            }
            Action::SetTweak(tweak) => {
                let tweak =
                    serde_json::to_value(Action::SetTweak(tweak.clone())).unwrap_or_default();
                if let (Some(name), Some(value)) = (tweak["set_tweak"].as_str(), tweak.get("value"))
                {
                    out[name] = value.clone();
                }
            }
            _ => {}
        }
    }
    out
}
