//! Accounts and sign-ins (client-server §5).

mod change_password;
pub(crate) mod deactivate;
mod invitations;
mod login;
mod login_token;
mod logout;
mod me;
mod openid;
pub mod password;
mod queries;
mod refresh;
mod register;
mod registration_token;
mod three_pids;
mod tokens;
pub mod uiaa;
mod welcome;
mod whoami;

use axum::{Router, routing::get};
use http_server::{Error, Result, Route, Who};
use ruma::{
    UserId,
    api::client::{account, session},
};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Matrix;

pub(crate) use deactivate::{LEAVE_ROOMS, leave_rooms};
pub use deactivate::{Words, deactivate_account};
pub(crate) use logout::{remove_devices, remove_devices_in};
pub use password::set_password;
pub use register::{NewAccount, create_account, local_id};
pub use tokens::TokenCache;
pub(crate) use tokens::{ensure_device, sign_in};
pub(crate) use welcome::{WELCOME, welcome};

/// Refuses what a person asks for somebody else.
pub(crate) fn own(who: &Who, user_id: &UserId) -> Result<()> {
    if who.user_id == user_id {
        Ok(())
    } else {
        Err(Error::forbidden("You can do this for yourself only"))
    }
}

/// Our own interface to accounts.
pub(crate) fn own_routes() -> OpenApiRouter<Matrix> {
    OpenApiRouter::new()
        .routes(routes!(me::me))
        .routes(routes!(invitations::invite, invitations::mine))
        .routes(routes!(invitations::greet, invitations::take_back))
}

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<account::register::v3::Request, _, _>(register::register)
        .endpoint::<account::get_username_availability::v3::Request, _, _>(register::available)
        .endpoint::<account::change_password::v3::Request, _, _>(change_password::change_password)
        .endpoint::<account::deactivate::v3::Request, _, _>(deactivate::deactivate)
        .endpoint::<account::check_registration_token_validity::v1::Request, _, _>(
            registration_token::validity,
        )
        .endpoint::<account::request_openid_token::v3::Request, _, _>(openid::request_token)
        .endpoint::<session::refresh_token::v3::Request, _, _>(refresh::refresh)
        .endpoint::<session::get_login_token::v1::Request, _, _>(login_token::get_token)
        .route(
            "/_matrix/federation/v1/openid/userinfo",
            get(openid::userinfo),
        )
        .merge(three_pids::routes())
        .endpoint::<account::whoami::v3::Request, _, _>(whoami::whoami)
        .endpoint::<session::get_login_types::v3::Request, _, _>(login::flows)
        .endpoint::<login::Request, _, _>(login::login)
        .endpoint::<session::logout::v3::Request, _, _>(logout::logout)
        .endpoint::<session::logout_all::v3::Request, _, _>(logout::logout_all)
}
