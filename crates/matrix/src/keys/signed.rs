//! Signed JSON of devices and cross-signing keys (appendix "Signing JSON"; client-server §10.12).

use http::StatusCode;
use http_server::{Error, Result};
use ruma::{
    CanonicalJsonObject, CanonicalJsonValue, SigningKeyAlgorithm, UserId,
    serde::Base64,
    signatures::{to_canonical_json_string_for_signing, verify_canonical_json_bytes},
};
use serde_json::{json, value::RawValue};

/// Longest signed object, as for events.
const BYTES_MAX: usize = 65_536;
/// Longest name of a key, algorithm or device.
pub(crate) const NAME_BYTES_MAX: usize = 255;

/// A JSON object that may carry signatures, of a checked size and of canonical JSON's values only.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    object: CanonicalJsonObject,
    /// What the signatures sign.
    canonical: String,
}

impl Signed {
    /// Takes an object of a request apart; `what` names it in the 400 of anything else.
    pub(crate) fn parse(json: &RawValue, what: &str) -> Result<Self> {
        if json.get().len() > BYTES_MAX {
            return Err(too_large(what));
        }
        let bad = |reason: String| {
            Error::bad_json(format!(
                "{what} is not an object of canonical JSON: {reason}"
            ))
        };
        let object: CanonicalJsonObject =
            serde_json::from_str(json.get()).map_err(|e| bad(e.to_string()))?;
        let canonical =
            to_canonical_json_string_for_signing(&object).map_err(|e| bad(e.to_string()))?;
        let signed = Self { object, canonical };
        signed.check_maps(what)?;
        Ok(signed)
    }

    /// A row of ours.
    pub(crate) fn stored(json: &[u8]) -> Result<Self> {
        let object: CanonicalJsonObject = serde_json::from_slice(json).map_err(Error::internal)?;
        let canonical = to_canonical_json_string_for_signing(&object).map_err(Error::internal)?;
        Ok(Self { object, canonical })
    }

    /// `keys` and `signatures`, where given, must have the form that readers rely on.
    fn check_maps(&self, what: &str) -> Result<()> {
        let bad = |field: &str| {
            Error::bad_json(format!(
                "`{field}` of {what} does not have the expected form"
            ))
        };
        let all_strings = |value: &CanonicalJsonValue| match value {
            CanonicalJsonValue::Object(map) => map.iter().all(|(k, v)| {
                k.len() <= NAME_BYTES_MAX && !k.contains('\0') && v.as_str().is_some()
            }),
            _ => false,
        };
        if self
            .object
            .get("keys")
            .is_some_and(|keys| !all_strings(keys))
        {
            return Err(bad("keys"));
        }
        match self.object.get("signatures") {
            None => Ok(()),
            Some(CanonicalJsonValue::Object(by)) if by.values().all(all_strings) => Ok(()),
            Some(_) => Err(bad("signatures")),
        }
    }

