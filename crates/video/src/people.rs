//! People by their numbers. The one place here that reads the homeserver's tables: `user_`, `account`, `user_word`, and
//! of `account_data` the list of ignored people.

use std::collections::HashSet;

use ruma::UserId;
use serde::Serialize;
use serde_json::Value;
use store::{StoreError, Tx, params};
use utoipa::ToSchema;

/// How somebody shows himself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PublicProfile {
    user_id: String,
    #[schema(required)]
    displayname: Option<String>,
    #[schema(required)]
    avatar_url: Option<String>,
}

impl PublicProfile {
    pub(crate) fn user_id(&self) -> &str {
        &self.user_id
    }

    pub(crate) fn avatar_url(&self) -> Option<&str> {
        self.avatar_url.as_deref()
    }
}

/// The number of somebody who has an account here.
pub(crate) fn find(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT u.nid FROM user_ u JOIN account a ON a.user_nid = u.nid
         WHERE u.user_id = ?1 AND a.deactivated = 0",
        params![user_id.as_str()],
    )
}

/// The number of anybody who was ever here, also of an account that has ended.
pub(crate) fn known(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT nid FROM user_ WHERE user_id = ?1",
        params![user_id.as_str()],
    )
}

/// Since when somebody has his account, in milliseconds.
pub(crate) fn since_ms(tx: &mut Tx<'_>, user: i64) -> Result<u64, StoreError> {
    tx.query_one(
        "SELECT created_ms FROM account WHERE user_nid = ?1",
        params![user],
        |row| row.get(0),
    )
}

/// People looked at in one search.
const NAMED_MAX: usize = 500;

/// Active people with a word in their name that begins with `word`, who have public videos or chose to be found by
/// everybody who has an account (client-server API §11.20 finds the same and more).
pub(crate) fn named(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    word: &str,
) -> Result<Vec<i64>, StoreError> {
    let beyond = format!("{word}\u{10FFFF}");
    tx.query(
        "SELECT DISTINCT a.user_nid FROM (SELECT user_nid FROM user_word WHERE word >= ?2 AND word < ?3
             ORDER BY word LIMIT ?4) AS n
         JOIN account a ON a.user_nid = n.user_nid
         WHERE a.deactivated = 0 AND (a.user_nid = ?1 OR (a.discoverable = 1 AND ?1 <> 0) OR EXISTS (
           SELECT 1 FROM video v WHERE v.author_nid = a.user_nid AND v.audience = 0 AND v.ord IS NOT NULL))
           AND NOT EXISTS (SELECT 1 FROM video_block b WHERE b.user_nid = a.user_nid AND b.blocked_nid = ?1)
         ORDER BY a.user_nid",
        params![viewer.unwrap_or(0), word, &beyond, NAMED_MAX],
        |row| row.get(0),
    )
}

/// How a person shows himself.
pub(crate) fn profile(tx: &mut Tx<'_>, user: i64) -> Result<PublicProfile, StoreError> {
    tx.query_one(
        "SELECT user_id, displayname, avatar_url FROM user_ WHERE nid = ?1",
        params![user],
        |row| {
            Ok(PublicProfile {
                user_id: row.get(0)?,
                displayname: row.get(1)?,
                avatar_url: row.get(2)?,
            })
        },
    )
}

/// Whom a person ignores in all of Matrix (client-server §11.14), by user id. Any client may have written anything
/// there: what is not of the expected form ignores nobody.
pub(crate) fn ignored(tx: &mut Tx<'_>, user: i64) -> Result<HashSet<String>, StoreError> {
    let json: Option<Vec<u8>> = tx.get(
        "SELECT json FROM account_data WHERE user_nid = ?1 AND room_nid = 0 AND type = 'm.ignored_user_list'",
        params![user],
    )?;
    let content: Value = json
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default();
    Ok(match content.get("ignored_users") {
        Some(Value::Object(people)) => people.keys().cloned().collect(),
        _ => HashSet::new(),
    })
}
