//! `POST /keys/signatures/upload` (client-server §10.12.2.11): signatures on devices and
//! cross-signing keys. Each key succeeds or fails by itself.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, Who, json};
use ruma::{OwnedUserId, UserId, api::client::keys::upload_signatures::v3};
use serde_json::{Value, json as value, value::RawValue};
use store::Write;

use super::{queries, signed::Signed};
use crate::{Matrix, devices, sync::slot::Kind};

/// Keys in one request: one's devices and the people one has verified at once.
const KEYS_MAX: usize = 1000;

type Failures = BTreeMap<OwnedUserId, BTreeMap<String, Value>>;

/// Adds what is right; names what is not.
pub(crate) async fn upload(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Response> {
    let mut keys: Vec<(OwnedUserId, String, Box<RawValue>)> = Vec::new();
    for (user_id, signed) in &request.signed_keys {
        keys.extend(
            signed
                .iter()
                .map(|(target, key)| (user_id.clone(), target.to_owned(), key.to_owned())),
        );
    }
    if keys.len() > KEYS_MAX {
        return Err(Error::invalid_param(format!(
            "At most {KEYS_MAX} keys can be signed at once"
        )));
    }
    let work = m.clone();
    let failures = m.store.write(move |w| {
        let mut failures = Failures::new();
        let (mut own, mut others) = (false, None);
        for (user_id, target, key) in &keys {
            match sign(&work, w, &who, user_id, target, key)? {
                Ok(None) => {}
                Ok(Some(_)) if *user_id == who.user_id => own = true,
                Ok(Some(pos)) => others = Some(pos),
                Err(Refused(errcode, error)) => {
                    let failure = value!({ "errcode": errcode, "error": error });
                    failures
                        .entry(user_id.clone())
                        .or_default()
                        .insert(target.clone(), failure);
                }
            }
        }
        if own {
            devices::list_changed(&work, w, who.user)?;
        }
        if let Some(pos) = others {
            // Signatures on other people's keys are for the signer's own devices only.
            work.hub.wake_user(w, who.user, Kind::DeviceLists, pos);
        }
        Ok::<_, Error>(failures)
    });
    Ok(json(
        StatusCode::OK,
        &value!({ "failures": failures.await? }),
    ))
}

/// Why a key was not signed: `errcode` and text.
struct Refused(&'static str, &'static str);

const NOT_FOUND: Refused = Refused("M_NOT_FOUND", "There is no such key");
const BAD_SIGNATURE: Refused = Refused(
    "M_INVALID_SIGNATURE",
    "This signature is not right for the key",
);

/// A key of somebody as it stands in the database.
struct Target {
    user: i64,
    stored: Signed,
    is_device: bool,
    is_master: bool,
}

/// Checks and stores the signatures on one key; the position when there is something new.
fn sign(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    who: &Who,
    user_id: &UserId,
    target: &str,
    key: &RawValue,
) -> Result<Result<Option<i64>, Refused>> {
    let Ok(given) = Signed::parse(key, "The key") else {
        return Ok(Err(Refused("M_BAD_JSON", "This is not a signed key")));
    };
    let Some(found) = find(m, w, user_id, target)? else {
        return Ok(Err(NOT_FOUND));
    };
    if !found.stored.says_the_same(&given) {
        return Ok(Err(Refused(
            "M_INVALID_PARAM",
            "This is not the key that was uploaded",
        )));
    }
    let mut newest = None;
    let mut any = false;
    for (key_id, signature) in given.signatures_of(&who.user_id) {
        // What the upload itself carries needs no second place.
        if found
            .stored
            .signatures_of(&who.user_id)
            .any(|known| known == (key_id, signature))
        {
            any = true;
            continue;
        }
        let Some(public) = signing_key(w, who, user_id, &found, key_id)? else {
            return Ok(Err(Refused(
                "M_INVALID_SIGNATURE",
                "This key may not sign that one",
            )));
        };
        if !given.is_signed(&who.user_id, key_id, &public) {
            return Ok(Err(BAD_SIGNATURE));
        }
        any = true;
        let pos = w.next_position();
        if queries::add_signature(w, (found.user, target), who.user, key_id, signature, pos)? {
            newest = Some(pos);
        }
    }
    Ok(if any {
        Ok(newest)
    } else {
        Err(Refused(
            "M_INVALID_SIGNATURE",
            "There is no signature of yours on it",
        ))
    })
}

fn find(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user_id: &UserId,
    target: &str,
) -> Result<Option<Target>> {
    if target.contains('\0') {
        return Ok(None);
    }
    let Some(user) = m.users.find(w, user_id)? else {
        return Ok(None);
    };
    if let Some(device) = queries::device(w, user, target)?
        && let Some(json) = queries::device_keys(w, device)?
    {
        return Ok(Some(Target {
            user,
            stored: Signed::stored(&json)?,
            is_device: true,
            is_master: false,
        }));
    }
    let keys = queries::cross_signing_keys(w, user)?;
    let Some(row) = keys.into_iter().find(|row| row.public_key == target) else {
        return Ok(None);
    };
    let is_master = row.usage == "master";
    Ok(Some(Target {
        user,
        stored: Signed::stored(&row.json)?,
        is_device: false,
        is_master,
    }))
}

/// The public key of `key_id` if it may sign the target: one's self-signing key one's devices, one's
/// devices one's master key, one's user-signing key other people's master keys.
fn signing_key(
    w: &mut Write<'_, '_>,
    who: &Who,
    user_id: &UserId,
    target: &Target,
    key_id: &str,
) -> Result<Option<String>> {
    let Some(name) = key_id.strip_prefix("ed25519:") else {
        return Ok(None);
    };
    let own = *user_id == who.user_id;
    if own && target.is_master {
        let Some(device) = queries::device(w, who.user, name)? else {
            return Ok(None);
        };
        let Some(json) = queries::device_keys(w, device)? else {
            return Ok(None);
        };
        return Ok(Signed::stored(&json)?.key(key_id).map(str::to_owned));
    }
    let usage = match (own, target.is_device, target.is_master) {
        (true, true, _) => "self_signing",
        (false, _, true) => "user_signing",
        _ => return Ok(None),
    };
    let keys = queries::cross_signing_keys(w, who.user)?;
    Ok(keys
        .into_iter()
        .find(|row| row.usage == usage && row.public_key == name)
        .map(|row| row.public_key))
}
