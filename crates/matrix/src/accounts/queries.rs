//! SQL of accounts, devices and tokens.

use ruma::UserId;
use store::{StoreError, Tx, Write, params};

/// A local account as a sign-in needs it.
pub(crate) struct AccountRow {
    pub(crate) user: i64,
    pub(crate) password_hash: Option<String>,
    pub(crate) deactivated: bool,
}

/// A local account by its number: its name, and whether it is deactivated.
pub(crate) fn account_of(tx: &mut Tx<'_>, user: i64) -> Result<Option<(String, bool)>, StoreError> {
    tx.query_opt(
        "SELECT u.user_id, a.deactivated FROM account a JOIN user_ u ON u.nid = a.user_nid WHERE a.user_nid = ?1",
        params![user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

pub(crate) fn account(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<AccountRow>, StoreError> {
    tx.query_opt(
        "SELECT a.user_nid, a.password_hash, a.deactivated
         FROM user_ u JOIN account a ON a.user_nid = u.nid WHERE u.user_id = ?1",
        params![user_id.as_str()],
        |row| {
            Ok(AccountRow {
                user: row.get(0)?,
                password_hash: row.get(1)?,
                deactivated: row.get(2)?,
            })
        },
    )
}

pub(crate) fn insert_account(
    w: &mut Write<'_, '_>,
    user: i64,
    password_hash: Option<&str>,
    admin: bool,
    created_ms: u64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO account (user_nid, password_hash, admin, created_ms) VALUES (?1, ?2, ?3, ?4)",
        params![user, password_hash, admin, created_ms],
    )?;
    Ok(())
}

/// The device's number, and whether it was made now.
pub(crate) fn ensure_device(
    w: &mut Write<'_, '_>,
    user: i64,
    device_id: &str,
    display_name: Option<&str>,
    now_ms: u64,
) -> Result<(i64, bool), StoreError> {
    let known = w.get(
        "SELECT nid FROM device WHERE user_nid = ?1 AND device_id = ?2",
        params![user, device_id],
    )?;
    if let Some(device) = known {
        return Ok((device, false));
    }
    // Never a number that another device had: slots and transaction ids are known by it.
    let device = w.next_position();
    w.execute(
        "INSERT INTO device (nid, user_nid, device_id, display_name, last_seen_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![device, user, device_id, display_name, now_ms],
    )?;
    Ok((device, true))
}

pub(crate) fn insert_token(
    w: &mut Write<'_, '_>,
    hash: &[u8],
    device: i64,
    kind: TokenKind,
    expires_ms: Option<u64>,
    parent: Option<&[u8; 32]>,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO token (hash, device_nid, kind, expires_ms, parent) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![hash, device, kind as i64, expires_ms, parent],
    )?;
    Ok(())
}

pub(crate) fn delete_tokens(w: &mut Write<'_, '_>, device: i64) -> Result<(), StoreError> {
    w.execute("DELETE FROM token WHERE device_nid = ?1", params![device])?;
    Ok(())
}

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Access = 0,
    Refresh = 1,
}

/// The owner of a token.
pub(crate) struct TokenRow {
    pub(crate) user_id: String,
    pub(crate) user: i64,
    pub(crate) device_id: String,
    pub(crate) device: i64,
    pub(crate) admin: bool,
    pub(crate) expires_ms: Option<i64>,
    /// The refresh token that this one's pair replaces, until its first use.
    pub(crate) parent: Option<Vec<u8>>,
}

/// A refresh token.
pub(crate) struct RefreshRow {
    pub(crate) device: i64,
    pub(crate) parent: Option<Vec<u8>>,
}

pub(crate) fn refresh_token(
    tx: &mut Tx<'_>,
    hash: &[u8; 32],
) -> Result<Option<RefreshRow>, StoreError> {
    tx.query_opt(
        "SELECT device_nid, parent FROM token WHERE hash = ?1 AND kind = 1",
        params![hash],
        |row| {
            Ok(RefreshRow {
                device: row.get(0)?,
                parent: row.get(1)?,
            })
        },
    )
}

/// Deletes the pair that replaces a refresh token: its answer was lost.
pub(crate) fn delete_children(
    w: &mut Write<'_, '_>,
    device: i64,
    parent: &[u8; 32],
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM token WHERE device_nid = ?1 AND parent = ?2",
        params![device, parent],
    )?;
    Ok(())
}

/// Keeps the pair that replaces `parent`, and ends everything else of the device.
pub(crate) fn end_older_tokens(
    w: &mut Write<'_, '_>,
    device: i64,
    parent: &[u8],
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM token WHERE device_nid = ?1 AND (parent IS NULL OR parent <> ?2)",
        params![device, parent],
    )?;
    w.execute(
        "UPDATE token SET parent = NULL WHERE device_nid = ?1",
        params![device],
    )?;
    Ok(())
}

pub(crate) fn access_token(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<TokenRow>, StoreError> {
    tx.query_opt(
        "SELECT u.user_id, u.nid, d.device_id, d.nid, a.admin, t.expires_ms, t.parent
         FROM token t JOIN device d ON d.nid = t.device_nid
         JOIN user_ u ON u.nid = d.user_nid JOIN account a ON a.user_nid = u.nid
         WHERE t.hash = ?1 AND t.kind = 0 AND a.deactivated = 0",
        params![hash],
        |row| {
            Ok(TokenRow {
                user_id: row.get(0)?,
                user: row.get(1)?,
                device_id: row.get(2)?,
                device: row.get(3)?,
                admin: row.get(4)?,
                expires_ms: row.get(5)?,
                parent: row.get(6)?,
            })
        },
    )
}
