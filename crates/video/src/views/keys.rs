//! The keys that sign tokens: one a day, made ahead and thrown away with all that it signed. RSA is the `rsa` crate's
//! (constant in time, blinded); verifying is ring's. RFC 9474 asks of a server no more than these two.

use std::{collections::BTreeMap, sync::Arc};

use base::Rng;
use http_server::{Error, Result};
use parking_lot::RwLock;
use ring::signature::{RSA_PSS_2048_8192_SHA384, RsaPublicKeyComponents};
use rsa::{
    BoxedUint, PrivateKey,
    hazmat::rsa_decrypt_and_check,
    pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey},
    rand_core::{TryCryptoRng, TryRng},
    traits::PublicKeyParts,
};
use store::Store;

use super::{day, queries};
use crate::Video;

const KEY_BITS: usize = 2048;

/// The keys of these days.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    of_days: RwLock<BTreeMap<u64, Arc<Key>>>,
    signing: tokio::sync::Mutex<()>,
}

/// One day's key.
pub(super) struct Key {
    private: PrivateKey,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    /// The public key as browsers import it (`rsaEncryption`, RFC 8017 A.1).
    pub(super) spki: Vec<u8>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Keys {
    /// All stored ones.
    pub(crate) async fn load(store: &Store) -> Result<Self> {
        let stored = store.read(queries::keys).await?;
        let keys = Self::default();
        for (of, document) in stored {
            keys.add(of, Key::parse(&document)?);
        }
        Ok(keys)
    }

    fn add(&self, of: u64, key: Key) {
        self.of_days.write().insert(of, Arc::new(key));
    }

    /// The key of a day.
    pub(super) fn of(&self, day: u64) -> Option<Arc<Key>> {
        self.of_days.read().get(&day).cloned()
    }

    /// All keys with their days.
    pub(super) fn all(&self) -> Vec<(u64, Arc<Key>)> {
        let keys = self.of_days.read();
        keys.iter()
            .map(|(of, key)| (*of, Arc::clone(key)))
            .collect()
    }

    /// Whose turn it is to have tokens signed.
    pub(super) async fn signing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.signing.lock().await
    }

    fn forget_before(&self, first: u64) {
        self.of_days.write().retain(|of, _| *of >= first);
    }
}

impl Key {
    fn make(rng: &dyn Rng) -> Result<Vec<u8>> {
        let key = PrivateKey::new(&mut Source(rng), KEY_BITS).map_err(Error::internal)?;
        let document = key.to_pkcs8_der().map_err(Error::internal)?;
        Ok(document.as_bytes().to_vec())
    }

    fn parse(document: &[u8]) -> Result<Self> {
        let private = PrivateKey::from_pkcs8_der(document).map_err(Error::internal)?;
        Self::of(private)
    }

    fn of(private: PrivateKey) -> Result<Self> {
        let public = private.to_public_key();
        let spki = public.to_public_key_der().map_err(Error::internal)?;
        let without_zeros = |bytes: &[u8]| {
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            bytes[zeros..].to_vec()
        };
        Ok(Self {
            modulus: without_zeros(&public.n().as_ref().to_be_bytes()),
            exponent: without_zeros(&public.e().to_be_bytes()),
            spki: spki.as_bytes().to_vec(),
            private,
        })
    }

    /// Whether this is a blinded message: a number of full length below the modulus.
    pub(super) fn takes(&self, blinded: &[u8]) -> bool {
        blinded.len() == self.modulus.len() && blinded < self.modulus.as_slice()
    }

    /// `BlindSign` (RFC 9474, 4.3); `None`: it is no number below the modulus.
    pub(super) fn sign(&self, rng: &dyn Rng, blinded: &[u8]) -> Option<Vec<u8>> {
        let bits = self.private.n().bits_precision();
        let blinded = BoxedUint::from_be_slice(blinded, bits).ok()?;
        let signed = rsa_decrypt_and_check(&self.private, Some(&mut Source(rng)), &blinded).ok()?;
        let bytes = signed.to_be_bytes();
        Some(bytes[bytes.len().checked_sub(self.modulus.len())?..].to_vec())
    }

