//! `GET /keys/changes` (client-server §10.12.2.4): whose keys changed between two tokens; the same
//! answer as `/sync` gives step by step.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::keys::get_key_changes::v3;
use serde_json::json as value;

use crate::{
    Matrix,
    sync::{
        device_lists,
        token::{Since, parse_since},
    },
};

/// From `from` until now. `to` is a hint: a change that came twice is known by its newest time only, so
/// that looking no further than `to` could lose it.
pub(crate) async fn changes(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Response> {
    let place = |text: &str| match parse_since(text, m.store.epoch())? {
        Since::At(token) => Ok(token.pos),
        Since::Foreign => Err(Error::invalid_param(
            "This token is of another time: make a first sync",
        )),
    };
    let from = place(&request.from)?;
    place(&request.to)?;
    let (user, user_id, upto) = (who.user, who.user_id.to_string(), m.store.published());
    let lists = m
        .store
        .read(move |tx| device_lists::between(tx, user, &user_id, from, upto))
        .await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "changed": lists.changed, "left": lists.left }),
    ))
}
