//! Checking an event of another server (spec: server-server API, validating hashes and signatures on received events).

use std::collections::BTreeSet;

use ruma::{
    CanonicalJsonObject, OwnedServerName,
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
    required_server_signatures_to_verify_event(event, &rules.ruma().signatures)
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
    match verify_event(keys, event, rules.ruma()) {
        Ok(Verified::All) => Ok(Verdict::Intact),
        Ok(_) => Ok(Verdict::Redact),
        Err(error) => Err(RulesError::BadSignature(format!(
            "The event's signature does not hold: {error}."
        ))),
    }
}
