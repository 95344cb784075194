//! `/room_keys/version` (client-server §10.12.3.2): the versions of a backup. The highest number is the
//! current one.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::client::backup::{
    create_backup_version, delete_backup_version, get_backup_info, get_latest_backup_info,
    update_backup_version,
};
use serde::Deserialize;
use serde_json::{Value, json as value, value::RawValue};

use super::queries::{self, VersionRow};
use crate::{Matrix, keys::signed::NAME_BYTES_MAX};

/// Longest auth data: a public key and signatures.
const AUTH_DATA_BYTES_MAX: usize = 65_536;

/// What a client says of a version.
#[derive(Deserialize)]
struct Described {
    algorithm: String,
    auth_data: Box<RawValue>,
    version: Option<String>,
}

impl Described {
    fn parse(json: &RawValue) -> Result<Self> {
        let described: Self = serde_json::from_str(json.get()).map_err(|e| {
            Error::bad_json(format!("The body does not have the expected form: {e}"))
        })?;
        let data = described.auth_data.get();
        if described.algorithm.is_empty() || described.algorithm.len() > NAME_BYTES_MAX {
            return Err(Error::invalid_param(
                "The name of the algorithm must have 1 to 255 bytes",
            ));
        }
        if !data.starts_with('{') || data.len() > AUTH_DATA_BYTES_MAX {
            let message =
                format!("auth_data must be an object of at most {AUTH_DATA_BYTES_MAX} bytes");
            return Err(Error::bad_json(message));
        }
        Ok(described)
    }
}

/// `POST /room_keys/version`: a new, empty backup that takes the place of the one before.
pub(crate) async fn create(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<create_backup_version::v3::Request>,
) -> Result<Response> {
    let new = Described::parse(request.algorithm.json())?;
    let user = who.user;
    let version = m
        .store
        .write(move |w| queries::create(w, user, &new.algorithm, new.auth_data.get()))
        .await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "version": version.to_string() }),
    ))
}

/// `GET /room_keys/version`.
pub(crate) async fn latest(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<get_latest_backup_info::v3::Request>,
) -> Result<Response> {
    let user = who.user;
    let row = m.store.read(move |tx| queries::latest(tx, user)).await?;
    shown(&row.ok_or_else(|| Error::not_found("You have no key backup"))?)
}

/// `GET /room_keys/version/{version}`.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_backup_info::v3::Request>,
) -> Result<Response> {
    let (user, version) = (who.user, number(&request.version)?);
    let row = m
        .store
        .read(move |tx| queries::version(tx, user, version))
        .await?;
    shown(&row.ok_or_else(unknown)?)
}

/// `PUT /room_keys/version/{version}`: new auth data (another signature) for the same algorithm.
pub(crate) async fn update(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<update_backup_version::v3::Request>,
) -> Result<Response> {
    let (user, version) = (who.user, number(&request.version)?);
    let new = Described::parse(request.algorithm.json())?;
    if new
        .version
        .as_ref()
        .is_some_and(|inside| *inside != request.version)
    {
        return Err(Error::invalid_param(
            "The version in the body is not the one in the path",
        ));
    }
    m.store
        .write(move |w| {
            let known = queries::version(w, user, version)?.ok_or_else(unknown)?;
            if known.algorithm != new.algorithm {
                return Err(Error::invalid_param(
                    "The algorithm of a backup cannot change: make a new version",
                ));
            }
            Ok(queries::set_auth_data(
                w,
                user,
                version,
                new.auth_data.get(),
            )?)
        })
        .await?;
    Ok(json(StatusCode::OK, &value!({})))
}

/// `DELETE /room_keys/version/{version}`.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_backup_version::v3::Request>,
) -> Result<Response> {
    let (user, version) = (who.user, number(&request.version)?);
    m.store
        .write(move |w| {
            queries::version(w, user, version)?.ok_or_else(unknown)?;
            Ok::<_, Error>(queries::delete(w, user, version)?)
        })
        .await?;
    Ok(json(StatusCode::OK, &value!({})))
}

/// The number of a version; one that we never gave out is unknown.
pub(super) fn number(version: &str) -> Result<i64> {
    version.parse().map_err(|_| unknown())
}

pub(super) fn unknown() -> Error {
    Error::not_found("There is no such version of your key backup")
}

fn shown(row: &VersionRow) -> Result<Response> {
    let auth_data: Value = serde_json::from_slice(&row.auth_data).map_err(Error::internal)?;
    Ok(json(
        StatusCode::OK,
        &value!({
            "algorithm": row.algorithm, "auth_data": auth_data, "count": row.sessions,
            "etag": row.etag.to_string(), "version": row.version.to_string(),
        }),
    ))
}
