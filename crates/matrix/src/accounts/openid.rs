//! OpenID tokens (client-server §11.26): a person proves to a third party who he is.

use std::time::Duration;

use axum::{extract::State, response::Response};
use base::token;
use http::StatusCode;
use http_server::{Authed, Error, Query, Reply, Result, json};
use ruma::{
    api::client::account::request_openid_token::v3::{Request, Response as TokenResponse},
    authentication::TokenType,
};
use serde::Deserialize;
use serde_json::json as value;
use store::params;

use super::{own, tokens::hash};
use crate::Matrix;

const LIFETIME: Duration = Duration::from_secs(3600);

/// `POST /user/{userId}/openid/request_token`.
pub(crate) async fn request_token(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<TokenResponse>> {
    own(&who, &request.user_id)?;
    let given = format!("cwo_{}", token(m.rng.as_ref(), 32));
    let (hash, user, now_ms) = (hash(&given), who.user, m.clock.now_ms());
    let expires_ms = now_ms + u64::try_from(LIFETIME.as_millis()).unwrap_or_default();
    m.store
        .write(move |w| {
            w.execute(
                "DELETE FROM openid_token WHERE expires_ms <= ?1",
                params![now_ms],
            )?;
            w.execute(
                "INSERT INTO openid_token (hash, user_nid, expires_ms) VALUES (?1, ?2, ?3)",
                params![&hash, user, expires_ms],
            )?;
            Ok::<_, Error>(())
        })
        .await?;
    let server = m.server_name().to_owned();
    Ok(Reply(TokenResponse::new(
        given,
        TokenType::Bearer,
        server,
        LIFETIME,
    )))
}

/// The query of `userinfo`.
#[derive(Deserialize)]
pub(crate) struct UserInfo {
    #[serde(default)]
    access_token: String,
}

/// `GET /_matrix/federation/v1/openid/userinfo` (server-server §18): whose token it is.
pub(crate) async fn userinfo(
    State(m): State<Matrix>,
    Query(query): Query<UserInfo>,
) -> Result<Response> {
    let (hash, now_ms) = (hash(&query.access_token), m.clock.now_ms());
    let user_id: Option<String> = m
        .store
        .read(move |tx| {
            tx.get(
                "SELECT u.user_id FROM openid_token t JOIN user_ u ON u.nid = t.user_nid
                 WHERE t.hash = ?1 AND t.expires_ms > ?2",
                params![&hash, now_ms],
            )
        })
        .await
        .map_err(|e: store::StoreError| Error::from(e))?;
    let user_id = user_id.ok_or_else(|| Error::unknown_token(false))?;
    Ok(json(StatusCode::OK, &value!({ "sub": user_id })))
}
