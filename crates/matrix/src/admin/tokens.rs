//! Registration tokens: list, make, revoke (`causeway token …`).

use axum::extract::State;
use http_server::{Error, ErrorKind, Json, Path, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, params};
use utoipa::ToSchema;

use super::{Admin, acts};
use crate::{Matrix, reply::Done};

/// Tokens that are listed at most.
const LISTED_MAX: usize = 1000;
/// A token that we make: 16 characters of 6 bits.
const TOKEN_LEN: usize = 16;

/// A registration token.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Token {
    /// What people give to register.
    pub token: String,
    /// How many accounts it makes; null: any number.
    #[schema(required)]
    pub uses_allowed: Option<u64>,
    /// How many it has made.
    pub uses: u64,
    /// When it was made.
    pub created_ts: u64,
    /// Until when it is good; null: for ever.
    #[schema(required)]
    pub expires_ts: Option<u64>,
    /// Who gave it out; null: the host, on the command line.
    #[schema(required)]
    pub creator: Option<String>,
}

/// All tokens, invitations too, oldest first.
pub async fn list(m: &Matrix) -> Result<Vec<Token>> {
    let tokens = m.store.read(|tx| {
        tx.query::<_, StoreError>(
            "SELECT t.token, t.uses_allowed, t.uses, t.created_ms, t.expires_ms, u.user_id
             FROM registration_token t LEFT JOIN user_ u ON u.nid = t.creator_nid
             ORDER BY t.created_ms, t.token LIMIT ?1",
            params![LISTED_MAX],
            |row| {
                Ok(Token {
                    token: row.get(0)?,
                    uses_allowed: row.get(1)?,
                    uses: row.get(2)?,
                    created_ts: row.get(3)?,
                    expires_ts: row.get(4)?,
                    creator: row.get(5)?,
                })
            },
        )
    });
    Ok(tokens.await?)
}

/// A token to be made.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct NewToken {
    /// The token itself; one is made when none is given.
    pub token: Option<String>,
    /// How many accounts it makes; any number when it is not given.
    pub uses: Option<u64>,
    /// Until when it is good; for ever when it is not given.
    pub expires_ts: Option<u64>,
}

/// Makes a token; `creator`: who gives it out, `None`: the host.
pub async fn create(m: &Matrix, new: NewToken, creator: Option<(i64, String)>) -> Result<Token> {
    let text = new
        .token
        .unwrap_or_else(|| base::token(m.rng.as_ref(), TOKEN_LEN));
    // The grammar of client-server §5.8.4.
    let fine = |c: char| c.is_ascii_alphanumeric() || "._~-".contains(c);
    if text.is_empty() || text.len() > 64 || !text.chars().all(fine) {
        return Err(Error::invalid_param(
            "A token has 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -",
        ));
    }
    let creator_nid = creator.as_ref().map(|(user, _)| *user);
    let made = Token {
        token: text,
        uses_allowed: new.uses,
        uses: 0,
        created_ts: m.clock.now_ms(),
        expires_ts: new.expires_ts,
        creator: creator.map(|(_, user_id)| user_id),
    };
    let row = made.clone();
    let added = m.store.write(move |w| {
        w.execute(
            "INSERT INTO registration_token (token, uses_allowed, expires_ms, created_ms, creator_nid)
             VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (token) DO NOTHING",
            params![&row.token, row.uses_allowed, row.expires_ts, row.created_ts, creator_nid],
        )
    });
    if added.await? == 0 {
        return Err(Error::bad_request(
            ErrorKind::InvalidParam,
            format!("There is a token {} already", made.token),
        ));
    }
    Ok(made)
}

/// Ends a token; accounts made with it stay.
pub async fn delete(m: &Matrix, token: &str) -> Result<()> {
    let row = token.to_owned();
    let gone = m.store.write(move |w| {
        w.execute(
            "DELETE FROM registration_token WHERE token = ?1",
            params![&row],
        )
    });
    if gone.await? == 0 {
        return Err(Error::not_found(format!("There is no token {token}")));
    }
    Ok(())
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tokens {
    /// Oldest first.
    tokens: Vec<Token>,
}

/// Lists registration tokens, people's invitations too.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/tokens", tag = "admin", operation_id = "list_tokens",
    responses((status = 200, body = Tokens))
)]
pub(crate) async fn listed(State(m): State<Matrix>, _: Admin) -> Result<Json<Tokens>> {
    let tokens = list(&m).await?;
    Ok(Json(Tokens { tokens }))
}

/// Makes a registration token. One for a single account is an invitation by who makes it.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/tokens", tag = "admin", operation_id = "create_token",
    request_body = NewToken, responses((status = 200, body = Token))
)]
pub(crate) async fn make(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Json(new): Json<NewToken>,
) -> Result<Json<Token>> {
    let made = create(&m, new, Some((who.user, who.user_id.to_string()))).await?;
    acts::note(&m, &who, "tokens.create", None).await?;
    Ok(Json(made))
}

/// Ends a registration token; accounts made with it stay.
#[utoipa::path(
    delete, path = "/_causeway/v1/admin/tokens/{token}", tag = "admin", operation_id = "revoke_token",
    params(("token" = String, Path, description = "The token")),
    responses((status = 200, body = Done))
)]
pub(crate) async fn revoke(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(token): Path<String>,
) -> Result<Json<Done>> {
    delete(&m, &token).await?;
    acts::note(&m, &who, "tokens.revoke", None).await?;
    Ok(Json(Done {}))
}
