//! `POST /keys/query` (client-server §10.12.2.5): the keys of people's devices, with the signatures
//! that the reader may see.

use std::collections::{BTreeMap, HashMap};

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::{OwnedDeviceId, OwnedUserId, UserId, api::client::keys::get_keys::v3};
use serde::Serialize;
use serde_json::{Map, Value, json as value};
use store::Tx;

use super::{
    claim::unreachable,
    queries::{self, SignatureRow},
};
use crate::Matrix;

/// The answer. Users of other servers stand under `failures`.
#[derive(Default, Serialize)]
struct Body {
    device_keys: BTreeMap<String, BTreeMap<String, Value>>,
    failures: BTreeMap<String, Value>,
    master_keys: BTreeMap<String, Value>,
    self_signing_keys: BTreeMap<String, Value>,
    user_signing_keys: BTreeMap<String, Value>,
}

/// The keys of the devices that were asked for; an empty list asks for all of them.
pub(crate) async fn query(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Response> {
    let wanted = request.device_keys;
    let mut body = Body {
        failures: failures(&m, wanted.keys()),
        ..Body::default()
    };
    let (work, reader) = (m.clone(), who.user);
    let body = m.store.read(move |tx| {
        for (user_id, devices) in wanted.iter().filter(|(id, _)| work.is_local(id)) {
            // Also for people without keys: who asked must not ask again.
            body.device_keys.entry(user_id.to_string()).or_default();
            if let Some(user) = work.users.find(tx, user_id)? {
                read(tx, (user, user_id), devices, reader, &mut body)?;
            }
        }
        Ok::<_, Error>(body)
    });
    Ok(json(StatusCode::OK, &body.await?))
}

/// An entry for each other server among the users.
pub(super) fn failures<'a>(
    m: &Matrix,
    users: impl Iterator<Item = &'a OwnedUserId>,
) -> BTreeMap<String, Value> {
    users
        .filter(|id| !m.is_local(id))
        .map(|id| (id.server_name().to_string(), unreachable()))
        .collect()
}

fn read(
    tx: &mut Tx<'_>,
    (user, user_id): (i64, &UserId),
    devices: &[OwnedDeviceId],
    reader: i64,
    body: &mut Body,
) -> Result<()> {
    let mut added: HashMap<String, Vec<SignatureRow>> = HashMap::new();
    for row in queries::signatures(tx, user, reader)? {
        added.entry(row.target.clone()).or_default().push(row);
    }
    let shown = body.device_keys.entry(user_id.to_string()).or_default();
    for row in queries::devices_with_keys(tx, user)? {
        if !devices.is_empty() && !devices.iter().any(|id| id.as_str() == row.device_id) {
            continue;
        }
        let mut keys = object(&row.json)?;
        sign(&mut keys, added.get(&row.device_id));
        let unsigned = row.display_name.map_or_else(
            || value!({}),
            |name| value!({ "device_display_name": name }),
        );
        keys.insert("unsigned".to_owned(), unsigned);
        shown.insert(row.device_id, Value::Object(keys));
    }
    for row in queries::cross_signing_keys(tx, user)? {
        let place = match row.usage.as_str() {
            "master" => &mut body.master_keys,
            "self_signing" => &mut body.self_signing_keys,
            // Whom somebody has verified is his own business.
            "user_signing" if user == reader => &mut body.user_signing_keys,
            _ => continue,
        };
        let mut key = object(&row.json)?;
        sign(&mut key, added.get(&row.public_key));
        place.insert(user_id.to_string(), Value::Object(key));
    }
    Ok(())
}

fn object(json: &[u8]) -> Result<Map<String, Value>> {
    serde_json::from_slice(json).map_err(Error::internal)
}

/// Puts signatures that were added later beside those of the upload.
fn sign(key: &mut Map<String, Value>, added: Option<&Vec<SignatureRow>>) {
    for row in added.into_iter().flatten() {
        let all = key.entry("signatures").or_insert_with(|| value!({}));
        if let Some(theirs) = all.as_object_mut().map(|all| {
            all.entry(row.signer_id.clone())
                .or_insert_with(|| value!({}))
        }) && let Some(theirs) = theirs.as_object_mut()
        {
            theirs.insert(row.key_id.clone(), row.signature.clone().into());
        }
    }
}
