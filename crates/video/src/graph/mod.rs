//! Who follows whom, who may, and who does not want to see whom.

mod block;
pub(crate) mod counts;
mod follow;
mod mute;
pub(crate) mod queries;
mod requests;
mod settings;

use http_server::{Error, Result};
use ruma::{OwnedUserId, UserId};
use store::Tx;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{Video, access, people};

pub(crate) use settings::{Allowed, VideoSettings};

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(follow::follow, follow::unfollow))
        .routes(routes!(requests::list))
        .routes(routes!(requests::accept, requests::decline))
        .routes(routes!(block::block, block::unblock))
        .routes(routes!(block::list))
        .routes(routes!(mute::mute, mute::unmute))
        .routes(routes!(mute::list))
        .routes(routes!(settings::get, settings::put))
}

pub(crate) fn parse(user_id: &str) -> Result<OwnedUserId> {
    UserId::parse(user_id).map_err(|_| Error::invalid_param("This is no user id"))
}

/// 404 for who is not here, and for who has blocked me: nobody learns the difference.
pub(crate) fn unknown_person() -> Error {
    Error::not_found("There is nobody of this name here")
}

/// The number of somebody with an account here who has not blocked `viewer`.
pub(crate) fn person(tx: &mut Tx<'_>, viewer: Option<i64>, user_id: &UserId) -> Result<i64> {
    let person = people::find(tx, user_id)?.ok_or_else(unknown_person)?;
    match viewer {
        Some(viewer) if access::has_blocked(tx, person, viewer)? => Err(unknown_person()),
        _ => Ok(person),
    }
}

/// Somebody else than `user`.
fn other(tx: &mut Tx<'_>, user: i64, user_id: &UserId) -> Result<i64> {
    let other = person(tx, Some(user), user_id)?;
    if other == user {
        return Err(Error::invalid_param("This is you"));
    }
    Ok(other)
}