    /// Whether a signature of a prepared message is ours (RFC 9474, 4.5).
    pub(super) fn verifies(&self, prepared: &[u8], signature: &[u8]) -> bool {
        let public = RsaPublicKeyComponents {
            n: &self.modulus,
            e: &self.exponent,
        };
        let verified = public.verify(&RSA_PSS_2048_8192_SHA384, prepared, signature);
        verified.is_ok()
    }
}

/// Our randomness as the `rsa` crate takes it.
struct Source<'r>(&'r dyn Rng);

impl TryRng for Source<'_> {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> std::result::Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> std::result::Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> std::result::Result<(), Self::Error> {
        self.0.fill(out);
        Ok(())
    }
}

impl TryCryptoRng for Source<'_> {}

/// Makes what keys are missing, of today and of tomorrow, so that no request waits for one; throws away those whose
/// time is over, with what was issued and spent by them.
pub(crate) async fn keep(v: &Video) -> Result<()> {
    let today = day(v.now_ms());
    for of in [today, today + 1] {
        if v.view_keys.of(of).is_none() {
            make(v, of).await?;
        }
    }
    let first = today.saturating_sub(super::SPENT_LATER_DAYS);
    v.view_keys.forget_before(first);
    while v
        .store
        .write(move |w| queries::forget_before(w, first))
        .await?
    {}
    Ok(())
}

async fn make(v: &Video, of: u64) -> Result<()> {
    let rng = Arc::clone(&v.rng);
    let made = tokio::task::spawn_blocking(move || Key::make(rng.as_ref()));
    let made = made.await.map_err(Error::internal)??;
    let stored = v
        .store
        .write(move |w| queries::key_once(w, of, &made))
        .await?;
    v.view_keys.add(of, Key::parse(&stored)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use base::SeededRng;

    use super::*;

    /// RFC 9474, appendix A.1: RSABSSA-SHA384-PSS-Randomized.
    const VECTOR: &str = include_str!("rfc9474_a1.json");

    fn hex(vector: &serde_json::Value, name: &str) -> Vec<u8> {
        let text = vector[name].as_str().unwrap();
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
        let pair = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16);
        digits.chunks(2).map(|two| pair(two).unwrap()).collect()
    }

    fn number(vector: &serde_json::Value, name: &str, bits: u32) -> BoxedUint {
        BoxedUint::from_be_slice(&hex(vector, name), bits).unwrap()
    }

    #[test]
    fn what_is_signed_and_accepted_is_what_rfc_9474_says() {
        let vector: serde_json::Value = serde_json::from_str(VECTOR).unwrap();
        let (p, q) = (number(&vector, "p", 2048), number(&vector, "q", 2048));
        let key = PrivateKey::from_p_q(p, q, BoxedUint::from(65537_u64)).unwrap();
        let key = Key::of(key).unwrap();
        assert_eq!(key.modulus, hex(&vector, "n"));
        let rng = SeededRng::new(1);
        let signed = key.sign(&rng, &hex(&vector, "blinded_msg")).unwrap();
        assert_eq!(signed, hex(&vector, "blind_sig"));
        let prepared = [hex(&vector, "msg_prefix"), hex(&vector, "msg")].concat();
        let mut signature = hex(&vector, "sig");
        assert!(key.verifies(&prepared, &signature));
        assert!(!key.verifies(&hex(&vector, "msg"), &signature));
        signature[9] ^= 1;
        assert!(!key.verifies(&prepared, &signature));
    }

    #[test]
    fn a_number_that_is_not_below_the_modulus_is_not_signed() {
        let rng = SeededRng::new(2);
        let key = Key::parse(&Key::make(&rng).unwrap()).unwrap();
        for wrong in [&[0xff; 256][..], &key.modulus, &[1; 255], &[0; 257], &[]] {
            assert!(!key.takes(wrong), "{wrong:?}");
        }
        assert!(key.sign(&rng, &key.modulus).is_none());
        let one = [vec![0; 255], vec![1]].concat();
        assert!(key.takes(&one));
        assert_eq!(key.sign(&rng, &one), Some(one));
    }
}
