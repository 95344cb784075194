//! Hashes, ids and signatures against the spec's vectors and another implementation's events.

use ruma::{
    CanonicalJsonObject, MilliSecondsSinceUnixEpoch, RoomVersionId, UInt, serde::Base64, signatures,
};
use serde_json::{Value, json};

use crate::{
    Draft, Pdu, Rules, ServerKey, Verdict, build,
    test_room::{raw, user},
    verify,
};

/// The key of the spec's test vectors (appendices, cryptographic test vectors).
fn spec_key() -> ServerKey {
    let seed: Base64 = Base64::parse("YJDBA9Xnr2sVqXD9Vj7XVUnmFZcZrlw8Md7kMW+3XA1").unwrap();
    ServerKey::from_seed(seed.as_bytes().try_into().unwrap(), "1").unwrap()
}

fn spec_keys() -> signatures::PublicKeyMap {
    let key = Base64::parse(spec_key().public_base64()).unwrap();
    let keys = signatures::PublicKeySet::from([("ed25519:1".to_owned(), key)]);
    signatures::PublicKeyMap::from([("domain".to_owned(), keys)])
}

#[test]
fn the_specs_signing_vectors_hold() {
    let table = [
        (
            "{}",
            "K8280/U9SSy9IVtjBuVeLr+HpOB4BQFWbg+UZaADMtTdGYI7Geitb76LTrr5QV/7Xg4ahLwYGYZzuHGZKM5ZAQ",
        ),
        (
            r#"{"one":1,"two":"Two"}"#,
            "KqmLSbO39/Bzb0QIYE82zqLwsA+PDzYIpIRA2sRQ4sL53+sN6/fpNSoqE7BP7vBZhG6kYdD13EIMJpvhJI+6Bw",
        ),
    ];
    for (json, expected) in table {
        let mut object: CanonicalJsonObject = serde_json::from_str(json).unwrap();
        spec_key().sign_json("domain", &mut object).unwrap();
        let signed = serde_json::to_value(&object).unwrap();
        assert_eq!(signed["signatures"]["domain"]["ed25519:1"], expected);
    }
}

#[test]
fn the_specs_event_vectors_verify_and_tampering_shows() {
    let rules = Rules::of(&RoomVersionId::V3).unwrap();
    let event = json!({
        "room_id": "!x:domain", "sender": "@a:domain", "origin": "domain",
        "origin_server_ts": 1_000_000, "type": "X", "content": {}, "prev_events": [],
        "auth_events": [], "depth": 3, "unsigned": {"age_ts": 1_000_000},
        "hashes": {"sha256": "5jM4wQpv6lnBo7CLIghJuHdW+s2CMBJPUOGOC89ncos"},
        "signatures": {"domain": {"ed25519:1": "KxwGjPSDEtvnFgU00fwFz+l6d2pJM6XBIaMEn81SXPTRl16AqLAYqfIReFGZlHi5KLjAWbOoMszkwsQma+lYAg"}},
    });
    let check = |event: &Value| {
        verify(
            rules,
            &serde_json::from_value(event.clone()).unwrap(),
            &spec_keys(),
        )
    };
    assert_eq!(check(&event), Ok(Verdict::Intact));
    let mut other_content = event.clone();
    other_content["content"]["body"] = json!("never said");
    assert_eq!(check(&other_content), Ok(Verdict::Redact));
    let mut other_depth = event;
    other_depth["depth"] = json!(4);
    assert_eq!(check(&other_depth).unwrap_err().errcode(), "M_FORBIDDEN");
}

/// Events of every version made by another implementation (Synapse 1.163): content with awkward
/// characters, and every kind of event whose redaction is special.
fn vectors() -> Vec<(&'static Rules, Value)> {
    let all: Vec<Value> = serde_json::from_str(include_str!("vectors.json")).unwrap();
    all.into_iter()
        .map(|vector| {
            let version = RoomVersionId::try_from(vector["version"].as_str().unwrap()).unwrap();
            (Rules::of(&version).unwrap(), vector)
        })
        .collect()
}

#[test]
fn events_of_another_implementation_have_the_ids_and_hashes_it_gave_them() {
    for (rules, vector) in vectors() {
        let pdu = Pdu::parse(vector["event"].to_string().as_bytes(), rules, None).unwrap();
        let what = format!("v{} {}", rules.version(), pdu.kind());
        assert_eq!(pdu.event_id().as_str(), vector["id"], "{what}");
        assert_eq!(
            pdu.reference_hash(rules).unwrap(),
            vector["reference_hash"],
            "{what}"
        );
        assert_eq!(
            verify(rules, &pdu.to_object().unwrap(), &spec_keys()),
            Ok(Verdict::Intact),
            "{what}"
        );
    }
}

#[test]
fn from_the_same_draft_we_build_the_same_event_as_another_implementation() {
    for (rules, vector) in vectors()
        .into_iter()
        .filter(|(rules, _)| rules.event_id_is_hash())
    {
        let theirs = Pdu::parse(vector["event"].to_string().as_bytes(), rules, None).unwrap();
        let draft = Draft {
            room_id: theirs.has_room_id().then(|| theirs.room_id()),
            sender: user("@alice:domain"),
            kind: theirs.kind(),
            state_key: theirs.state_key(),
            content: &raw(&vector["event"]["content"]),
            redacts: theirs.redacts(),
            origin_server_ts: MilliSecondsSinceUnixEpoch(UInt::new(1_700_000_000_000).unwrap()),
            prev_events: theirs.prev_events(),
            auth_events: theirs.auth_events(),
            depth: 7,
        };
        let ours = build(rules, &draft, "domain", &spec_key()).unwrap();
        assert_eq!(
            ours.json(),
            theirs.json(),
            "v{} {}",
            rules.version(),
            theirs.kind()
        );
        assert_eq!(ours.event_id(), theirs.event_id());
    }
}
