//! Server-side key backup (client-server §10.12.3.2): room keys, encrypted by the person's devices, in
//! numbered versions.

mod keys;
mod queries;
mod session;
mod version;

use axum::Router;
use http_server::Route;
use ruma::api::client::backup;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<backup::create_backup_version::v3::Request, _, _>(version::create)
        .endpoint::<backup::get_latest_backup_info::v3::Request, _, _>(version::latest)
        .endpoint::<backup::get_backup_info::v3::Request, _, _>(version::get)
        .endpoint::<backup::update_backup_version::v3::Request, _, _>(version::update)
        .endpoint::<backup::delete_backup_version::v3::Request, _, _>(version::delete)
        .endpoint::<backup::add_backup_keys::v3::Request, _, _>(keys::put_all)
        .endpoint::<backup::add_backup_keys_for_room::v3::Request, _, _>(keys::put_room)
        .endpoint::<backup::add_backup_keys_for_session::v3::Request, _, _>(keys::put_session)
        .endpoint::<backup::get_backup_keys::v3::Request, _, _>(keys::get_all)
        .endpoint::<backup::get_backup_keys_for_room::v3::Request, _, _>(keys::get_room)
        .endpoint::<backup::get_backup_keys_for_session::v3::Request, _, _>(keys::get_session)
        .endpoint::<backup::delete_backup_keys::v3::Request, _, _>(keys::delete_all)
        .endpoint::<backup::delete_backup_keys_for_room::v3::Request, _, _>(keys::delete_room)
        .endpoint::<backup::delete_backup_keys_for_session::v3::Request, _, _>(keys::delete_session)
}
