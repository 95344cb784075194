//! Dehydrated devices (MSC3814): a device that sleeps on the server, encrypted, and receives keys while
//! the person has no other one.

use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    response::Response,
};
use http::StatusCode;
use http_server::{Authed, Caller, Error, Reply, Result, json};
use ruma::api::client::dehydrated_device::{
    delete_dehydrated_device, get_dehydrated_device, get_events, put_dehydrated_device,
};
use serde_json::{Value, json as value, value::RawValue};

use super::queries::{self, DehydratedRow};
use crate::{
    Matrix,
    accounts::{self, remove_devices_in},
    keys::{self, upload::Upload},
    rooms::event::raw,
    to_device,
};

/// Longest encrypted device: a pickle has some kilobytes.
const DATA_BYTES_MAX: usize = 262_144;
/// Most messages in one answer.
const EVENTS_MAX: usize = 100;

fn none() -> Error {
    Error::not_found("You have no dehydrated device")
}

/// `PUT …/dehydrated_device`: in place of the one before.
pub(crate) async fn put(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<put_dehydrated_device::unstable::Request>,
) -> Result<Reply<put_dehydrated_device::unstable::Response>> {
    let id = request.device_id.clone();
    if id.as_str().is_empty() || id.as_str().len() > keys::signed::NAME_BYTES_MAX {
        return Err(Error::invalid_param(
            "The device id must have 1 to 255 bytes",
        ));
    }
    let data: Box<RawValue> = request.device_data.into_json();
    if !data.get().starts_with('{') || data.get().len() > DATA_BYTES_MAX {
        return Err(Error::bad_json(format!(
            "device_data must be an object of at most {DATA_BYTES_MAX} bytes"
        )));
    }
    let upload = Upload {
        keys: Some(keys::upload::device_keys(
            request.device_keys.json(),
            &who.user_id,
            &id,
        )?),
        one_time: keys::upload::loose_keys(request.one_time_keys)?,
        fallback: keys::upload::loose_keys(request.fallback_keys)?,
    };
    let (work, user, name) = (m.clone(), who.user, request.initial_device_display_name);
    m.store
        .write(move |w| {
            if let Some(old) = queries::dehydrated(w, user)? {
                remove_devices_in(&work, w, user, &[old.device])?;
            }
            if keys::queries::device(w, user, id.as_str())?.is_some() {
                return Err(Error::invalid_param(
                    "You have a device with this id already",
                ));
            }
            let now_ms = super::rounded(work.clock.now_ms());
            let device =
                accounts::ensure_device(&work, w, user, id.as_str(), name.as_deref(), now_ms)?;
            queries::add_dehydrated(w, user, device, data.get().as_bytes())?;
            upload.store(&work, w, user, device)
        })
        .await?;
    Ok(Reply(put_dehydrated_device::unstable::Response::new(
        request.device_id,
    )))
}

/// `GET …/dehydrated_device`.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<get_dehydrated_device::unstable::Request>,
) -> Result<Response> {
    let found = row(&m, who.user).await?.ok_or_else(none)?;
    let data = raw(String::from_utf8(found.data).map_err(Error::internal)?);
    Ok(json(
        StatusCode::OK,
        &value!({ "device_id": found.device_id, "device_data": data }),
    ))
}

/// `DELETE …/dehydrated_device`.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<delete_dehydrated_device::unstable::Request>,
) -> Result<Response> {
    let found = row(&m, who.user).await?.ok_or_else(none)?;
    accounts::remove_devices(&m, who.user, vec![found.device]).await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "device_id": found.device_id }),
    ))
}

/// `POST …/dehydrated_device/{deviceId}/events`: how clients asked before the MSC settled on GET. They
/// read on until a page is empty, so each page has a `next_batch`.
pub(crate) async fn events_by_post(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_events::unstable::Request>,
) -> Result<Response> {
    let page = received(&m, who.user, request.device_id.as_str(), request.next_batch).await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "events": page.events, "next_batch": page.next_batch }),
    ))
}

/// The query of `GET …/events`.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct EventsQuery {
    from: Option<String>,
}

/// `GET …/dehydrated_device/{deviceId}/events?from=`: what the sleeping device received. The last page
/// has no `next_batch`.
pub(crate) async fn events(
    State(m): State<Matrix>,
    Caller(who): Caller,
    device_id: std::result::Result<Path<String>, PathRejection>,
    query: std::result::Result<Query<EventsQuery>, QueryRejection>,
) -> Result<Response> {
    let Path(device_id) = device_id.map_err(|e| Error::invalid_param(e.body_text()))?;
    let Query(query) = query.map_err(|e| Error::invalid_param(e.body_text()))?;
    let page = received(&m, who.user, &device_id, query.from).await?;
    let mut body = value!({ "events": page.events });
    if page.events.len() == EVENTS_MAX {
        body["next_batch"] = page.next_batch.into();
    }
    Ok(json(StatusCode::OK, &body))
}

/// Messages to a sleeping device, and the token to read on from.
struct Page {
    events: Vec<Value>,
    next_batch: String,
}

/// A page of messages to the sleeping device. They stay until the device is deleted, so that waking it
/// up can be tried again.
async fn received(m: &Matrix, user: i64, device_id: &str, from: Option<String>) -> Result<Page> {
    let found = row(m, user).await?;
    let Some(found) = found.filter(|row| row.device_id == device_id) else {
        return Err(Error::forbidden("This is not your dehydrated device"));
    };
    let after: i64 = match from.as_deref() {
        None | Some("") => 0,
        Some(text) => text
            .strip_prefix("d1.")
            .and_then(|pos| pos.parse().ok())
            .ok_or_else(|| {
                Error::invalid_param("Unknown token: use next_batch of the last page")
            })?,
    };
    let rows = m
        .store
        .read(move |tx| to_device::queries::after(tx, found.device, after, EVENTS_MAX))
        .await?;
    let last = rows.last().map_or(after, |(pos, _)| *pos);
    let events: Result<Vec<Value>> = rows
        .iter()
        .map(|(_, json)| serde_json::from_slice(json).map_err(Error::internal))
        .collect();
    Ok(Page {
        events: events?,
        next_batch: format!("d1.{last}"),
    })
}

async fn row(m: &Matrix, user: i64) -> Result<Option<DehydratedRow>> {
    Ok(m.store
        .read(move |tx| queries::dehydrated(tx, user))
        .await?)
}
