//! What a browser is told with every answer of a mini-app's origin, refusals included: one page without it is a hole for
//! all (Cure53 XDC-01-002: the app frames a missing page, reaches into it and is free there).
//!
//! | what stays shut | by what |
//! | --- | --- |
//! | requests to others | the content security policy, and `Connection-Allowlist` |
//! | WebRTC, names that are looked up ahead | `Connection-Allowlist` alone: no policy covers them (measured, Chromium 156) |
//! | going elsewhere with data in the address | the web app's own `frame-src` |
//! | windows, the page around | `sandbox`, here and at the frame |

use http::{HeaderMap, HeaderName, HeaderValue};

/// What a mini-app's frame may do.
const SANDBOX: &str =
    "allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-pointer-lock";

/// What a page of a mini-app may load: what is in its file, and what it makes itself.
const POLICY: [(&str, &str); 14] = [
    ("default-src", "'self'"),
    (
        "script-src",
        "'self' 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:",
    ),
    ("style-src", "'self' 'unsafe-inline' blob:"),
    ("font-src", "'self' data: blob:"),
    ("img-src", "'self' data: blob:"),
    ("media-src", "'self' data: blob:"),
    ("connect-src", "'self' data: blob:"),
    ("frame-src", "'self' blob: data:"),
    ("worker-src", "'self' blob:"),
    ("manifest-src", "'self'"),
    ("object-src", "'none'"),
    ("base-uri", "'none'"),
    ("form-action", "'none'"),
    ("sandbox", SANDBOX),
];

/// What no mini-app has, as far as browsers know the names.
const OFF: [&str; 34] = [
    "accelerometer",
    "browsing-topics",
    "camera",
    "captured-surface-control",
    "ch-ua",
    "clipboard-read",
    "compute-pressure",
    "cross-origin-isolated",
    "deferred-fetch",
    "deferred-fetch-minimal",
    "digital-credentials-get",
    "display-capture",
    "encrypted-media",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "local-network-access",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
];

/// The set, in lower case as HTTP/2 and service workers want it.
#[derive(Debug, Clone)]
pub(super) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// For frames in pages of `embedders`.
    pub(super) fn new(embedders: &str) -> Self {
        let all = [
            ("content-security-policy", policy(embedders)),
            (
                "connection-allowlist",
                "(response-origin); webrtc=block".to_owned(),
            ),
            ("permissions-policy", permissions()),
            ("x-dns-prefetch-control", "off".to_owned()),
            ("referrer-policy", "no-referrer".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
            ("cross-origin-resource-policy", "same-origin".to_owned()),
            ("origin-agent-cluster", "?1".to_owned()),
            ("cache-control", "no-store".to_owned()),
        ];
        let read = |(name, value)| {
            let name = HeaderName::from_static(name);
            HeaderValue::try_from(value).ok().map(|value| (name, value))
        };
        Self(all.into_iter().filter_map(read).collect())
    }

    pub(super) fn put(&self, out: &mut HeaderMap) {
        out.extend(self.0.iter().cloned());
    }

    /// As text: pairs of name and value.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
    }
}

fn policy(embedders: &str) -> String {
    let rules = POLICY.map(|(name, value)| format!("{name} {value}"));
    // A mini-app may frame its own pages, within the web app's frame.
    format!("{}; frame-ancestors 'self' {embedders}", rules.join("; "))
}

fn permissions() -> String {
    OFF.map(|name| format!("{name}=()")).join(", ")
}
