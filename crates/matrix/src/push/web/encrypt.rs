//! A message that one browser alone can read (RFC 8291, which fills in RFC 8188).

use base::Rng;
use ring::{
    aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral},
    error::Unspecified,
    hkdf::{HKDF_SHA256, KeyType, Salt},
    rand::SystemRandom,
};

use super::subscription::{PUBLIC_BYTES, Subscription};

const SALT_BYTES: usize = 16;
const KEY_BYTES: usize = 16;
const TAG_BYTES: usize = 16;
/// The one record of a message: push services need not take more than 4096 bytes (RFC 8030 §7.2).
const RECORD_BYTES: u32 = 4096;
/// Salt, size of the record, length of the key, key (RFC 8188 §2.1).
const HEAD_BYTES: usize = SALT_BYTES + 4 + 1 + PUBLIC_BYTES;
/// Ends the last record, before any padding (RFC 8188 §2).
const LAST: u8 = 2;

/// Longest text that fits with its head, the tag and the end mark.
pub(super) const PLAIN_BYTES_MAX: usize = RECORD_BYTES as usize - HEAD_BYTES - TAG_BYTES - 1;

/// The body of a push message. Fails when the text is too long or the key of the subscription is no point of
/// the curve.
pub(super) fn encrypt(
    to: &Subscription,
    plain: &[u8],
    rng: &dyn Rng,
) -> Result<Vec<u8>, Unspecified> {
    let mut salt = [0; SALT_BYTES];
    rng.fill(&mut salt);
    // ring takes keys from the system alone.
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new())?;
    let own_public = own.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, &to.public);
    agree_ephemeral(own, &theirs, |secret| {
        seal(secret, own_public.as_ref(), to, salt, plain)
    })?
}

/// The steps of RFC 8291 §3.4 from the agreed secret on.
fn seal(
    secret: &[u8],
    own_public: &[u8],
    to: &Subscription,
    salt: [u8; SALT_BYTES],
    plain: &[u8],
) -> Result<Vec<u8>, Unspecified> {
    if plain.len() > PLAIN_BYTES_MAX {
        return Err(Unspecified);
    }
    let mut shared = [0; 32];
    let info = [b"WebPush: info\0", to.public.as_slice(), own_public];
    derive(&to.auth, secret, &info, &mut shared)?;
    let (mut key, mut nonce) = ([0; KEY_BYTES], [0; NONCE_LEN]);
    derive(
        &salt,
        &shared,
        &[b"Content-Encoding: aes128gcm\0"],
        &mut key,
    )?;
    derive(&salt, &shared, &[b"Content-Encoding: nonce\0"], &mut nonce)?;

    let mut record = [plain, &[LAST]].concat();
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    // The key is used this once.
    let nonce = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(nonce, Aad::empty(), &mut record)?;

    let key_bytes = u8::try_from(own_public.len()).map_err(|_| Unspecified)?;
    let size = RECORD_BYTES.to_be_bytes();
    Ok([&salt, size.as_slice(), &[key_bytes], own_public, &record].concat())
}

/// HKDF with SHA-256 (RFC 5869).
fn derive(salt: &[u8], secret: &[u8], info: &[&[u8]], out: &mut [u8]) -> Result<(), Unspecified> {
    let from = Salt::new(HKDF_SHA256, salt).extract(secret);
    from.expand(info, Length(out.len()))?.fill(out)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    fn reader() -> Subscription {
        Subscription {
            endpoint: egress::Url::parse("https://push.example.net/x").unwrap(),
            public: bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
                .try_into()
                .unwrap(),
            auth: bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap(),
        }
    }

    #[test]
    fn the_example_of_rfc_8291_appendix_a_comes_out() {
        let own_public = bytes(
            "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
        );
        let message = seal(
            &bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs"),
            &own_public,
            &reader(),
            bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap(),
            b"When I grow up, I want to be a watermelon",
        );
        assert_eq!(
            BASE64_URL_SAFE_NO_PAD.encode(message.unwrap()),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
    }

    #[test]
    fn a_message_is_at_most_one_record_and_the_key_a_point_of_the_curve() {
        let longest = vec![b'x'; PLAIN_BYTES_MAX];
        let message = encrypt(&reader(), &longest, &base::SystemRng).unwrap();
        assert_eq!(message.len(), 4096);
        assert!(encrypt(&reader(), &[longest, vec![0]].concat(), &base::SystemRng).is_err());
        let mut off = reader();
        off.public[40] ^= 1;
        assert!(encrypt(&off, b"x", &base::SystemRng).is_err());
    }
}
