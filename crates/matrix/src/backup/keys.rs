//! `/room_keys/keys` (client-server §10.12.3.2): sessions of a backup, all, of a room, or one. Only the
//! current version takes new ones; older ones can still be read and emptied.

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Result, json};
use ruma::{
    api::client::backup::{
        KeyBackupData, add_backup_keys, add_backup_keys_for_room, add_backup_keys_for_session,
        delete_backup_keys, delete_backup_keys_for_room, delete_backup_keys_for_session,
        get_backup_keys, get_backup_keys_for_room, get_backup_keys_for_session,
    },
    api::error::WrongRoomKeysVersionErrorData,
    serde::Raw,
};
use serde_json::{json as value, value::RawValue};
use store::Write;

use super::{
    queries::{self, Place},
    session::Session,
    version::{number, unknown},
};
use crate::{Matrix, keys::signed::NAME_BYTES_MAX, rooms::event::raw};

/// Sessions in one request; clients send a hundred or two.
const SESSIONS_MAX: usize = 10_000;

/// A session and where it belongs.
type Placed = (String, String, Session);

/// `PUT /room_keys/keys`.
pub(crate) async fn put_all(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<add_backup_keys::v3::Request>,
) -> Result<Response> {
    let mut sessions = Vec::new();
    for (room_id, room) in &request.rooms {
        parse(room_id.as_str(), &room.sessions, &mut sessions)?;
    }
    put(&m, who.user, &request.version, sessions).await
}

/// `PUT /room_keys/keys/{roomId}`.
pub(crate) async fn put_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<add_backup_keys_for_room::v3::Request>,
) -> Result<Response> {
    let mut sessions = Vec::new();
    parse(request.room_id.as_str(), &request.sessions, &mut sessions)?;
    put(&m, who.user, &request.version, sessions).await
}

/// `PUT /room_keys/keys/{roomId}/{sessionId}`.
pub(crate) async fn put_session(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<add_backup_keys_for_session::v3::Request>,
) -> Result<Response> {
    let mut sessions = Vec::new();
    let one = BTreeMap::from([(request.session_id, request.session_data)]);
    parse(request.room_id.as_str(), &one, &mut sessions)?;
    put(&m, who.user, &request.version, sessions).await
}

fn parse(
    room_id: &str,
    sessions: &BTreeMap<String, Raw<KeyBackupData>>,
    into: &mut Vec<Placed>,
) -> Result<()> {
    for (session_id, session) in sessions {
        if session_id.is_empty() || session_id.len() > NAME_BYTES_MAX {
            return Err(Error::invalid_param(
                "A session id must have 1 to 255 bytes",
            ));
        }
        into.push((
            room_id.to_owned(),
            session_id.clone(),
            Session::parse(session.json())?,
        ));
    }
    if into.len() > SESSIONS_MAX {
        return Err(Error::invalid_param(format!(
            "At most {SESSIONS_MAX} sessions can be sent at once"
        )));
    }
    Ok(())
}

/// Stores those that are better than what is there.
async fn put(m: &Matrix, user: i64, version: &str, sessions: Vec<Placed>) -> Result<Response> {
    let version = number(version)?;
    let done = m.store.write(move |w| {
        current(w, user, version)?;
        let (mut added, mut changed) = (0, false);
        for (room_id, session_id, session) in &sessions {
            match queries::rank(w, user, version, room_id, session_id)? {
                None => added += 1,
                Some(known) if session.rank.beats(known) => {}
                Some(_) => continue,
            }
            queries::set_session(w, user, version, room_id, session_id, session)?;
            changed = true;
        }
        if changed {
            queries::touch(w, user, version, added)?;
        }
        state(w, user, version)
    });
    Ok(json(StatusCode::OK, &done.await?))
}

/// Refuses another version than the current one, and names that one.
fn current(w: &mut Write<'_, '_>, user: i64, version: i64) -> Result<()> {
    let latest = queries::latest(w, user)?.ok_or_else(unknown)?;
    if latest.version == version {
        return Ok(());
    }
    queries::version(w, user, version)?.ok_or_else(unknown)?;
    let data = WrongRoomKeysVersionErrorData::new(latest.version.to_string());
    let message = "This is not the current version of your key backup";
    Err(Error::new(
        StatusCode::FORBIDDEN,
        ErrorKind::WrongRoomKeysVersion(data),
        message,
    ))
}

