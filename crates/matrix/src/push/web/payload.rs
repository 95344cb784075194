//! What the app's service worker is told: enough to show something and to fetch the rest.

use serde_json::{Map, Value};

use super::encrypt::PLAIN_BYTES_MAX;

/// Always there, for an event or a notice.
const ESSENTIAL: [&str; 5] = ["room_id", "event_id", "notice", "counts", "prio"];
/// There unless the pusher asked for ids alone or the room is encrypted; the first to go when all does not fit.
const DESCRIBING: [&str; 5] = [
    "type",
    "sender",
    "sender_display_name",
    "room_name",
    "user_is_target",
];
/// A longer name is cut: more is not shown on any screen.
const NAME_CHARS_MAX: usize = 100;

/// The text for one device, from a notification as gateways get it and the pusher's `data`.
pub(super) fn payload(notification: &Value, data: &Map<String, Value>) -> Vec<u8> {
    let extra = data.get("default_payload").and_then(Value::as_object);
    let mut out = extra.cloned().unwrap_or_default();
    for field in ESSENTIAL.iter().chain(&DESCRIBING) {
        match notification.get(field) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if field.ends_with("name") => {
                let short: String = text.chars().take(NAME_CHARS_MAX).collect();
                out.insert((*field).to_owned(), short.into());
            }
            Some(value) => {
                out.insert((*field).to_owned(), value.clone());
            }
        }
    }
    let bytes = Value::Object(out.clone()).to_string();
    if bytes.len() <= PLAIN_BYTES_MAX {
        return bytes.into_bytes();
    }
    out.retain(|field, _| !DESCRIBING.contains(&field.as_str()));
    Value::Object(out).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(notification: &Value, data: &Value) -> Value {
        serde_json::from_slice(&payload(notification, data.as_object().unwrap())).unwrap()
    }

    #[test]
    fn it_holds_what_can_be_shown_and_never_the_content() {
        let notification = json!({
            "room_id": "!r", "event_id": "$e", "counts": { "unread": 3 }, "prio": "high", "sender": "@a:x",
            "room_name": "n".repeat(1000), "content": { "body": "secret" }, "devices": [{ "pushkey": "k" }],
        });
        let data = json!({ "auth": "a", "default_payload": { "x": 1, "room_id": "!forged" } });
        assert_eq!(
            told(&notification, &data),
            json!({
                "x": 1, "room_id": "!r", "event_id": "$e", "counts": { "unread": 3 }, "prio": "high",
                "sender": "@a:x", "room_name": "n".repeat(100),
            })
        );
    }

    #[test]
    fn what_does_not_fit_goes_without_its_description() {
        let notification = json!({ "room_id": "!r", "sender": "x".repeat(4000) });
        assert_eq!(told(&notification, &json!({})), json!({ "room_id": "!r" }));
    }
}
