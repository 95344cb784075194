//! `DELETE /devices/{deviceId}` and `POST /delete_devices` (client-server §10.4.5): behind the
//! password, and everything of the device in one transaction.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result, Who};
use ruma::{
    OwnedDeviceId,
    api::client::{
        device::{delete_device, delete_devices},
        uiaa::AuthData,
    },
};

use crate::{Matrix, accounts, keys};

/// Devices in one request.
const DEVICES_MAX: usize = 1000;

/// `DELETE /devices/{deviceId}`.
pub(crate) async fn one(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_device::v3::Request>,
) -> Result<Reply<delete_device::v3::Response>> {
    delete(&m, &who, vec![request.device_id], request.auth.as_ref()).await?;
    Ok(Reply(delete_device::v3::Response::new()))
}

/// `POST /delete_devices`.
pub(crate) async fn several(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_devices::v3::Request>,
) -> Result<Reply<delete_devices::v3::Response>> {
    if request.devices.len() > DEVICES_MAX {
        return Err(Error::invalid_param(format!(
            "At most {DEVICES_MAX} devices can be deleted at once"
        )));
    }
    delete(&m, &who, request.devices, request.auth.as_ref()).await?;
    Ok(Reply(delete_devices::v3::Response::new()))
}

/// Devices that are not there any more are no error: a retry must succeed.
async fn delete(
    m: &Matrix,
    who: &Who,
    mut ids: Vec<OwnedDeviceId>,
    auth: Option<&AuthData>,
) -> Result<()> {
    ids.sort();
    ids.dedup();
    // The password was given for these devices and no others.
    let scope = ids
        .iter()
        .map(|id| id.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    accounts::uiaa::confirm_password(m, who, &format!("delete-devices {scope}"), auth).await?;
    let user = who.user;
    let devices = m.store.read(move |tx| {
        let mut devices = Vec::new();
        for id in &ids {
            devices.extend(keys::queries::device(tx, user, id.as_str())?);
        }
        Ok::<_, Error>(devices)
    });
    accounts::remove_devices(m, user, devices.await?).await
}