/// `etag` and `count` of a version.
fn state(w: &mut Write<'_, '_>, user: i64, version: i64) -> Result<serde_json::Value> {
    let row = queries::version(w, user, version)?.ok_or_else(unknown)?;
    Ok(value!({ "etag": row.etag.to_string(), "count": row.sessions }))
}

/// `GET /room_keys/keys`.
pub(crate) async fn get_all(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_backup_keys::v3::Request>,
) -> Result<Response> {
    let mut rooms: BTreeMap<String, Sessions> = BTreeMap::new();
    for (room_id, session_id, json) in get(&m, who.user, &request.version, Place::default()).await?
    {
        rooms
            .entry(room_id)
            .or_default()
            .sessions
            .insert(session_id, stored(json)?);
    }
    Ok(json(StatusCode::OK, &BTreeMap::from([("rooms", rooms)])))
}

/// Sessions of a room.
#[derive(Default, serde::Serialize)]
struct Sessions {
    sessions: BTreeMap<String, Box<RawValue>>,
}

/// `GET /room_keys/keys/{roomId}`.
pub(crate) async fn get_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_backup_keys_for_room::v3::Request>,
) -> Result<Response> {
    let place = Place {
        room_id: Some(request.room_id.to_string()),
        session_id: None,
    };
    let mut room = Sessions::default();
    for (_, session_id, json) in get(&m, who.user, &request.version, place).await? {
        room.sessions.insert(session_id, stored(json)?);
    }
    Ok(json(StatusCode::OK, &room))
}

/// `GET /room_keys/keys/{roomId}/{sessionId}`.
pub(crate) async fn get_session(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_backup_keys_for_session::v3::Request>,
) -> Result<Response> {
    let place = Place {
        room_id: Some(request.room_id.to_string()),
        session_id: Some(request.session_id),
    };
    let row = get(&m, who.user, &request.version, place).await?.pop();
    let (_, _, session) =
        row.ok_or_else(|| Error::not_found("This session is not in your key backup"))?;
    Ok(json(StatusCode::OK, &stored(session)?))
}

async fn get(
    m: &Matrix,
    user: i64,
    version: &str,
    place: Place,
) -> Result<Vec<queries::SessionRow>> {
    let version = number(version)?;
    m.store
        .read(move |tx| {
            queries::version(tx, user, version)?.ok_or_else(unknown)?;
            Ok::<_, Error>(queries::sessions(tx, user, version, &place)?)
        })
        .await
}

fn stored(json: Vec<u8>) -> Result<Box<RawValue>> {
    Ok(raw(String::from_utf8(json).map_err(Error::internal)?))
}

/// `DELETE /room_keys/keys`.
pub(crate) async fn delete_all(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_backup_keys::v3::Request>,
) -> Result<Response> {
    delete(&m, who.user, &request.version, Place::default()).await
}

/// `DELETE /room_keys/keys/{roomId}`.
pub(crate) async fn delete_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_backup_keys_for_room::v3::Request>,
) -> Result<Response> {
    let place = Place {
        room_id: Some(request.room_id.to_string()),
        session_id: None,
    };
    delete(&m, who.user, &request.version, place).await
}

/// `DELETE /room_keys/keys/{roomId}/{sessionId}`.
pub(crate) async fn delete_session(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<delete_backup_keys_for_session::v3::Request>,
) -> Result<Response> {
    let place = Place {
        room_id: Some(request.room_id.to_string()),
        session_id: Some(request.session_id),
    };
    delete(&m, who.user, &request.version, place).await
}

async fn delete(m: &Matrix, user: i64, version: &str, place: Place) -> Result<Response> {
    let version = number(version)?;
    let done = m.store.write(move |w| {
        queries::version(w, user, version)?.ok_or_else(unknown)?;
        let gone = queries::delete_sessions(w, user, version, &place)?;
        if gone > 0 {
            queries::touch(w, user, version, -gone)?;
        }
        state(w, user, version)
    });
    Ok(json(StatusCode::OK, &done.await?))
}
