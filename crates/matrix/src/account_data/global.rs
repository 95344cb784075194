//! `GET`, `PUT` and `DELETE /user/{userId}/account_data/{type}` (client-server §10.20.2, MSC3391).

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use http_server::{Authed, Error, Reply, Result, json};
use ruma::api::client::config::{get_global_account_data, set_global_account_data};

use super::{GLOBAL, checked, found, queries, store};
use crate::{Matrix, accounts::own};

/// Types that one person may have globally or in one room: no client needs a hundred.
pub(super) const TYPES_MAX: i64 = 2000;

/// The content of a type.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_global_account_data::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let (user, kind) = (who.user, request.event_type.to_string());
    let stored = m
        .store
        .read(move |tx| queries::get(tx, user, GLOBAL, &kind))
        .await?;
    Ok(json(StatusCode::OK, &found(stored)?))
}

/// Sets the content of a type; `{}` deletes it.
pub(crate) async fn put(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_global_account_data::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let kind = request.event_type.to_string();
    let content = checked(&kind, request.data.json())?;
    write(&m, who.user, kind, content).await?;
    Ok(Reply(set_global_account_data::v3::Response::new()).into_response())
}

/// Deletes a type: other devices see it become `{}`.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_global_account_data::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    let kind = request.event_type.to_string();
    let nothing =
        serde_json::value::to_raw_value(&serde_json::json!({})).map_err(Error::internal)?;
    let content = checked(&kind, &nothing)?;
    write(&m, who.user, kind, content).await?;
    Ok(Reply(set_global_account_data::v3::Response::new()).into_response())
}

async fn write(m: &Matrix, user: i64, kind: String, content: Vec<u8>) -> Result<()> {
    let work = m.clone();
    m.store
        .write(move |w| {
            room_for_more(w, user, GLOBAL, &kind)?;
            Ok(store(&work, w, user, GLOBAL, &kind, &content)?)
        })
        .await
}

/// Refuses a new type when the person has too many.
pub(super) fn room_for_more(
    tx: &mut ::store::Tx<'_>,
    user: i64,
    room: i64,
    kind: &str,
) -> Result<()> {
    if queries::count(tx, user, room)? < TYPES_MAX || queries::get(tx, user, room, kind)?.is_some()
    {
        return Ok(());
    }
    Err(Error::forbidden(
        "There are too many types of account data: use an existing one",
    ))
}
