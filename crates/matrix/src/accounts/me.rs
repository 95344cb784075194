//! What the server knows of one's own account that Matrix does not tell.

use axum::extract::State;
use http_server::{Caller, Json, Result};
use serde::Serialize;
use store::{StoreError, params};
use utoipa::ToSchema;

use crate::Matrix;

/// My account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Me {
    user_id: String,
    /// Whether I run the server.
    admin: bool,
    /// Whether everybody on this server finds me in the user directory.
    discoverable: bool,
    /// By whose invitation I came.
    #[schema(required)]
    invited_by: Option<String>,
    /// When the account was made, in milliseconds.
    created_ts: u64,
}

/// Tells me about my account.
#[utoipa::path(
    get, path = "/_causeway/v1/me", tag = "me", operation_id = "me",
    responses((status = 200, body = Me))
)]
pub(crate) async fn me(State(m): State<Matrix>, Caller(who): Caller) -> Result<Json<Me>> {
    let me = m.store.read(move |tx| {
        tx.query_one::<_, StoreError>(
            "SELECT a.discoverable, u.user_id, a.created_ms
             FROM account a LEFT JOIN user_ u ON u.nid = a.invited_by_nid WHERE a.user_nid = ?1",
            params![who.user],
            |row| {
                Ok(Me {
                    user_id: who.user_id.to_string(),
                    admin: who.admin,
                    discoverable: row.get(0)?,
                    invited_by: row.get(1)?,
                    created_ts: row.get(2)?,
                })
            },
        )
    });
    Ok(Json(me.await?))
}
