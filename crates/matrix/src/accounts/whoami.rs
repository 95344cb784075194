//! `GET /account/whoami` (client-server §5.8.9).

use http_server::{Authed, Reply, Result};
use ruma::{api::client::account::whoami, assign};

/// Who the token belongs to.
pub(crate) async fn whoami(
    Authed { who, .. }: Authed<whoami::v3::Request>,
) -> Result<Reply<whoami::v3::Response>> {
    let response = whoami::v3::Response::new(who.user_id.clone(), false);
    Ok(Reply(
        assign!(response, { device_id: Some(who.device_id.clone()) }),
    ))
}
