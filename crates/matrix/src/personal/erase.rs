//! Erasing what belongs to a person alone.

use http_server::{Error, Result};
use ruma::UserId;
use store::{StoreError, Write, params};

use crate::{Matrix, accounts::deactivate, sync::slot::Kind};

/// What is deleted by the person's number. Devices and what hangs on them go with
/// `accounts::logout::remove_devices_in`.
const STATEMENTS: &[&str] = &[
    "DELETE FROM account_data WHERE user_nid = ?1",
    "DELETE FROM filter WHERE user_nid = ?1",
    "DELETE FROM login_token WHERE user_nid = ?1",
    "DELETE FROM notif WHERE user_nid = ?1",
    "DELETE FROM thread_own WHERE user_nid = ?1",
    "DELETE FROM openid_token WHERE user_nid = ?1",
    "DELETE FROM profile_field WHERE user_nid = ?1",
    "DELETE FROM receipt WHERE user_nid = ?1",
    "DELETE FROM push_job WHERE pusher_nid IN (SELECT nid FROM pusher WHERE user_nid = ?1)",
    "DELETE FROM pusher WHERE user_nid = ?1",
    "DELETE FROM key_backup_session WHERE user_nid = ?1",
    "DELETE FROM key_backup WHERE user_nid = ?1",
    "DELETE FROM cross_signing_key WHERE user_nid = ?1",
    "DELETE FROM key_signature WHERE target_nid = ?1 OR signer_nid = ?1",
    "DELETE FROM user_word WHERE user_nid = ?1",
    "UPDATE registration_token SET creator_nid = NULL WHERE creator_nid = ?1",
    "UPDATE registration_token SET used_by_nid = NULL WHERE used_by_nid = ?1",
    "UPDATE account SET invited_by_nid = NULL WHERE invited_by_nid = ?1",
    "UPDATE account SET invited_by_nid = NULL, discoverable = 0 WHERE user_nid = ?1",
    "UPDATE user_ SET displayname = NULL, avatar_url = NULL WHERE nid = ?1",
];

/// Deletes a person's rows in the running change. Can be repeated.
pub(crate) fn erase_rows(w: &mut Write<'_, '_>, user: i64) -> Result<(), StoreError> {
    for sql in STATEMENTS {
        w.execute(sql, params![user])?;
    }
    Ok(())
}

/// Ends the account of a person, erases what was his alone and leaves his rooms. Can be repeated; for
/// somebody unknown it does nothing.
pub(crate) async fn erase(m: &Matrix, user_id: &UserId) -> Result<()> {
    let (work, id) = (m.clone(), user_id.to_owned());
    let user = m.store.read(move |tx| work.users.find(tx, &id)).await?;
    let Some(user) = user else { return Ok(()) };
    deactivate::end_account(m, user_id, user, deactivate::Words::Erase).await?;
    deactivate::leave_all(m, user_id, user).await?;
    let hub = std::sync::Arc::clone(&m.hub);
    m.store
        .write(move |w| {
            // Wakes polls of devices that are gone: they end with 401.
            let pos = w.next_position();
            hub.wake_user(w, user, Kind::AccountData, pos);
            Ok::<_, Error>(())
        })
        .await
}
