//! Accounts and sign-ins (client-server §5).

mod login;
mod logout;
pub mod password;
mod queries;
mod register;
mod tokens;
pub mod uiaa;
mod whoami;

use axum::Router;
use http_server::Route;
use ruma::api::client::{account, session};

use crate::Matrix;

pub use register::{NewAccount, create_account};
pub use tokens::TokenCache;
pub(crate) use tokens::sign_in;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<account::register::v3::Request, _, _>(register::register)
        .endpoint::<account::get_username_availability::v3::Request, _, _>(register::available)
        .endpoint::<account::whoami::v3::Request, _, _>(whoami::whoami)
        .endpoint::<session::get_login_types::v3::Request, _, _>(login::flows)
        .endpoint::<session::login::v3::Request, _, _>(login::login)
        .endpoint::<session::logout::v3::Request, _, _>(logout::logout)
        .endpoint::<session::logout_all::v3::Request, _, _>(logout::logout_all)
}
