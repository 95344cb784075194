//! A person's devices (client-server §10.4): list, name, delete; dehydrated devices (MSC3814).

mod dehydrated;
mod delete;
mod last_seen;
mod list;
pub(crate) mod queries;
mod rename;

use axum::{Router, routing::get};
use http_server::Route;
use ruma::api::client::{dehydrated_device, device};
use store::{StoreError, Write};

use crate::{Matrix, sync::slot::Kind};

pub(crate) use last_seen::flush as flush_last_seen;
pub(crate) use last_seen::rounded;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<device::get_devices::v3::Request, _, _>(list::devices)
        .endpoint::<device::get_device::v3::Request, _, _>(list::device)
        .endpoint::<device::update_device::v3::Request, _, _>(rename::rename)
        .endpoint::<device::delete_device::v3::Request, _, _>(delete::one)
        .endpoint::<device::delete_devices::v3::Request, _, _>(delete::several)
        .endpoint::<dehydrated_device::put_dehydrated_device::unstable::Request, _, _>(
            dehydrated::put,
        )
        .endpoint::<dehydrated_device::get_dehydrated_device::unstable::Request, _, _>(
            dehydrated::get,
        )
        .endpoint::<dehydrated_device::delete_dehydrated_device::unstable::Request, _, _>(
            dehydrated::delete,
        )
        .endpoint::<dehydrated_device::get_events::unstable::Request, _, _>(
            dehydrated::events_by_post,
        )
        .route(
            // Named as the same place of the POST is (`http_server::Route`).
            "/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device/{p6}/events",
            get(dehydrated::events),
        )
}

/// Records that a person's devices or their keys changed, and wakes whoever shares a room with him.
/// To be called in the transaction of the change.
pub(crate) fn list_changed(m: &Matrix, w: &mut Write<'_, '_>, user: i64) -> Result<(), StoreError> {
    let pos = w.next_position();
    queries::set_list_position(w, user, pos)?;
    let rooms = queries::joined_rooms(w, user)?;
    m.hub
        .wake_neighbours(w, user, Kind::DeviceLists, pos, rooms);
    Ok(())
}
