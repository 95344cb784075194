//! People by their numbers. The one place here that reads the homeserver's tables: `user_` and `account`.

use ruma::UserId;
use serde::Serialize;
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
