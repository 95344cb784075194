//! `POST /user/{userId}/filter` and `GET /user/{userId}/filter/{filterId}` (client-server §9.1).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::client::filter::{create_filter, get_filter};

use super::queries;
use crate::{Matrix, accounts::own};

/// Filters kept per person, newest; clients upload theirs again when it is gone.
const FILTERS_MAX: i64 = 500;

/// Stores a filter; an equal one gets the same id again.
pub(crate) async fn create(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<create_filter::v3::Request>,
) -> Result<Reply<create_filter::v3::Response>> {
    own(&who, &request.user_id)?;
    let json = serde_json::to_vec(&request.filter).map_err(Error::internal)?;
    let user = who.user;
    let known = json.clone();
    let known = m
        .store
        .read(move |tx| queries::filter_id(tx, user, &known))
        .await?;
    let id = match known {
        Some(id) => id,
        None => {
            m.store
                .write(move |w| match queries::filter_id(w, user, &json)? {
                    Some(id) => Ok::<_, Error>(id),
                    None => Ok(queries::insert_filter(w, user, &json, FILTERS_MAX)?),
                })
                .await?
        }
    };
    Ok(Reply(create_filter::v3::Response::new(id.to_string())))
}

/// A stored filter.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_filter::v3::Request>,
) -> Result<Reply<get_filter::v3::Response>> {
    own(&who, &request.user_id)?;
    let unknown = || Error::not_found("There is no such filter");
    let (user, id) = (
        who.user,
        request.filter_id.parse::<i64>().map_err(|_| unknown())?,
    );
    let json = m
        .store
        .read(move |tx| queries::filter(tx, user, id))
        .await?;
    let filter = serde_json::from_slice(&json.ok_or_else(unknown)?).map_err(Error::internal)?;
    Ok(Reply(get_filter::v3::Response::new(filter)))
}
