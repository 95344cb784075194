//! Numbers for user ids: `user_.nid` stands for the id in every table.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicI64, Ordering},
};

use parking_lot::RwLock;
use ruma::{OwnedUserId, UserId};
use store::{Store, StoreError, Tx, Write, params};

/// Known users in memory; at most as many as were active since the start.
#[derive(Debug)]
pub struct Users {
    nids: RwLock<HashMap<OwnedUserId, i64>>,
    newest: AtomicI64,
}

impl Users {
    /// Reads the newest number, nothing else.
    pub(crate) async fn load(store: &Store) -> Result<Self, StoreError> {
        let newest = store.read(|tx| tx.get("SELECT COALESCE(MAX(nid), 0) FROM user_", params![]));
        let newest = newest.await?.unwrap_or(0);
        Ok(Self {
            nids: RwLock::default(),
            newest: AtomicI64::new(newest),
        })
    }

    /// The number of a user we know, or `None`.
    pub fn find(&self, tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<i64>, StoreError> {
        if let Some(nid) = self.nids.read().get(user_id) {
            return Ok(Some(*nid));
        }
        let nid = tx.get(
            "SELECT nid FROM user_ WHERE user_id = ?1",
            params![user_id.as_str()],
        )?;
        Ok(nid.inspect(|nid| self.remember(user_id, *nid)))
    }

    /// The number of a user, given one now if he has none.
    pub fn ensure(
        &self,
        w: &mut Write<'_, '_>,
        user_id: &UserId,
        is_local: bool,
    ) -> Result<i64, StoreError> {
        if let Some(nid) = self.nids.read().get(user_id) {
            return Ok(*nid);
        }
        if let Some(nid) = w.get(
            "SELECT nid FROM user_ WHERE user_id = ?1",
            params![user_id.as_str()],
        )? {
            return Ok(nid);
        }
        // A rolled back change leaves a gap in the numbers, nothing else; so the cache is filled
        // only from committed rows.
        let nid = self.newest.fetch_add(1, Ordering::SeqCst) + 1;
        w.execute(
            "INSERT INTO user_ (nid, user_id, is_local) VALUES (?1, ?2, ?3)",
            params![nid, user_id.as_str(), is_local],
        )?;
        Ok(nid)
    }

    /// Remembers a committed pair.
    pub(crate) fn remember(&self, user_id: &UserId, nid: i64) {
        self.nids.write().insert(user_id.to_owned(), nid);
    }
}

/// The user id of a number.
pub fn user_id_of(tx: &mut Tx<'_>, user: i64) -> Result<OwnedUserId, StoreError> {
    let text = tx.get("SELECT user_id FROM user_ WHERE nid = ?1", params![user])?;
    parse_id(text.ok_or(StoreError::NoRow)?)
}

/// An identifier as we stored it; it was checked before.
pub fn parse_id<T>(text: String) -> Result<T, StoreError>
where
    T: TryFrom<String>,
    T::Error: std::fmt::Display,
{
    T::try_from(text).map_err(|e| StoreError::Column {
        column: 0,
        reason: e.to_string(),
    })
}
