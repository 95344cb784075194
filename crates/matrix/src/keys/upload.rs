//! `POST /keys/upload` (client-server §10.12.2.7): a device's identity keys, one-time keys and
//! fallback keys.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::{
    DeviceId, OwnedOneTimeKeyId, UserId, api::client::keys::upload_keys::v3,
    encryption::OneTimeKey, serde::Raw,
};
use serde_json::json as value;
use store::Write;

use super::{
    counts, queries,
    signed::{NAME_BYTES_MAX, Signed, invalid_signature, too_large},
};
use crate::{Matrix, devices};

/// One-time keys that a device may have on the server; clients keep fifty to a hundred.
const ONE_TIME_KEYS_MAX: u64 = 1000;
/// Longest one-time or fallback key: a real one has some 200 bytes.
const KEY_BYTES_MAX: usize = 8192;

/// Stores the keys; answers how many one-time keys there are now.
pub(crate) async fn upload(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Response> {
    let keys = request
        .device_keys
        .map(|keys| device_keys(keys.json(), &who.user_id, &who.device_id))
        .transpose()?;
    let (one_time, fallback) = (
        loose_keys(request.one_time_keys)?,
        loose_keys(request.fallback_keys)?,
    );
    let upload = Upload {
        keys,
        one_time,
        fallback,
    };
    let (work, user, device) = (m.clone(), who.user, who.device);
    let counts = m.store.write(move |w| {
        if !queries::device_exists(w, device)? {
            return Err(Error::unknown_token(false));
        }
        upload.store(&work, w, user, device)?;
        Ok(counts::changed(&work, w, user, device, false)?)
    });
    Ok(json(
        StatusCode::OK,
        &value!({ "one_time_key_counts": counts.await?.one_time }),
    ))
}

/// Checked keys of a device.
pub(crate) struct Upload {
    pub(crate) keys: Option<Signed>,
    pub(crate) one_time: Vec<LooseKey>,
    pub(crate) fallback: Vec<LooseKey>,
}

/// A one-time or fallback key.
pub(crate) struct LooseKey {
    algorithm: String,
    key_id: String,
    json: Box<serde_json::value::RawValue>,
}

/// Device keys that name their owner and are signed by themselves: others would be given to
/// people as keys of a device that they are not of.
pub(crate) fn device_keys(
    json: &serde_json::value::RawValue,
    user_id: &UserId,
    device_id: &DeviceId,
) -> Result<Signed> {
    let keys = Signed::parse(json, "device_keys")?;
    if keys.text("user_id") != Some(user_id.as_str())
        || keys.text("device_id") != Some(device_id.as_str())
    {
        return Err(Error::invalid_param(
            "device_keys must be of the user and the device that upload them",
        ));
    }
    for field in ["algorithms", "keys", "signatures"] {
        if !keys.has(field) {
            return Err(Error::bad_json(format!("device_keys must have `{field}`")));
        }
    }
    let own = format!(":{device_id}");
    if keys.keys().any(|(id, _)| !id.ends_with(&own)) {
        return Err(Error::invalid_param(
            "Every key in device_keys must be named after the device",
        ));
    }
    let signing = format!("ed25519:{device_id}");
    match keys.key(&signing) {
        Some(public) if !keys.is_signed(user_id, &signing, public) => Err(invalid_signature(
            "device_keys must be signed with the ed25519 key that they contain",
        )),
        _ => Ok(keys),
    }
}

/// One-time or fallback keys in the order of their ids, which is the order in which clients make them.
pub(crate) fn loose_keys(
    keys: BTreeMap<OwnedOneTimeKeyId, Raw<OneTimeKey>>,
) -> Result<Vec<LooseKey>> {
    if keys.len() as u64 > ONE_TIME_KEYS_MAX {
        return Err(Error::invalid_param(format!(
            "At most {ONE_TIME_KEYS_MAX} keys can be uploaded at once"
        )));
    }
    keys.into_iter()
        .map(|(id, key)| {
            let text = key.json().get();
            if id.as_str().len() > NAME_BYTES_MAX || text.len() > KEY_BYTES_MAX {
                return Err(too_large("A one-time key"));
            }
            match text.as_bytes().first() {
                Some(b'{') => drop(Signed::parse(key.json(), "A one-time key")?),
                Some(b'"') => {}
                _ => return Err(Error::bad_json("A one-time key is an object or a string")),
            }
            let (algorithm, key_id) = (id.algorithm().to_string(), id.key_name().to_string());
            Ok(LooseKey {
                algorithm,
                key_id,
                json: key.into_json(),
            })
        })
        .collect()
}

impl Upload {
    /// Stores everything in the running transaction.
    pub(crate) fn store(
        &self,
        m: &Matrix,
        w: &mut Write<'_, '_>,
        user: i64,
        device: i64,
    ) -> Result<()> {
        if let Some(keys) = &self.keys {
            let json = keys.clone().into_stored()?;
            if queries::device_keys(w, device)?.as_ref() != Some(&json) {
                queries::set_device_keys(w, device, &json)?;
                devices::list_changed(m, w, user)?;
            }
        }
        for key in &self.one_time {
            add_one_time(w, device, key)?;
        }
        if !self.one_time.is_empty() && queries::count_one_time_keys(w, device)? > ONE_TIME_KEYS_MAX
        {
            return Err(Error::invalid_param(format!(
                "A device can have {ONE_TIME_KEYS_MAX} one-time keys"
            )));
        }
        for key in &self.fallback {
            let known = queries::fallback_key(w, device, &key.algorithm)?;
            if known.is_none_or(|(id, json, _)| id != key.key_id || !same(&json, key.json.get())) {
                queries::set_fallback_key(
                    w,
                    device,
                    &key.algorithm,
                    &key.key_id,
                    key.json.get().as_bytes(),
                )?;
            }
        }
        Ok(())
    }
}

/// The same key again is nothing new (a client that did not get our answer); another key under the
/// same id would leave people unable to decrypt.
fn add_one_time(w: &mut Write<'_, '_>, device: i64, key: &LooseKey) -> Result<()> {
    match queries::one_time_key(w, device, &key.algorithm, &key.key_id)? {
        None => Ok(queries::add_one_time_key(
            w,
            device,
            &key.algorithm,
            &key.key_id,
            key.json.get().as_bytes(),
        )?),
        Some(known) if same(&known, key.json.get()) => Ok(()),
        Some(_) => Err(Error::invalid_param(format!(
            "One-time key {}:{} already exists with another value",
            key.algorithm, key.key_id
        ))),
    }
}

/// Whether two keys are the same, signatures aside.
fn same(known: &[u8], new: &str) -> bool {
    if known == new.as_bytes() {
        return true;
    }
    match (Signed::stored(known), Signed::stored(new.as_bytes())) {
        (Ok(known), Ok(new)) => known.says_the_same(&new),
        _ => false,
    }
}
