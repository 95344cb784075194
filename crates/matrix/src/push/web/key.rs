//! Who we are to push services (RFC 8292, "VAPID"): one key for the life of the server, because a browser's
//! subscription is bound to it. `GET /_causeway/v1/push/key` hands out its public half.

use std::fmt;

use axum::extract::State;
use base::config::Config;
use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use egress::Url;
use http::HeaderValue;
use http_server::{Caller, Error, Json, Result};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde::Serialize;
use serde_json::json as value;
use store::{Store, params};
use utoipa::ToSchema;

use crate::Matrix;

/// How long a signature is good; push services refuse more than a day.
const VALID_S: u64 = 12 * 3600;

/// The key pair.
pub struct VapidKey {
    pair: EcdsaKeyPair,
    /// Uncompressed point, base64url: what a browser takes as `applicationServerKey`.
    public: String,
}

impl fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VapidKey")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl VapidKey {
    /// The stored key; made at the first start.
    pub(crate) async fn load(store: &Store) -> Result<Self> {
        let made =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let made = BASE64_STANDARD.encode(made.map_err(Error::internal)?);
        let stored = store.write(move |w| {
            w.execute(
                "INSERT INTO setting (name, value) VALUES ('vapid_key', ?1) ON CONFLICT (name) DO NOTHING",
                params![&made],
            )?;
            w.query_one("SELECT value FROM setting WHERE name = 'vapid_key'", params![], |row| row.get::<String>(0))
                .map_err(Error::from)
        });
        Self::read(&stored.await?)
            .ok_or_else(|| Error::internal("the stored key for push services is damaged"))
    }

    fn read(stored: &str) -> Option<Self> {
        let pkcs8 = BASE64_STANDARD.decode(stored).ok()?;
        let rng = SystemRandom::new();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &rng).ok()?;
        let public = BASE64_URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Some(Self { pair, public })
    }

    /// The `Authorization` header for one push service.
    pub(super) fn authorization(
        &self,
        config: &Config,
        endpoint: &Url,
        now_ms: u64,
    ) -> Result<HeaderValue> {
        let claims = value!({
            "aud": endpoint.origin().ascii_serialization(),
            "exp": now_ms / 1000 + VALID_S,
            "sub": contact(config),
        });
        let encode = |part: &str| BASE64_URL_SAFE_NO_PAD.encode(part);
        let head = encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let signed = format!("{head}.{}", encode(&claims.to_string()));
        let signature = self
            .pair
            .sign(&SystemRandom::new(), signed.as_bytes())
            .map_err(Error::internal)?;
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
        let header = format!("vapid t={signed}.{signature}, k={}", self.public);
        let mut header = HeaderValue::try_from(header).map_err(Error::internal)?;
        header.set_sensitive(true);
        Ok(header)
    }
}

/// Whom a push service may ask: it wants an address of mail or of a secure page (RFC 8292 §2.1; Apple's
/// refuses anything else).
fn contact(config: &Config) -> String {
    match config.support_contact.as_deref() {
        Some(mail) if mail.contains('@') && !mail.starts_with('@') && !mail.contains(':') => {
            format!("mailto:{mail}")
        }
        _ if config.public_url.starts_with("https://") => config.public_url.clone(),
        _ => format!("https://{}", config.server_name),
    }
}

/// What a browser needs to subscribe.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PushKey {
    /// The server's P-256 key as an uncompressed point in base64url: `applicationServerKey`. It never changes.
    key: String,
}

/// Tells the key with which a browser subscribes to notifications.
#[utoipa::path(
    get, path = "/_causeway/v1/push/key", tag = "notifications", operation_id = "push_key",
    responses((status = 200, body = PushKey))
)]
pub(crate) async fn push_key(State(m): State<Matrix>, _: Caller) -> Json<PushKey> {
    Json(PushKey {
        key: m.vapid.public.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_service_is_told_mail_or_a_secure_page() {
        let mut config = Config::new("example.org".try_into().unwrap(), "x".into());
        assert_eq!(contact(&config), "https://example.org");
        config.public_url = "https://chat.example.org".into();
        for other in [
            None,
            Some("@host:example.org"),
            Some("https://example.org/help"),
        ] {
            config.support_contact = other.map(str::to_owned);
            assert_eq!(contact(&config), "https://chat.example.org");
        }
        config.support_contact = Some("host@example.org".into());
        assert_eq!(contact(&config), "mailto:host@example.org");
    }
}
