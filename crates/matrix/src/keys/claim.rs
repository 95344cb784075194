//! `POST /keys/claim` (client-server §10.12.2.2): every one-time key is handed out once, in the order
//! of upload; after the last one the fallback key.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::{OwnedDeviceId, OwnedUserId, UserId, api::client::keys::claim_keys::v3};
use serde_json::{Value, json as value, value::RawValue};
use store::Write;

use super::{counts, queries, query::failures};
use crate::{Matrix, rooms::event::raw};

/// User → device → `algorithm:id` → key.
type Claimed = BTreeMap<OwnedUserId, BTreeMap<OwnedDeviceId, BTreeMap<String, Box<RawValue>>>>;

/// Hands out a key per device that was asked for.
pub(crate) async fn claim(
    State(m): State<Matrix>,
    Authed { request, .. }: Authed<v3::Request>,
) -> Result<Response> {
    let wanted = request.one_time_keys;
    let failures = failures(&m, wanted.keys());
    let work = m.clone();
    let claimed = m.store.write(move |w| {
        let mut claimed = Claimed::new();
        for (user_id, devices) in wanted.iter().filter(|(id, _)| work.is_local(id)) {
            for (device_id, algorithm) in devices {
                if let Some((id, key)) =
                    claim_one(&work, w, user_id, device_id.as_str(), algorithm.as_str())?
                {
                    let keys = BTreeMap::from([(id, key)]);
                    claimed
                        .entry(user_id.clone())
                        .or_default()
                        .insert(device_id.clone(), keys);
                }
            }
        }
        Ok::<_, Error>(claimed)
    });
    Ok(json(
        StatusCode::OK,
        &Body {
            one_time_keys: claimed.await?,
            failures,
        },
    ))
}

#[derive(serde::Serialize)]
struct Body {
    one_time_keys: Claimed,
    failures: BTreeMap<String, Value>,
}

/// A key of a device: `algorithm:id` and the key.
fn claim_one(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user_id: &UserId,
    device_id: &str,
    algorithm: &str,
) -> Result<Option<(String, Box<RawValue>)>> {
    // No such id can have been stored, and the database would refuse the text.
    if device_id.contains('\0') || algorithm.contains('\0') {
        return Ok(None);
    }
    let Some(user) = m.users.find(w, user_id)? else {
        return Ok(None);
    };
    let Some(device) = queries::device(w, user, device_id)? else {
        return Ok(None);
    };
    let (key_id, json, mark) = match queries::take_one_time_key(w, device, algorithm)? {
        Some((key_id, json)) => (key_id, json, None),
        None => match queries::fallback_key(w, device, algorithm)? {
            Some((key_id, json, used)) => (key_id, json, Some(used)),
            None => return Ok(None),
        },
    };
    match mark {
        Some(true) => {}
        Some(false) => {
            queries::use_fallback_key(w, device, algorithm)?;
            counts::changed(m, w, user, device, true)?;
        }
        None => drop(counts::changed(m, w, user, device, true)?),
    }
    let text = String::from_utf8(json).map_err(Error::internal)?;
    Ok(Some((format!("{algorithm}:{key_id}"), raw(text))))
}

/// What is said of a server that cannot be asked.
pub(super) fn unreachable() -> Value {
    value!({ "errcode": "M_UNREACHABLE", "error": "This server cannot be reached from here" })
}
