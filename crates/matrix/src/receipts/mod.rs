//! How far somebody has read (client-server §10.13, §11.6): receipts per thread, public and private,
//! and the fully-read marker.

mod mark;
pub(crate) mod queries;
mod read_markers;
mod receipt;

use axum::Router;
use http_server::Route;
use ruma::api::client::{read_marker::set_read_marker, receipt::create_receipt};

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<create_receipt::v3::Request, _, _>(receipt::create_receipt)
        .endpoint::<set_read_marker::v3::Request, _, _>(read_markers::set_read_marker)
}
