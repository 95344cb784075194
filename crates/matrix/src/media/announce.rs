//! `POST /_matrix/media/v1/create` and `PUT /_matrix/media/v3/upload/{server}/{id}` (client-server
//! §13.8.2): an address first, the file later.

use axum::{body::Body, extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use http_server::{Caller, Error, ErrorKind, Path, Query, Result, json};
use serde_json::json as value;
use std::time::Duration;

use super::{
    queries::{self, Found},
    quota,
    upload::{self, Params},
};
use crate::Matrix;

/// How long an announced upload may come.
const UNUSED_MAX_MS: u64 = 24 * 3600 * 1000;
/// Announced uploads of a person that may wait at once.
const OPEN_MAX: i64 = 50;

/// Gives out an address.
pub(super) async fn create(State(m): State<Matrix>, Caller(who): Caller) -> Result<Response> {
    let (id, user, now_ms) = (upload::new_id(&m), who.user, m.clock.now_ms());
    let (uri, until_ms) = (upload::uri(&m, &id), now_ms + UNUSED_MAX_MS);
    m.store
        .write(move |w| {
            if queries::open_announcements(w, user, now_ms)? >= OPEN_MAX {
                return Err(Error::limit_exceeded(Duration::from_secs(60)));
            }
            queries::announce(w, &id, user, now_ms, until_ms)?;
            Ok::<_, Error>(())
        })
        .await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "content_uri": uri, "unused_expires_at": until_ms }),
    ))
}

/// Takes the file of an address.
pub(super) async fn put(
    State(m): State<Matrix>,
    Caller(who): Caller,
    Path((server, id)): Path<(String, String)>,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response> {
    let unknown = || Error::not_found("This address was not given out, or its time is over");
    if server != m.server_name().as_str() {
        return Err(unknown());
    }
    let (user, now_ms, wanted) = (who.user, m.clock.now_ms(), id.clone());
    match m.store.read(move |tx| queries::find(tx, &wanted)).await? {
        None => return Err(unknown()),
        Some(Found::File(_)) => return Err(taken()),
        Some(Found::Announced { user: owner, .. }) if owner != user => {
            return Err(Error::forbidden("Somebody else was given this address"));
        }
        Some(Found::Announced { until_ms, .. }) if until_ms < now_ms => return Err(unknown()),
        Some(Found::Announced { .. }) => {}
    }
    let received = upload::receive(&m, user, &headers, params, body).await?;
    let work = m.clone();
    upload::store(&m, received, move |w, file| {
        quota::check(&work, w, user, file)?;
        if queries::fill(w, &id, user, file)? {
            Ok(())
        } else {
            Err(taken())
        }
    })
    .await?;
    m.media.uploaded.notify_waiters();
    Ok(json(StatusCode::OK, &value!({})))
}

fn taken() -> Error {
    Error::new(
        StatusCode::CONFLICT,
        ErrorKind::CannotOverwriteMedia,
        "There is a file at this address already",
    )
}
