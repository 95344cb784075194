//! E-mail addresses and telephone numbers (client-server §5.9): this server keeps none, so that it has
//! none to lose. Every endpoint says so.

use axum::{
    Router,
    body::Bytes,
    routing::{get, post},
};
use http::StatusCode;
use http_server::{Authed, Caller, Error, ErrorKind, Reply, Result};
use ruma::api::client::account::get_3pids;

use crate::Matrix;

/// What would add or check one.
const REFUSED: [&str; 6] = [
    "account/3pid/email/requestToken",
    "account/3pid/msisdn/requestToken",
    "account/password/email/requestToken",
    "account/password/msisdn/requestToken",
    "register/email/requestToken",
    "register/msisdn/requestToken",
];

/// The same, for people who are signed in.
const REFUSED_TO_PEOPLE: [&str; 5] = [
    "account/3pid",
    "account/3pid/add",
    "account/3pid/bind",
    "account/3pid/delete",
    "account/3pid/unbind",
];

pub(super) fn routes() -> Router<Matrix> {
    let mut router = Router::new();
    for version in ["v3", "r0"] {
        let base = format!("/_matrix/client/{version}");
        router = router.route(&format!("{base}/account/3pid"), get(list));
        for path in REFUSED {
            router = router.route(&format!("{base}/{path}"), post(refuse));
        }
        for path in REFUSED_TO_PEOPLE {
            router = router.route(&format!("{base}/{path}"), post(refuse_person));
        }
    }
    router
}

/// The person's addresses: none.
async fn list(Authed { .. }: Authed<get_3pids::v3::Request>) -> Reply<get_3pids::v3::Response> {
    Reply(get_3pids::v3::Response::new(Vec::new()))
}

async fn refuse_person(_: Caller, body: Bytes) -> Result<()> {
    refuse(body).await
}

/// The body is read although nothing in it matters: the answer to half a request may get lost.
async fn refuse(_: Bytes) -> Result<()> {
    Err(Error::new(
        StatusCode::FORBIDDEN,
        ErrorKind::ThreepidDenied,
        "This server keeps no e-mail addresses and telephone numbers: use your name and password",
    ))
}
