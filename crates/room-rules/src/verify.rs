//! Checking an event of another server (spec: server-server API, validating hashes and signatures on received events).

use std::collections::BTreeSet;

use ruma::{
    CanonicalJsonObject, CanonicalJsonValue, OwnedServerName,
    signatures::{
        PublicKeyMap, Verified, required_server_signatures_to_verify_event, verify_event,
    },
};

use crate::{Rules, RulesError};

/// What the signatures and the hash say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Signed by whom it must be, and untouched.
    Intact,
    /// Signed by whom it must be, but the content is not what was hashed: it was redacted on the
    /// way, or tampered with. Use it redacted ([`redact`](crate::redact)).
    Redact,
}

/// Whose signatures an event needs: fetch the keys of these servers, then call [`verify`].
///
/// # Errors
/// [`RulesError::BadJson`] if the event has no sender and the like.
pub fn signers(
    rules: &Rules,
    event: &CanonicalJsonObject,
) -> Result<BTreeSet<OwnedServerName>, RulesError> {
    let rules = rules.for_verifying(is_join(event));
    required_server_signatures_to_verify_event(event, &rules.signatures)
        .map(|servers| servers.into_iter().collect())
        .map_err(|error| RulesError::BadJson(format!("The event's signers are unclear: {error}.")))
}

/// Checks the signatures of all servers that must have signed, and the content hash.
///
/// # Errors
/// [`RulesError::BadSignature`]: drop the event.
pub fn verify(
    rules: &Rules,
    event: &CanonicalJsonObject,
    keys: &PublicKeyMap,
) -> Result<Verdict, RulesError> {
    match verify_event(keys, event, rules.for_verifying(is_join(event))) {
        Ok(Verified::All) => Ok(Verdict::Intact),
        Ok(_) => Ok(Verdict::Redact),
        Err(error) => Err(RulesError::BadSignature(format!(
            "The event's signature does not hold: {error}."
        ))),
    }
}

fn is_join(event: &CanonicalJsonObject) -> bool {
    let text = |object: &CanonicalJsonObject, field: &str, expected: &str| {
        object.get(field).and_then(CanonicalJsonValue::as_str) == Some(expected)
    };
    let content = event.get("content").and_then(CanonicalJsonValue::as_object);
    text(event, "type", "m.room.member")
        && content.is_some_and(|content| text(content, "membership", "join"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::signers;
    use crate::{
        Rules,
        test_room::{ALICE, BOB, SERVER, Send, TestRoom},
    };

    #[test]
    fn the_server_of_whoever_authorised_a_join_signs_too_and_only_then() {
        let content = json!({
            "membership": "join", "join_authorised_via_users_server": "@a:elsewhere.example",
        });
        for rules in Rules::all().filter(|rules| rules.event_id_is_hash()) {
            let room = TestRoom::new(rules, json!({"join_rule": "public"}));
            let signers_of = |sender, kind, state_key, content| {
                let send = Send {
                    sender,
                    kind,
                    state_key,
                    content,
                    redacts: None,
                };
                let servers = signers(rules, &room.build(&send).unwrap().to_object().unwrap());
                servers
                    .unwrap()
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
            };
            let join = signers_of(BOB, "m.room.member", Some(BOB), content.clone());
            let both = rules.supports_restricted();
            let expected = if both {
                vec!["elsewhere.example", SERVER]
            } else {
                vec![SERVER]
            };
            assert_eq!(join, expected, "v{}", rules.version());
            let message = signers_of(ALICE, "m.room.message", None, content.clone());
            assert_eq!(message, vec![SERVER], "v{}", rules.version());
            let mut leave = content.clone();
            leave["membership"] = json!("leave");
            assert_eq!(
                signers_of(BOB, "m.room.member", Some(BOB), leave),
                vec![SERVER]
            );
        }
    }
}
