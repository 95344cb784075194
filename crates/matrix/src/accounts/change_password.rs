//! `POST /account/password` (client-server §5.8.6).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::account::change_password::v3::{Request, Response};
use store::params;

use super::{logout::remove_devices_in, password, uiaa};
use crate::Matrix;

/// Sets a new password after the old one was given; by default the other devices are signed out.
pub(crate) async fn change_password(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    password::check(&request.new_password)?;
    uiaa::confirm_password(&m, &who, "change-password", request.auth.as_ref()).await?;
    let hash = password::hash(&m, request.new_password).await?;
    let (work, user, own, logout) = (m.clone(), who.user, who.device, request.logout_devices);
    m.store
        .write(move |w| {
            w.execute(
                "UPDATE account SET password_hash = ?2 WHERE user_nid = ?1",
                params![user, &hash],
            )?;
            w.execute("DELETE FROM login_token WHERE user_nid = ?1", params![user])?;
            if logout {
                let others: Vec<i64> = w.query::<_, store::StoreError>(
                    "SELECT nid FROM device WHERE user_nid = ?1 AND nid <> ?2",
                    params![user, own],
                    |row| row.get(0),
                )?;
                remove_devices_in(&work, w, user, &others)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Reply(Response::new()))
}
