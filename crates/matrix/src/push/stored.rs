//! A person's push rules in the database: the account data `m.push_rules`, there only once he has
//! changed something.

use ruma::{UserId, push::Ruleset};
use serde::Deserialize;
use store::{StoreError, Tx, Write, params};

use super::defaults::default_rules;
use crate::{Matrix, sync::slot::Kind};

/// The type of the account data.
pub(crate) const PUSH_RULES: &str = "m.push_rules";

#[derive(Deserialize)]
struct Content {
    global: Ruleset,
}

/// The rules of a person, his own or the default ones.
pub(crate) fn rules(tx: &mut Tx<'_>, user: i64, user_id: &UserId) -> Result<Ruleset, StoreError> {
    Ok(own_rules(tx, user, user_id)?.unwrap_or_else(|| default_rules(user_id)))
}

/// The rules of a person who has changed them. Predefined rules are those of this version of the
/// server, switched and tuned as he did.
pub(crate) fn own_rules(
    tx: &mut Tx<'_>,
    user: i64,
    user_id: &UserId,
) -> Result<Option<Ruleset>, StoreError> {
    let json: Option<Vec<u8>> = tx.get(
        "SELECT json FROM account_data WHERE user_nid = ?1 AND room_nid = 0 AND type = 'm.push_rules'",
        params![user],
    )?;
    Ok(json.and_then(|json| parse(&json, user_id)))
}

fn parse(json: &[u8], user_id: &UserId) -> Option<Ruleset> {
    match serde_json::from_slice::<Content>(json) {
        Ok(Content { mut global }) => {
            global.update_with_server_default(default_rules(user_id));
            Some(global)
        }
        Err(error) => {
            tracing::error!(%error, "Stored push rules cannot be read; the default ones apply");
            None
        }
    }
}

/// Stores rules and tells the person's devices and the evaluator.
pub(crate) fn store(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    json: &str,
) -> Result<(), StoreError> {
    let pos = w.next_position();
    w.execute(
        "INSERT INTO account_data (user_nid, room_nid, type, pos, json) VALUES (?1, 0, 'm.push_rules', ?2, ?3)
         ON CONFLICT (user_nid, room_nid, type) DO UPDATE SET pos = excluded.pos, json = excluded.json",
        params![user, pos, json.as_bytes()],
    )?;
    m.hub.wake_user(w, user, Kind::AccountData, pos);
    let m = m.clone();
    w.after_commit(move || {
        m.push.person_changed(user);
        if let Some(live) = m.hub.live_user(user) {
            live.has_own_rules();
        }
    });
    Ok(())
}
