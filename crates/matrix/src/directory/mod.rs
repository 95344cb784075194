//! Finding rooms and people: aliases, the list of public rooms, summaries, the user directory
//! (client-server §10.2.7, §10.3, §10.5.17, §11.20).

mod alias;
mod discoverable;
mod people;
mod public_rooms;
mod queries;
pub mod summary;
mod visibility;

use axum::Router;
use http_server::Route;
use ruma::api::client::{alias as alias_api, directory, room, user_directory};

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Matrix;

pub use people::index_person;
pub(crate) use queries::listed_room;

/// Our own interface to the directory.
pub(crate) fn own_routes() -> OpenApiRouter<Matrix> {
    OpenApiRouter::new().routes(routes!(discoverable::set))
}

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<alias_api::get_alias::v3::Request, _, _>(alias::get_alias)
        .endpoint::<alias_api::create_alias::v3::Request, _, _>(alias::create_alias)
        .endpoint::<alias_api::delete_alias::v3::Request, _, _>(alias::delete_alias)
        .endpoint::<room::aliases::v3::Request, _, _>(alias::aliases)
        .endpoint::<directory::get_public_rooms::v3::Request, _, _>(public_rooms::get_public_rooms)
        .endpoint::<directory::get_public_rooms_filtered::v3::Request, _, _>(
            public_rooms::get_public_rooms_filtered,
        )
        .endpoint::<directory::get_room_visibility::v3::Request, _, _>(
            visibility::get_room_visibility,
        )
        .endpoint::<directory::set_room_visibility::v3::Request, _, _>(
            visibility::set_room_visibility,
        )
        .endpoint::<room::get_summary::v1::Request, _, _>(summary::get_summary)
        .endpoint::<user_directory::search_users::v3::Request, _, _>(people::search_users)
}