    /// Whether there is a member of this name.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.object.contains_key(field)
    }

    /// A string member.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.object.get(field)?.as_str()
    }

    /// Whether `field` is a list that has `item`.
    pub(crate) fn lists(&self, field: &str, item: &str) -> bool {
        let list = self.object.get(field).and_then(|value| value.as_array());
        list.is_some_and(|list| list.iter().any(|value| value.as_str() == Some(item)))
    }

    /// The pairs of `keys`: `algorithm:name`, public key.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, &str)> {
        let keys = self.object.get("keys").and_then(|value| value.as_object());
        keys.into_iter()
            .flatten()
            .filter_map(|(id, key)| Some((id.as_str(), key.as_str()?)))
    }

    /// One public key of `keys`.
    pub(crate) fn key(&self, id: &str) -> Option<&str> {
        self.keys()
            .find(|(name, _)| *name == id)
            .map(|(_, key)| key)
    }

    /// The signatures of one person: key id, signature.
    pub(crate) fn signatures_of(&self, signer: &UserId) -> impl Iterator<Item = (&str, &str)> {
        let all = self
            .object
            .get("signatures")
            .and_then(|value| value.as_object());
        let theirs = all
            .and_then(|all| all.get(signer.as_str()))
            .and_then(|value| value.as_object());
        theirs
            .into_iter()
            .flatten()
            .filter_map(|(id, signature)| Some((id.as_str(), signature.as_str()?)))
    }

    /// Whether `signer`'s signature with `key_id` is there and right for `public_key` (base64).
    pub(crate) fn is_signed(&self, signer: &UserId, key_id: &str, public_key: &str) -> bool {
        let signature = self
            .signatures_of(signer)
            .find(|(id, _)| *id == key_id)
            .map(|(_, signature)| signature);
        let decoded = (
            signature.map(Base64::<ruma::serde::base64::Standard>::parse),
            Base64::<ruma::serde::base64::Standard>::parse(public_key),
        );
        let (Some(Ok(signature)), Ok(public_key)) = decoded else {
            return false;
        };
        let bytes = self.canonical.as_bytes();
        verify_canonical_json_bytes(
            &SigningKeyAlgorithm::Ed25519,
            public_key.as_bytes(),
            signature.as_bytes(),
            bytes,
        )
        .is_ok()
    }

    /// Whether both say the same, signatures and `unsigned` aside.
    pub(crate) fn says_the_same(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }

    /// The object as it is stored: without `unsigned`.
    pub(crate) fn into_stored(mut self) -> Result<Vec<u8>> {
        self.object.remove("unsigned");
        serde_json::to_vec(&self.object).map_err(Error::internal)
    }
}

/// 413 for a key that is too long.
pub(crate) fn too_large(what: &str) -> Error {
    Error::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        http_server::ErrorKind::TooLarge,
        format!("{what} has more than {BYTES_MAX} bytes"),
    )
}

/// 400 `M_INVALID_SIGNATURE`.
pub(crate) fn invalid_signature(message: &str) -> Error {
    Error::json(
        StatusCode::BAD_REQUEST,
        json!({ "errcode": "M_INVALID_SIGNATURE", "error": message }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Signed> {
        Signed::parse(&RawValue::from_string(text.to_owned()).unwrap(), "the key")
    }

    #[test]
    fn signatures_and_unsigned_do_not_change_what_is_said() {
        let one = parse(r#"{"key":"k","signatures":{"@a:x":{"ed25519:D":"s"}}}"#).unwrap();
        let other = parse(r#"{"key":"k","unsigned":{"a":1}}"#).unwrap();
        assert!(one.says_the_same(&other));
        assert!(!one.says_the_same(&parse(r#"{"key":"l"}"#).unwrap()));
        assert_eq!(other.into_stored().unwrap(), br#"{"key":"k"}"#);
    }

    #[test]
    fn other_shapes_are_refused_with_a_400() {
        let shapes = [
            "null",
            "[]",
            "7",
            "\"k\"",
            r#"{"a":1.5}"#,
            r#"{"a":9007199254740993}"#,
            r#"{"keys":[]}"#,
            r#"{"keys":{"ed25519:D":7}}"#,
            r#"{"signatures":"s"}"#,
            r#"{"signatures":{"@a:x":"s"}}"#,
            r#"{"signatures":{"@a:x":{"ed25519:D":{}}}}"#,
            r#"{"keys":{"ed25519:\u0000":"k"}}"#,
        ];
        for text in shapes {
            let error = parse(text).unwrap_err();
            assert_eq!(error.status, StatusCode::BAD_REQUEST, "{text}");
        }
    }

    #[test]
    fn nonsense_in_place_of_a_signature_is_not_a_signature() {
        let user = <&UserId>::try_from("@a:x").unwrap();
        for signature in [
            "",
            "!!",
            "AAAA",
            "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ",
        ] {
            let signed = parse(&format!(
                r#"{{"a":1,"signatures":{{"@a:x":{{"ed25519:1":"{signature}"}}}}}}"#
            ))
            .unwrap();
            for key in [
                "",
                "AAAA",
                "!",
                "XGX0JRS2Af3be3knz2fBiRbApjm2Dh61gXDJA8kcJNI",
            ] {
                assert!(
                    !signed.is_signed(user, "ed25519:1", key),
                    "{signature} {key}"
                );
            }
        }
    }
}
