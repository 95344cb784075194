//! Registration tokens (client-server §5.8.4) and invitations: tokens for one person that an account
//! gives out where the host lets people in by invitation.

use std::time::Duration;

use axum::{extract::State, response::Response};
use base::{config::Registration, token};
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Open, Reply, Result, json};
use ruma::api::client::account::{
    check_registration_token_validity::v1::{
        Request as ValidityRequest, Response as ValidityResponse,
    },
    whoami,
};
use serde_json::json as value;
use store::{Tx, Write, params};

use crate::Matrix;

/// How long an invitation is good.
const INVITATION: Duration = Duration::from_secs(14 * 24 * 3600);
/// Unused invitations that one account may have.
const INVITATIONS_MAX: i64 = 20;

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

/// Uses a token once, in the transaction that makes the account: more people than it allows never pass.
pub(super) fn take(w: &mut Write<'_, '_>, token: &str, now_ms: u64) -> Result<()> {
    let used = w.execute(
        "UPDATE registration_token SET uses = uses + 1 WHERE token = ?1
         AND (expires_ms IS NULL OR expires_ms > ?2) AND (uses_allowed IS NULL OR uses < uses_allowed)",
        params![token, now_ms],
    )?;
    if used == 1 { Ok(()) } else { Err(not_valid()) }
}

pub(super) fn not_valid() -> Error {
    Error::new(
        StatusCode::UNAUTHORIZED,
        ErrorKind::Unauthorized,
        "This registration token is not valid",
    )
}

/// `POST /_causeway/v1/invitations`: a token for one person, good for two weeks. Where registration is
/// by invitation everybody may; elsewhere only who runs the server.
pub(crate) async fn invite(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<whoami::v3::Request>,
) -> Result<Response> {
    if m.config.registration != Registration::Invite && !who.admin {
        return Err(Error::forbidden("This server is not joined by invitation"));
    }
    let (token, user, now_ms) = (token(m.rng.as_ref(), 20), who.user, m.clock.now_ms());
    let expires_ms = now_ms + u64::try_from(INVITATION.as_millis()).unwrap_or_default();
    let invitation = token.clone();
    m.store
        .write(move |w| {
            let open: i64 = w.query_one(
                "SELECT COUNT(*) FROM registration_token WHERE creator_nid = ?1 AND uses = 0 AND expires_ms > ?2",
                params![user, now_ms],
                |row| row.get(0),
            )?;
            if open >= INVITATIONS_MAX {
                return Err(Error::forbidden("You have 20 unused invitations: use those first"));
            }
            w.execute(
                "INSERT INTO registration_token (token, uses_allowed, expires_ms, created_ms, creator_nid)
                 VALUES (?1, 1, ?2, ?3, ?4)",
                params![&invitation, expires_ms, now_ms, user],
            )?;
            Ok(())
        })
        .await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "token": token, "expires_ts": expires_ms }),
    ))
}
