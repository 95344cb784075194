//! `GET /devices` and `GET /devices/{deviceId}` (client-server §10.4.1). Addresses are not stored, so
//! none is shown.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::device::{get_device, get_devices};
use serde_json::{Value, json as value};

use super::queries::{self, DeviceRow};
use crate::Matrix;

/// All devices of the person.
pub(crate) async fn devices(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<get_devices::v3::Request>,
) -> Result<Response> {
    let devices: Vec<Value> = rows(&m, who.user).await?.into_iter().map(shown).collect();
    Ok(json(StatusCode::OK, &value!({ "devices": devices })))
}

/// One of them.
pub(crate) async fn device(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_device::v3::Request>,
) -> Result<Response> {
    let found = rows(&m, who.user)
        .await?
        .into_iter()
        .find(|row| row.device_id == request.device_id.as_str());
    let row = found.ok_or_else(|| Error::not_found("You have no such device"))?;
    Ok(json(StatusCode::OK, &shown(row)))
}

async fn rows(m: &Matrix, user: i64) -> Result<Vec<DeviceRow>> {
    Ok(m.store.read(move |tx| queries::devices(tx, user)).await?)
}

fn shown(row: DeviceRow) -> Value {
    // Every field is there, null where nothing is known: matrix-nio refuses the list otherwise.
    value!({
        "device_id": row.device_id,
        "display_name": row.display_name,
        "last_seen_ip": null,
        "last_seen_ts": row.last_seen_ms,
    })
}
