//! What a person keeps on the server (client-server §10.20, account data): globally or for a room,
//! tags, filters, and the list of ignored users.
//!
//! `{}` means "deleted" (MSC3391): the row stays, so that other devices learn of it, but reading it
//! is 404 and a first sync leaves it out.

mod filter;
mod global;
pub(crate) mod ignored;
pub(crate) mod queries;
mod room;
mod tags;

use axum::{Router, routing::delete};
use http_server::{Error, ErrorKind, Result, Route};
use ruma::api::client::{config, filter as filter_api, tag};
use serde_json::value::RawValue;
use store::{StoreError, Write};

use crate::{Matrix, push::PUSH_RULES, sync::slot::Kind};

/// Largest content of one type, in bytes.
const CONTENT_BYTES_MAX: usize = 512 * 1024;
/// Longest name of a type, in bytes.
const TYPE_BYTES_MAX: usize = 255;
/// The number that stands for "no room".
pub(crate) const GLOBAL: i64 = 0;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<config::get_global_account_data::v3::Request, _, _>(global::get)
        .endpoint::<config::set_global_account_data::v3::Request, _, _>(global::put)
        .endpoint::<config::get_room_account_data::v3::Request, _, _>(room::get)
        .endpoint::<config::set_room_account_data::v3::Request, _, _>(room::put)
        .endpoint::<tag::get_tags::v3::Request, _, _>(tags::get)
        .endpoint::<tag::create_tag::v3::Request, _, _>(tags::put)
        .endpoint::<tag::delete_tag::v3::Request, _, _>(tags::delete)
        .endpoint::<filter_api::create_filter::v3::Request, _, _>(filter::create)
        .endpoint::<filter_api::get_filter::v3::Request, _, _>(filter::get)
        // MSC3391; the names in braces are those that `endpoint` gives by place.
        .route(
            "/_matrix/client/v3/user/{p5}/account_data/{p7}",
            delete(global::delete),
        )
        .route(
            "/_matrix/client/v3/user/{p5}/rooms/{p7}/account_data/{p9}",
            delete(room::delete),
        )
        .route(
            "/_matrix/client/unstable/org.matrix.msc3391/user/{p6}/account_data/{p8}",
            delete(global::delete),
        )
        .route(
            "/_matrix/client/unstable/org.matrix.msc3391/user/{p6}/rooms/{p8}/account_data/{p10}",
            delete(room::delete),
        )
}

/// Stores account data in the running change and tells the person's devices. `room`: [`GLOBAL`] or a
/// room's number.
pub(crate) fn store(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    room: i64,
    kind: &str,
    json: &[u8],
) -> Result<(), StoreError> {
    let pos = w.next_position();
    queries::put(w, user, room, kind, pos, json)?;
    if room != GLOBAL {
        m.hub.wake_user_for_room(w, user, room, pos);
        return Ok(());
    }
    let list = (kind == ignored::TYPE).then(|| ignored::parse(json));
    if list.is_some() || kind == PUSH_RULES {
        let m = m.clone();
        w.after_commit(move || {
            m.push.person_changed(user);
            if let Some(live) = m.hub.live_user(user) {
                // Counts differ from everybody's now: events of ignored people count nothing.
                live.has_own_rules();
                if let Some(list) = list {
                    live.set_ignored(list);
                }
            }
        });
    }
    m.hub.wake_user(w, user, Kind::AccountData, pos);
    Ok(())
}

/// Checks what a client wants to store; returns the bytes to be stored.
fn checked(kind: &str, content: &RawValue) -> Result<Vec<u8>> {
    if matches!(kind, "m.fully_read" | "m.push_rules") {
        return Err(Error::new(
            http::StatusCode::METHOD_NOT_ALLOWED,
            ErrorKind::BadJson,
            format!("{kind} is kept by the server: use its own endpoint"),
        ));
    }
    if kind.is_empty() || kind.len() > TYPE_BYTES_MAX {
        return Err(Error::invalid_param("The type must have 1 to 255 bytes"));
    }
    let text = content.get().trim();
    if text.len() > CONTENT_BYTES_MAX {
        return Err(Error::new(
            http::StatusCode::PAYLOAD_TOO_LARGE,
            ErrorKind::TooLarge,
            "Account data of one type may have at most 512 KiB",
        ));
    }
    if !text.starts_with('{') {
        return Err(Error::bad_json("Account data must be a JSON object"));
    }
    Ok(if is_empty(text) {
        b"{}".to_vec()
    } else {
        text.as_bytes().to_vec()
    })
}

/// Whether a JSON object has no members, however it is spaced.
fn is_empty(object: &str) -> bool {
    object
        .chars()
        .filter(|c| !c.is_whitespace())
        .eq("{}".chars())
}

/// Stored account data as an answer; 404 for what is absent or deleted.
fn found(json: Option<Vec<u8>>) -> Result<Box<RawValue>> {
    let json = json.filter(|json| json != b"{}");
    let json = json.ok_or_else(|| Error::not_found("There is no account data of this type"))?;
    serde_json::from_slice(&json).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(json: &str) -> Box<RawValue> {
        RawValue::from_string(json.to_owned()).unwrap()
    }

    #[test]
    fn an_empty_object_is_stored_in_one_form() {
        for json in ["{}", "{ }", "{\n\t}"] {
            assert_eq!(checked("m.x", &raw(json)).unwrap(), b"{}", "{json:?}");
        }
        assert_eq!(checked("m.x", &raw("{\"a\": 1}")).unwrap(), b"{\"a\": 1}");
    }

    #[test]
    fn what_the_server_keeps_and_what_is_no_object_is_refused() {
        for (kind, json) in [
            ("m.fully_read", "{}"),
            ("m.push_rules", "{}"),
            ("m.x", "[]"),
            ("m.x", "3"),
            ("", "{}"),
        ] {
            assert!(checked(kind, &raw(json)).is_err(), "{kind} {json}");
        }
    }
}
