//! The server's signing key (spec: server-server API, retrieving server keys; appendices, signing JSON).

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use ruma::{
    CanonicalJsonObject,
    signatures::{Ed25519KeyPair, KeyPair, sign_json},
};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::RulesError;

/// An ed25519 key with its id, for example `ed25519:abc`. Never printed: `Debug` shows the id only.
pub struct ServerKey {
    pair: Ed25519KeyPair,
    key_id: String,
}

/// The PKCS#8 wrapper of RFC 8410 around a 32-byte ed25519 seed.
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

impl ServerKey {
    /// The key of a stored seed. `version` is the part after `ed25519:`: letters, digits and `_`.
    ///
    /// # Errors
    /// [`RulesError::InvalidParam`] if the version has other characters or is empty.
    pub fn from_seed(seed: [u8; 32], version: &str) -> Result<Self, RulesError> {
        let seed = Zeroizing::new(seed);
        let fine = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
        if version.is_empty() || !version.bytes().all(fine) {
            return Err(RulesError::InvalidParam(format!(
                "The key version {version:?} may only have letters, digits and underscores."
            )));
        }
        let mut der = Zeroizing::new([0_u8; 48]);
        let (prefix, secret) = der.split_at_mut(PKCS8_PREFIX.len());
        prefix.copy_from_slice(&PKCS8_PREFIX);
        secret.copy_from_slice(&*seed);
        let pair = Ed25519KeyPair::from_der(&*der, version.to_owned()).map_err(|error| {
            RulesError::InvalidParam(format!("The signing key is unusable: {error}."))
        })?;
        Ok(Self {
            key_id: format!("ed25519:{version}"),
            pair,
        })
    }

    /// A new key from 32 random bytes (the seed to be stored); its version is taken from the public
    /// key, so two keys never share an id.
    ///
    /// # Errors
    /// As [`from_seed`](Self::from_seed); does not happen in practice.
    pub fn generate(random: [u8; 32]) -> Result<Self, RulesError> {
        let probe = Self::from_seed(random, "a")?;
        let digest = Sha256::digest(probe.pair.public_key());
        let version: String = digest
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self::from_seed(random, &format!("a_{version}"))
    }

    /// The key's id, for example `ed25519:abc`.
    #[must_use]
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// The part of the id after `ed25519:`.
    #[must_use]
    pub fn version(&self) -> &str {
        self.pair.version()
    }

    /// The public key in unpadded base64, as `/_matrix/key/v2/server` shows it.
    #[must_use]
    pub fn public_base64(&self) -> String {
        STANDARD_NO_PAD.encode(self.pair.public_key())
    }

    /// Adds our signature to `object.signatures[server_name]`.
    ///
    /// # Errors
    /// [`RulesError::BadJson`] if `signatures` is there and no object.
    pub fn sign_json(
        &self,
        server_name: &str,
        object: &mut CanonicalJsonObject,
    ) -> Result<(), RulesError> {
        sign_json(server_name, &self.pair, object)
            .map_err(|error| RulesError::BadJson(format!("This cannot be signed: {error}.")))
    }

    /// The signature of raw bytes in unpadded base64.
    pub(crate) fn sign_base64(&self, message: &[u8]) -> String {
        self.pair.sign(message).base64()
    }
}

impl std::fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerKey")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}
