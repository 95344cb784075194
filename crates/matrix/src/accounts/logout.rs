//! Logging out (client-server §5.7.4): the device goes, with its token, keys and waiting messages.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::session::{logout as one, logout_all as all};
use store::params;

use crate::Matrix;

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

/// Tables with a row per device, in the order in which they can be emptied.
const DEVICE_TABLES: [&str; 2] = [
    "DELETE FROM token WHERE device_nid = ?1",
    "DELETE FROM to_device WHERE device_nid = ?1",
];

/// Removes devices with all that hangs on them, in one transaction.
pub(crate) async fn remove_devices(m: &Matrix, user: i64, devices: Vec<i64>) -> Result<()> {
    let work = m.clone();
    let removed = m.store.write(move |w| {
        for device in &devices {
            for sql in DEVICE_TABLES {
                w.execute(sql, params![*device])?;
            }
            w.execute(
                "DELETE FROM device WHERE nid = ?1 AND user_nid = ?2",
                params![*device, user],
            )?;
        }
        let (gone, forget) = (devices.clone(), work.clone());
        w.after_commit(move || {
            gone.iter()
                .for_each(|device| forget.tokens.forget_device(*device))
        });
        Ok::<_, Error>(())
    });
    removed.await
}
