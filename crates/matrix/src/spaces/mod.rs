//! Spaces (client-server §11.35).

mod hierarchy;

use axum::Router;
use http_server::Route;
use ruma::api::client::space::get_hierarchy;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new().endpoint::<get_hierarchy::v1::Request, _, _>(hierarchy::get_hierarchy)
}
