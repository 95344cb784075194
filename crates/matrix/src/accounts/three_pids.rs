//! E-mail addresses and telephone numbers (client-server §5.9): this server keeps none, so that it has
//! none to lose. Every endpoint says so.

use axum::{
    Router,
    routing::{get, post},
};
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Reply, Result};
use ruma::api::client::account::get_3pids;

use crate::Matrix;

/// What would add or check one.
const REFUSED: [&str; 11] = [
    "account/3pid",
    "account/3pid/add",
    "account/3pid/bind",
    "account/3pid/delete",
    "account/3pid/unbind",
    "account/3pid/email/requestToken",
    "account/3pid/msisdn/requestToken",
    "account/password/email/requestToken",
    "account/password/msisdn/requestToken",
    "register/email/requestToken",
    "register/msisdn/requestToken",
];

pub(super) fn routes() -> Router<Matrix> {
    let mut router = Router::new();
    for version in ["v3", "r0"] {
        let base = format!("/_matrix/client/{version}");
        router = router.route(&format!("{base}/account/3pid"), get(list));
        for path in REFUSED {
            router = router.route(&format!("{base}/{path}"), post(refuse));
        }
    }
    router
}

/// The person's addresses: none.
async fn list(Authed { .. }: Authed<get_3pids::v3::Request>) -> Reply<get_3pids::v3::Response> {
    Reply(get_3pids::v3::Response::new(Vec::new()))
}

async fn refuse() -> Result<()> {
    Err(Error::new(
        StatusCode::FORBIDDEN,
        ErrorKind::ThreepidDenied,
        "This server keeps no e-mail addresses and telephone numbers: use your name and password",
    ))
}
