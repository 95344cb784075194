//! Registration tokens (client-server §5.8.4).

use axum::extract::State;
use base::config::Registration;
use http::StatusCode;
use http_server::{Error, ErrorKind, Open, Reply, Result};
use ruma::api::client::account::check_registration_token_validity::v1::{
    Request as ValidityRequest, Response as ValidityResponse,
};
use store::{Tx, Write, params};

use super::invitations;
use crate::Matrix;

/// `GET /v1/register/m.login.registration_token/validity`.
pub(crate) async fn validity(
    State(m): State<Matrix>,
    Open { request, .. }: Open<ValidityRequest>,
) -> Result<Reply<ValidityResponse>> {
    if m.config.registration == Registration::Closed {
        return Err(Error::forbidden("This server takes no new accounts"));
    }
    let now_ms = m.clock.now_ms();
    let valid = m
        .store
        .read(move |tx| is_valid(tx, &request.token, now_ms))
        .await?;
    Ok(Reply(ValidityResponse::new(valid)))
}

/// Whether a token would let somebody register now.
pub(super) fn is_valid(tx: &mut Tx<'_>, token: &str, now_ms: u64) -> Result<bool> {
    if token.contains('\0') {
        return Ok(false);
    }
    let found: Option<i64> = tx.get(
        "SELECT 1 FROM registration_token WHERE token = ?1 AND (expires_ms IS NULL OR expires_ms > ?2)
         AND (uses_allowed IS NULL OR uses < uses_allowed)",
        params![token, now_ms],
    )?;
    Ok(found.is_some())
}

/// Uses a token once, in the transaction that makes the account `user`: more people than it allows never pass.
pub(super) fn take(w: &mut Write<'_, '_>, token: &str, user: i64, now_ms: u64) -> Result<()> {
    let used = w.execute(
        "UPDATE registration_token SET uses = uses + 1 WHERE token = ?1
         AND (expires_ms IS NULL OR expires_ms > ?2) AND (uses_allowed IS NULL OR uses < uses_allowed)",
        params![token, now_ms],
    )?;
    if used != 1 {
        return Err(not_valid());
    }
    Ok(invitations::accepted(w, token, user)?)
}

pub(super) fn not_valid() -> Error {
    Error::new(
        StatusCode::UNAUTHORIZED,
        ErrorKind::Unauthorized,
        "This registration token is not valid",
    )
}
