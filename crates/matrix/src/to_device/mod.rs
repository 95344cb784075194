//! Messages to devices (client-server §10.11): kept until the device has come back with a token that
//! covers them; `/sync` delivers and deletes them.

pub(crate) mod queries;
mod send;

use axum::Router;
use http_server::Route;
use ruma::api::client::to_device::send_event_to_device;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new().endpoint::<send_event_to_device::v3::Request, _, _>(send::send)
}
