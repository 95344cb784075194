//! The server's signing key and `GET /_matrix/key/v2/server` (server-server §2.3).

use axum::{extract::State, response::Response};
use base::{Failure, Signer};
use http_server::{Error, Result, json};
use room_rules::{ServerKey, canonical_object};
use ruma::CanonicalJsonObject;
use serde_json::json as value;
use store::{Store, params};

use crate::Matrix;

/// How long others may use the published key without asking again.
const VALID_MS: u64 = 24 * 60 * 60 * 1000;

/// The stored key; made from `seed` at the first start.
pub(crate) async fn load_key(store: &Store, seed: [u8; 32]) -> Result<ServerKey> {
    let stored = store.write(move |w| {
        w.execute(
            "INSERT INTO setting (name, value) VALUES ('server_key_seed', ?1) ON CONFLICT (name) DO NOTHING",
            params![&store::blobs::hex(&seed)],
        )?;
        w.query_one("SELECT value FROM setting WHERE name = 'server_key_seed'", params![], |row| row.get::<String>(0))
            .map_err(Error::from)
    });
    let seed = seed_of(&stored.await?)
        .ok_or_else(|| Error::internal("the stored server key is damaged"))?;
    Ok(ServerKey::generate(seed)?)
}

fn seed_of(hex: &str) -> Option<[u8; 32]> {
    let mut seed = [0u8; 32];
    if hex.len() != 64 {
        return None;
    }
    for (i, byte) in seed.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok()?;
    }
    Some(seed)
}

/// The public key, signed by itself.
pub(crate) async fn server_key(State(m): State<Matrix>) -> Result<Response> {
    let body = value!({
        "server_name": m.server_name(),
        "valid_until_ts": m.clock.now_ms() + VALID_MS,
        "verify_keys": { m.key.key_id(): { "key": m.key.public_base64() } },
        "old_verify_keys": {},
    });
    let mut object = canonical_object(&body.to_string())?;
    m.key.sign_json(m.server_name().as_str(), &mut object)?;
    Ok(json(http::StatusCode::OK, &object))
}

impl Signer for Matrix {
    fn key_id(&self) -> String {
        self.key.key_id().to_owned()
    }

    fn public_base64(&self) -> String {
        self.key.public_base64()
    }

    fn sign(&self, object: &mut CanonicalJsonObject) -> std::result::Result<(), Failure> {
        Ok(self.key.sign_json(self.server_name().as_str(), object)?)
    }
}
