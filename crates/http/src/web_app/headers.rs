//! What a browser is told about the app's files: their type, how long they may be kept, and what a page
//! with them may do (CSP level 3, Trusted Types, Fetch and HTML for the cross-origin policies).
//!
//! Every file has the policy, not the page alone: a worker obeys the one that came with its script.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use super::paths;

/// Style elements that a library of the app makes at run time: the hash of each (`'sha256-…'`) and which
/// library needs it for what. Anything else in a `style` element is refused.
const STYLE_HASHES: &[(&str, &str)] = &[
    (
        "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
        "react-aria (usePress): no delay for a double tap on what can be pressed",
    ),
    (
        "'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
        "react-aria (usePreventScroll): the page behind a dialog stays where it is, on iPhones",
    ),
];

/// What a page may load: its own files, and media that it has decrypted (`blob:`) or drawn (`data:`).
const POLICY: [(&str, &str); 14] = [
    ("default-src", "'none'"),
    // The encryption of the Matrix SDK is WebAssembly.
    ("script-src", "'self' 'wasm-unsafe-eval'"),
    ("img-src", "'self' blob: data:"),
    ("media-src", "'self' blob:"),
    ("font-src", "'self'"),
    ("connect-src", "'self'"),
    ("worker-src", "'self'"),
    ("manifest-src", "'self'"),
    ("base-uri", "'none'"),
    ("form-action", "'self'"),
    ("frame-ancestors", "'none'"),
    ("require-trusted-types-for", "'script'"),
    ("trusted-types", "causeway dompurify"),
    // With the hashes above: see `content_security_policy`.
    ("style-src", "'self'"),
];

/// What the app asks people for: calls, voice notes, a place on the map, sharing the screen.
const ASKED: [&str; 4] = ["camera", "microphone", "geolocation", "display-capture"];
/// What it does without asking: playing, filling and keeping on the screen, copying, sharing, passkeys.
const USED: [&str; 7] = [
    "autoplay",
    "clipboard-write",
    "fullscreen",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
];
/// All else that can be switched off, as far as browsers know the names: others they complain about.
const OFF: [&str; 21] = [
    "accelerometer",
    "browsing-topics",
    "clipboard-read",
    "compute-pressure",
    "encrypted-media",
    "gamepad",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "keyboard-map",
    "local-fonts",
    "magnetometer",
    "midi",
    "payment",
    "serial",
    "storage-access",
    "sync-xhr",
    "usb",
    "window-management",
    "xr-spatial-tracking",
];

/// Names that hold the file's hash never mean other bytes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// May be kept, but is asked for each time: an update reaches people at their next visit.
const ASK_EACH_TIME: &str = "no-cache";

/// The same for every file.
pub(super) struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// With `frames` alone in frames: no mini-app leads its frame anywhere else.
    pub(super) fn new(frames: Option<&str>) -> Self {
        let fixed = [
            ("content-security-policy", content_security_policy(frames)),
            ("permissions-policy", permissions_policy()),
            ("cross-origin-opener-policy", "same-origin".to_owned()),
            ("cross-origin-resource-policy", "same-origin".to_owned()),
            ("referrer-policy", "no-referrer".to_owned()),
            ("x-content-type-options", "nosniff".to_owned()),
        ];
        let read = |(name, value)| {
            let name = HeaderName::from_static(name);
            HeaderValue::try_from(value).ok().map(|value| (name, value))
        };
        Self(fixed.into_iter().filter_map(read).collect())
    }

    /// Adds what belongs to the file `name`.
    pub(super) fn add(&self, name: &str, out: &mut HeaderMap) {
        out.extend(self.0.iter().cloned());
        let is_hashed = name
            .split_once('/')
            .is_some_and(|(folder, _)| folder == paths::ASSETS);
        let keep = if is_hashed { FOR_EVER } else { ASK_EACH_TIME };
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        out.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(content_type(name)),
        );
    }
}

fn content_security_policy(frames: Option<&str>) -> String {
    let styles = STYLE_HASHES.iter().map(|(hash, _)| format!(" {hash}"));
    let rules = POLICY.map(|(name, value)| format!("{name} {value}"));
    let frames = frames.unwrap_or("'none'");
    format!(
        "frame-src {frames}; {}{}",
        rules.join("; "),
        styles.collect::<String>()
    )
}

fn permissions_policy() -> String {
    let own = ASKED.iter().chain(&USED);
    let off = OFF.iter();
    own.map(|name| format!("{name}=(self)"))
        .chain(off.map(|name| format!("{name}=()")))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a build of the app holds; anything else is handed out as bytes.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "webm" => "video/webm",
        "mp4" => "video/mp4",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
