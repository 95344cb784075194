//! Signing keys as clients have them: of a device, or for cross-signing.

use ruma::{
    CanonicalJsonObject,
    serde::Base64,
    signatures::{Ed25519KeyPair, sign_json},
};
use serde_json::{Value, json};

use crate::Person;

/// A key that signs JSON.
pub struct Signer {
    pair: Ed25519KeyPair,
    name: String,
}

impl Signer {
    /// The identity key of a device.
    pub fn device(device_id: &str) -> Self {
        let document = Ed25519KeyPair::generate();
        Self {
            pair: Ed25519KeyPair::from_der(&document, device_id.to_owned()).unwrap(),
            name: device_id.to_owned(),
        }
    }

    /// A cross-signing key, which is called by itself.
    pub fn cross_signing() -> Self {
        let document = Ed25519KeyPair::generate();
        let name = public(&Ed25519KeyPair::from_der(&document, "1".to_owned()).unwrap());
        Self {
            pair: Ed25519KeyPair::from_der(&document, name.clone()).unwrap(),
            name,
        }
    }

    /// The public key in base64.
    pub fn public(&self) -> String {
        public(&self.pair)
    }

    /// `ed25519:` and the name.
    pub fn key_id(&self) -> String {
        format!("ed25519:{}", self.name)
    }

    /// The object with a signature of `user_id` by this key.
    pub fn sign(&self, user_id: &str, object: Value) -> Value {
        let mut object: CanonicalJsonObject = serde_json::from_value(object).unwrap();
        sign_json(user_id, &self.pair, &mut object).unwrap();
        serde_json::to_value(object).unwrap()
    }

    /// A cross-signing key object without signatures.
    pub fn cross_signing_key(&self, user_id: &str, usage: &str) -> Value {
        json!({ "user_id": user_id, "usage": [usage], "keys": { self.key_id(): self.public() } })
    }
}

fn public(pair: &Ed25519KeyPair) -> String {
    let key: Base64 = Base64::new(pair.public_key().to_vec());
    key.encode()
}

impl Person {
    /// The keys of this device, signed by `signer`.
    pub fn device_keys(&self, signer: &Signer) -> Value {
        signer.sign(&self.user_id, json!({
            "user_id": self.user_id, "device_id": self.device_id,
            "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
            "keys": {
                format!("curve25519:{}", self.device_id): "wjLpTLRqbqBzLs63aYaEv2Boi6cFEbbM/sSRQ2oAKk4",
                signer.key_id(): signer.public(),
            },
        }))
    }

    /// Uploads keys of this device; returns their signer.
    pub async fn upload_device_keys(&self) -> Signer {
        let signer = Signer::device(&self.device_id);
        let keys = self.device_keys(&signer);
        self.post(
            "/_matrix/client/v3/keys/upload",
            json!({ "device_keys": keys }),
        )
        .await
        .ok();
        signer
    }
}
