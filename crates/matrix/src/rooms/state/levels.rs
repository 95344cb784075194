//! The shape of power levels that people set (client-server, `m.room.power_levels`), so that a slip
//! is named instead of silently becoming a default.

use http_server::{Error, Result};
use ruma::UserId;
use serde_json::{Map, Value, value::RawValue};

use crate::rooms::RoomGuard;

const LEVELS: [&str; 7] = [
    "ban",
    "events_default",
    "invite",
    "kick",
    "redact",
    "state_default",
    "users_default",
];

/// 400 unless every level is a whole number and every user a user id. Rooms before version 10 may
/// hold numbers in strings.
pub(super) fn check(room: &RoomGuard, content: &RawValue) -> Result<()> {
    let strings = !room.head()?.rules.power_levels_are_integers();
    let content: Map<String, Value> = serde_json::from_str(content.get())
        .map_err(|e| Error::bad_json(format!("m.room.power_levels: {e}")))?;
    for name in LEVELS {
        content
            .get(name)
            .map_or(Ok(()), |value| level(name, value, strings))?;
    }
    for name in ["events", "notifications", "users"] {
        let Some(value) = content.get(name) else {
            continue;
        };
        let entries = value
            .as_object()
            .ok_or_else(|| Error::bad_json(format!("{name} in power levels is an object")))?;
        for (key, value) in entries {
            if name == "users" && UserId::parse(key.as_str()).is_err() {
                return Err(Error::bad_json(format!(
                    "{key} in power levels is not a user id"
                )));
            }
            level(key, value, strings)?;
        }
    }
    Ok(())
}

fn level(name: &str, value: &Value, strings: bool) -> Result<()> {
    let is_level = match value {
        Value::String(text) => strings && text.trim().parse::<i64>().is_ok(),
        other => other.is_i64(),
    };
    if is_level {
        return Ok(());
    }
    Err(Error::bad_json(format!(
        "The power level of {name} is a whole number"
    )))
}
