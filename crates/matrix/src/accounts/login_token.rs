//! `POST /v1/login/get_token` (client-server §5.7.3): a signed-in device lets another one in. The token
//! lives two minutes and is used once.

use std::time::Duration;

use axum::extract::State;
use base::token;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::session::get_login_token::v1::{Request, Response};
use store::{Write, params};

use super::{tokens::hash, uiaa};
use crate::Matrix;

const LIFETIME: Duration = Duration::from_secs(120);

/// Makes a login token after the person has given his password.
pub(crate) async fn get_token(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    uiaa::confirm_password(&m, &who, "login-token", request.auth.as_ref()).await?;
    let login_token = format!("cwl_{}", token(m.rng.as_ref(), 32));
    let (hash, user, now_ms) = (hash(&login_token), who.user, m.clock.now_ms());
    let expires_ms = now_ms + u64::try_from(LIFETIME.as_millis()).unwrap_or_default();
    m.store
        .write(move |w| {
            w.execute(
                "DELETE FROM login_token WHERE expires_ms <= ?1",
                params![now_ms],
            )?;
            w.execute(
                "INSERT INTO login_token (hash, user_nid, expires_ms) VALUES (?1, ?2, ?3)",
                params![&hash, user, expires_ms],
            )?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Reply(Response::new(LIFETIME, login_token)))
}

/// Uses up a login token; returns whose it was. In one transaction with the sign-in, so that two
/// devices cannot use the same.
pub(super) fn take(w: &mut Write<'_, '_>, token: &str, now_ms: u64) -> Result<i64> {
    let hash = hash(token);
    let wrong = || Error::forbidden("This login token is used up, expired or unknown");
    let found: Option<i64> = w.get(
        "SELECT user_nid FROM login_token WHERE hash = ?1 AND expires_ms > ?2",
        params![&hash, now_ms],
    )?;
    let user = found.ok_or_else(wrong)?;
    w.execute("DELETE FROM login_token WHERE hash = ?1", params![&hash])?;
    Ok(user)
}
