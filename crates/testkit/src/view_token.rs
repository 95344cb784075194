//! The client's part of RFC 9474 (RSABSSA-SHA384-PSS-Randomized), written out: what a token is before it is signed,
//! and after.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::{
    digest::{SHA384, digest},
    rand::{SecureRandom, SystemRandom},
};
use rsa::{
    BoxedUint, PublicKey, hazmat::rsa_encrypt, pkcs8::DecodePublicKey, traits::PublicKeyParts,
};
use serde_json::{Value, json};

/// A token that is not signed yet.
pub struct ViewToken {
    key: PublicKey,
    id: u64,
    nonce: Vec<u8>,
    prefix: Vec<u8>,
    inverse: BoxedUint,
    /// What the server is shown, in base64.
    pub blinded: String,
}

/// A token that counts one view.
#[derive(Debug, Clone)]
pub struct SignedToken {
    pub key: u64,
    pub nonce: String,
    pub prefix: String,
    pub signature: String,
}

impl ViewToken {
    /// A new one for a key out of `views/key`.
    pub fn new(key: &Value) -> Self {
        let spki = STANDARD.decode(key["spki"].as_str().unwrap()).unwrap();
        let public = PublicKey::from_public_key_der(&spki).unwrap();
        let (nonce, prefix) = (random(32), random(32));
        let encoded = encode(&[&prefix[..], &nonce].concat(), public.size());
        let n = public.n().clone();
        let bits = n.as_ref().bits_precision();
        let message = BoxedUint::from_be_slice(&encoded, bits).unwrap();
        // Below the modulus, whose highest bit is set.
        let mut factor = random(public.size());
        factor[0] &= 0x7f;
        let factor = BoxedUint::from_be_slice(&factor, bits).unwrap();
        let hidden = rsa_encrypt(&public, &factor).unwrap();
        let blinded = message.mul_mod(&hidden, &n).to_be_bytes();
        Self {
            id: key["id"].as_u64().unwrap(),
            inverse: factor.invert_mod(&n).unwrap(),
            blinded: STANDARD.encode(blinded),
            key: public,
            nonce,
            prefix,
        }
    }

    /// The token with the server's signature.
    pub fn signed(&self, signature: &str) -> SignedToken {
        let n = self.key.n();
        let blind = STANDARD.decode(signature).unwrap();
        let blind = BoxedUint::from_be_slice(&blind, n.as_ref().bits_precision()).unwrap();
        let signature = blind.mul_mod(&self.inverse, n).to_be_bytes();
        SignedToken {
            key: self.id,
            nonce: STANDARD.encode(&self.nonce),
            prefix: STANDARD.encode(&self.prefix),
            signature: STANDARD.encode(signature),
        }
    }
}

impl SignedToken {
    /// The body of `POST views`.
    pub fn view(&self, video: &str, watched: u8, source: &str) -> Value {
        json!({
            "key": self.key, "nonce": self.nonce, "prefix": self.prefix, "signature": self.signature,
            "video": video, "watched": watched, "source": source,
        })
    }
}

fn random(bytes: usize) -> Vec<u8> {
    let mut out = vec![0; bytes];
    SystemRandom::new().fill(&mut out).unwrap();
    out
}

/// EMSA-PSS (RFC 8017, 9.1.1) with SHA-384 and a salt as long as its hash.
fn encode(message: &[u8], bytes: usize) -> Vec<u8> {
    let salt = random(48);
    let hash = sha384(&[&[0; 8], &sha384(&[message]), &salt]);
    let mut block = vec![0; bytes - 48 - 48 - 2];
    block.push(1);
    block.extend(&salt);
    let mask = (0_u32..).flat_map(|n| sha384(&[&hash, &n.to_be_bytes()]));
    block
        .iter_mut()
        .zip(mask)
        .for_each(|(byte, mask)| *byte ^= mask);
    block[0] &= 0x7f;
    [block, hash, vec![0xbc]].concat()
}

fn sha384(parts: &[&[u8]]) -> Vec<u8> {
    digest(&SHA384, &parts.concat()).as_ref().to_vec()
}
