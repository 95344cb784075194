//! Taking the content out of an event while keeping its id and its force (spec: client-server API, redactions; room versions, redactions).

#[cfg(test)]
mod tests;

use bytes::Bytes;
use ruma::{
    CanonicalJsonObject, CanonicalJsonValue, UserId,
    canonical_json::{RedactedBecause, redact as redact_object},
};

use crate::{Pdu, PowerLevels, Rules, RulesError, canonical_json};

/// The event without what the room version does not need, as an object. `because`, the redaction as
/// clients shall see it, goes to `unsigned.redacted_because`. Hash, signatures and id stay valid.
///
/// # Errors
/// [`RulesError::BadJson`] if `event` has no type.
pub fn redact(
    rules: &Rules,
    event: CanonicalJsonObject,
    because: Option<CanonicalJsonObject>,
) -> Result<CanonicalJsonObject, RulesError> {
    redact_object(
        event,
        &rules.ruma().redaction,
        because.map(RedactedBecause::from_json),
    )
    .map_err(|error| RulesError::BadJson(format!("This event cannot be redacted: {error}.")))
}

/// As [`redact`], for an event in hand: the redacted event with the same id. `because` is the
/// redaction as a client sees it ([`client_event`](crate::client_event)).
///
/// # Errors
/// [`RulesError::BadJson`] if either is damaged.
pub fn redact_pdu(rules: &Rules, pdu: &Pdu, because: Option<&str>) -> Result<Pdu, RulesError> {
    let because = because
        .map(serde_json::from_str::<CanonicalJsonObject>)
        .transpose()
        .map_err(|error| RulesError::BadJson(error.to_string()))?;
    let mut object = redact(rules, pdu.to_object()?, because)?;
    // An event that was redacted before keeps its first reason unless there is a new one.
    if !object.contains_key("unsigned")
        && let Some(unsigned) = pdu.unsigned()
        && let Ok(value @ CanonicalJsonValue::Object(_)) = serde_json::from_str(unsigned.get())
    {
        object.insert("unsigned".to_owned(), value);
    }
    let json = Bytes::from(canonical_json(&object)?);
    Pdu::from_stored(pdu.event_id().to_owned(), json, rules, pdu.rejected())
}

/// Whether a redaction takes effect: its sender may redact the events of others, or both events come
/// from people of the same server. (From version 3 on a redaction without effect is a valid event.)
///
/// For a request of our own user, ask for the user himself rather than his server: pass
/// `same_user_only`.
#[must_use]
pub fn redaction_applies(
    levels: &PowerLevels,
    redaction_sender: &UserId,
    target_sender: &UserId,
    same_user_only: bool,
) -> bool {
    let own = if same_user_only {
        redaction_sender == target_sender
    } else {
        redaction_sender.server_name() == target_sender.server_name()
    };
    own || levels.reaches(redaction_sender, levels.redact)
}
