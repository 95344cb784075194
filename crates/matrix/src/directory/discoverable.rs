//! Being found by people whom one does not know yet. Matrix leaves to the server whom the user directory
//! shows (client-server §11.20); here everybody chooses for himself.

use axum::extract::State;
use http_server::{Caller, Json, Result};
use serde::{Deserialize, Serialize};
use store::params;
use utoipa::ToSchema;

use crate::Matrix;

/// Whether everybody on this server finds me in the user directory.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
pub(crate) struct Discoverable {
    discoverable: bool,
}

/// Lets everybody on this server find me, or only people who share a room with me.
///
/// Without it people are found by those who share a room with them, in public rooms, and by their exact
/// user id.
#[utoipa::path(
    put, path = "/_causeway/v1/me/discoverable", tag = "me", operation_id = "set_discoverable",
    request_body = Discoverable, responses((status = 200, body = Discoverable))
)]
pub(crate) async fn set(
    State(m): State<Matrix>,
    Caller(who): Caller,
    Json(wish): Json<Discoverable>,
) -> Result<Json<Discoverable>> {
    let (user, discoverable) = (who.user, wish.discoverable);
    m.store
        .write(move |w| {
            w.execute(
                "UPDATE account SET discoverable = ?2 WHERE user_nid = ?1",
                params![user, discoverable],
            )
        })
        .await?;
    Ok(Json(wish))
}
