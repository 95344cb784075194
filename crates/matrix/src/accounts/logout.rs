//! Logging out (client-server §5.7.4): the device goes, with its token, keys and waiting messages.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::session::{logout as one, logout_all as all};
use store::{Write, params};

use crate::{Matrix, devices};

/// `POST /logout`.
pub(crate) async fn logout(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<one::v3::Request>,
) -> Result<Reply<one::v3::Response>> {
    remove_devices(&m, who.user, vec![who.device]).await?;
    Ok(Reply(one::v3::Response::new()))
}

/// `POST /logout/all`.
pub(crate) async fn logout_all(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<all::v3::Request>,
) -> Result<Reply<all::v3::Response>> {
    remove_all_devices(&m, who.user).await?;
    Ok(Reply(all::v3::Response::new()))
}

/// Signs out every device of a user.
pub(crate) async fn remove_all_devices(m: &Matrix, user: i64) -> Result<()> {
    let devices = m.store.read(move |tx| {
        tx.query(
            "SELECT nid FROM device WHERE user_nid = ?1",
            params![user],
            |row| row.get(0),
        )
    });
    let devices = devices.await.map_err(Error::from)?;
    remove_devices(m, user, devices).await
}

/// What hangs on a device, in the order in which it can be deleted. The one place for it.
const DEVICE_TABLES: &[&str] = &[
    "DELETE FROM push_job WHERE pusher_nid IN (SELECT nid FROM pusher WHERE device_nid = ?1)",
    "DELETE FROM pusher WHERE device_nid = ?1",
    "DELETE FROM token WHERE device_nid = ?1",
    "DELETE FROM to_device WHERE device_nid = ?1",
    "DELETE FROM one_time_key WHERE device_nid = ?1",
    "DELETE FROM fallback_key WHERE device_nid = ?1",
    "DELETE FROM device_key WHERE device_nid = ?1",
    "DELETE FROM dehydrated_device WHERE device_nid = ?1",
    "DELETE FROM key_signature WHERE target_nid = (SELECT user_nid FROM device WHERE nid = ?1)
       AND target = (SELECT device_id FROM device WHERE nid = ?1)",
];

/// Removes devices with all that hangs on them, in one transaction.
pub(crate) async fn remove_devices(m: &Matrix, user: i64, devices: Vec<i64>) -> Result<()> {
    let work = m.clone();
    let removed = m
        .store
        .write(move |w| remove_devices_in(&work, w, user, &devices));
    removed.await
}

/// As [`remove_devices`], inside a transaction.
pub(crate) fn remove_devices_in(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    devices: &[i64],
) -> Result<()> {
    if devices.is_empty() {
        return Ok(());
    }
    for device in devices {
        for sql in DEVICE_TABLES {
            w.execute(sql, params![*device])?;
        }
        w.execute(
            "DELETE FROM device WHERE nid = ?1 AND user_nid = ?2",
            params![*device, user],
        )?;
    }
    devices::list_changed(m, w, user)?;
    let (gone, forget) = (devices.to_vec(), m.clone());
    w.after_commit(move || {
        for device in gone {
            forget.tokens.forget_device(device);
            forget.hub.drop_device(user, device);
            forget.connections.forget_device(device);
        }
        forget.push.person_changed(user);
    });
    Ok(())
}
