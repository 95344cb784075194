//! `/sync`: who is connected, what concerns them, and both renderings of it (client-server §10.5).
//!
//! `hub`, `live_room`, `live_user` and `slot` hold who is connected and what is new for whom; `token` is what a client comes
//! back with; `v3` and `sliding` render. Order of every poll: register the slot, arm the waker, read the
//! published position, look for data, sleep; never another order, or a change falls between.

pub mod device_lists;
pub mod hub;
pub mod live_room;
pub mod live_user;
pub mod sliding;
pub mod slot;
pub mod token;
pub mod update;
pub mod v3;

use axum::{Router, routing::get};
use http_server::Route;
use ruma::api::client::sync::sync_events;

use crate::Matrix;
pub use hub::Hub;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .route("/_matrix/client/v3/sync", get(v3::sync))
        .route("/_matrix/client/r0/sync", get(v3::sync))
        .endpoint::<sync_events::v5::Request, _, _>(sliding::sync)
}
