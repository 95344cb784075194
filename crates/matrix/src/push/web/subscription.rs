//! A browser's subscription, as a pusher holds it (Sygnal's `webpush` schema): `pushkey` is its `p256dh`,
//! `data.endpoint` and `data.auth` are the rest.

use axum::http::{HeaderMap, Uri, header};
use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use egress::Url;
use http_server::{Error, Result};
use serde_json::{Map, Value};

use super::APP_ID;
use crate::Matrix;

/// An uncompressed point of P-256.
pub(super) const PUBLIC_BYTES: usize = 65;
/// RFC 8291 §3.2.
const AUTH_BYTES: usize = 16;
/// Push services use some hundred characters.
const ENDPOINT_BYTES_MAX: usize = 2048;
/// What the app may have sent along with each message: enough for a few marks, so that ids still fit.
const DEFAULT_PAYLOAD_BYTES_MAX: usize = 1024;

/// Browsers hand keys out with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Where a browser gets its messages, and how they are encrypted for it.
#[derive(Debug, Clone)]
pub(in crate::push) struct Subscription {
    /// The push service's address for this browser: who knows it can send there.
    pub(in crate::push) endpoint: Url,
    pub(super) public: [u8; PUBLIC_BYTES],
    pub(super) auth: [u8; AUTH_BYTES],
}

impl Subscription {
    /// Reads a pusher's `pushkey` and `data`; says what is wrong with them.
    pub(in crate::push) fn read(pushkey: &str, data: &Map<String, Value>) -> Result<Self> {
        let public = decode(pushkey)
            .filter(|[form, ..]: &[u8; PUBLIC_BYTES]| *form == 4)
            .ok_or_else(|| Error::invalid_param("`pushkey` is the subscription's `p256dh`"))?;
        let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
        let auth = decode(text("auth"))
            .ok_or_else(|| Error::invalid_param("`data.auth` is the subscription's `auth`"))?;
        let endpoint = endpoint(text("endpoint"))
            .ok_or_else(|| Error::invalid_param("`data.endpoint` is an https address"))?;
        let extra = data.get("default_payload");
        if extra.is_some_and(|extra| {
            !extra.is_object() || extra.to_string().len() > DEFAULT_PAYLOAD_BYTES_MAX
        }) {
            return Err(Error::invalid_param(
                "`data.default_payload` is an object of at most 1024 bytes",
            ));
        }
        Ok(Self {
            endpoint,
            public,
            auth,
        })
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    BASE64.decode(text).ok()?.try_into().ok()
}

/// Push services are reached by TLS; a machine's own loopback needs none.
fn endpoint(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback);
    (is_safe && text.len() <= ENDPOINT_BYTES_MAX).then_some(url)
}

/// By which names the client that makes a request knows this server.
#[derive(Debug)]
pub(in crate::push) struct Names(Vec<String>);

impl Names {
    /// The configured address, the server's name, and what this request was sent to. Who lies about the last
    /// one changes nothing but where his own notifications go.
    pub(in crate::push) fn of(m: &Matrix, uri: &Uri, headers: &HeaderMap) -> Self {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let asked = uri.authority().map(http::uri::Authority::as_str).or(host);
        let names = [Some(m.server_name().as_str()), asked]
            .into_iter()
            .flatten();
        let mut names: Vec<_> = names.map(str::to_owned).collect();
        names.extend(Url::parse(&m.config.public_url).map(|url| url.authority().to_owned()));
        Self(names)
    }

    /// Whether a pusher asks this server to be its gateway to the web.
    pub(in crate::push) fn serve(&self, app_id: &str, url: &Url) -> bool {
        let is_us = |name: &String| {
            // Read like the address itself, so that a default port does not matter.
            let own = Url::parse(&format!("{}://{name}", url.scheme()));
            own.is_ok_and(|own| own.authority() == url.authority())
        };
        app_id == APP_ID && self.0.iter().any(is_us)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const KEY: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";

    fn data() -> Value {
        json!({ "endpoint": "https://push.example.net/a", "auth": "BTBZMqHH6r4Tts7J_aSIgg" })
    }

    fn read(key: &str, data: &Value) -> Result<Subscription> {
        Subscription::read(key, data.as_object().unwrap())
    }

    #[test]
    fn only_what_a_browser_gives_is_a_subscription() {
        read(KEY, &data()).unwrap();
        read(&format!("{KEY}="), &data()).unwrap();
        for key in ["", "x", &KEY[1..], &KEY.replacen('B', "C", 1)] {
            assert!(read(key, &data()).is_err(), "{key}");
        }
        for (field, wrong) in [
            ("auth", json!("BTBZMqHH6r4Tts7J_aSI")),
            ("auth", json!(7)),
            ("endpoint", json!("http://push.example.net/a")),
            ("endpoint", json!("file:///etc/passwd")),
            ("endpoint", json!(format!("https://x/{}", "a".repeat(2048)))),
            ("default_payload", json!("x")),
            ("default_payload", json!({ "x": "y".repeat(1024) })),
        ] {
            let mut data = data();
            data[field] = wrong;
            assert!(read(KEY, &data).is_err(), "{data}");
        }
        let mut loopback = data();
        loopback["endpoint"] = "http://127.0.0.1:9/x".into();
        read(KEY, &loopback).unwrap();
    }

    #[test]
    fn a_server_knows_its_names_and_no_others() {
        let names = Names(vec!["example.org".into(), "chat.example.org:443".into()]);
        let serve = |app_id, url| names.serve(app_id, &Url::parse(url).unwrap());
        assert!(serve(APP_ID, "https://example.org/_matrix/push/v1/notify"));
        assert!(serve(APP_ID, "https://Chat.example.org/x"));
        assert!(!serve("com.example.app", "https://example.org/x"));
        assert!(!serve(APP_ID, "https://example.org:8448/x"));
        assert!(!serve(APP_ID, "https://example.org.evil.net/x"));
    }
}
