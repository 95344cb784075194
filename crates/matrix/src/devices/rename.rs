//! `PUT /devices/{deviceId}` (client-server §10.4.4).

use axum::extract::State;
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Reply, Result};
use ruma::api::client::device::update_device::v3;

use super::queries;
use crate::{Matrix, keys};

/// Longest name of a device.
const NAME_CHARS_MAX: usize = 100;

/// Names a device; people who share a room see the name beside its keys.
pub(crate) async fn rename(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Reply<v3::Response>> {
    let too_long = request
        .display_name
        .as_ref()
        .is_some_and(|name| name.chars().count() > NAME_CHARS_MAX);
    if too_long {
        let message = format!("The name of a device can have {NAME_CHARS_MAX} characters");
        return Err(Error::new(
            StatusCode::BAD_REQUEST,
            ErrorKind::TooLarge,
            message,
        ));
    }
    let (work, user, device_id) = (m.clone(), who.user, request.device_id);
    m.store
        .write(move |w| {
            let missing = || Error::not_found("You have no such device");
            match &request.display_name {
                Some(name) if !queries::set_name(w, user, device_id.as_str(), name)? => {
                    Err(missing())
                }
                Some(_) => Ok(super::list_changed(&work, w, user)?),
                None if keys::queries::device(w, user, device_id.as_str())?.is_none() => {
                    Err(missing())
                }
                None => Ok(()),
            }
        })
        .await?;
    Ok(Reply(v3::Response::new()))
}
