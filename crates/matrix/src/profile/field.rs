//! `GET /profile/{userId}` and `GET`, `PUT`, `DELETE /profile/{userId}/{keyName}` (client-server §10.19).

use axum::{
    body::Body,
    extract::{FromRequest, RawQuery, Request, State},
    response::Response,
};
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Open, Result, check_shape, json};
use ruma::{
    UserId,
    api::client::profile::{get_profile, get_profile_field},
};
use serde_json::{Map, Value, json as value};

use super::{
    propagate::{self, Change, Reach},
    queries::{self, Profile},
};
use crate::{Matrix, accounts::own, directory};

/// A profile with all its fields, as JSON (the spec's limit).
const PROFILE_BYTES_MAX: usize = 65_536;
/// Longest field name, in bytes (the spec's limit).
const NAME_BYTES_MAX: usize = 255;
/// Longest display name, in bytes: it stands in every member event.
const DISPLAYNAME_BYTES_MAX: usize = 1000;
/// Longest address of a picture, in bytes.
const URL_BYTES_MAX: usize = 1000;

/// A person's whole profile; 404 for people that do not exist here.
pub(crate) async fn whole(
    State(m): State<Matrix>,
    Open { request, .. }: Open<get_profile::v3::Request>,
) -> Result<Response> {
    let profile = of(&m, &request.user_id).await?;
    Ok(json(StatusCode::OK, &profile.fields))
}

/// One field; 404 when it is not set.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Open { request, .. }: Open<get_profile_field::v3::Request>,
) -> Result<Response> {
    let mut profile = of(&m, &request.user_id).await?;
    let name = request.field.to_string();
    let field = profile
        .fields
        .remove(&name)
        .ok_or_else(|| Error::not_found("This profile field is not set"))?;
    Ok(json(StatusCode::OK, &value!({ name: field })))
}

/// Sets a field. Body: an object with the field's name as its only needed member.
pub(crate) async fn put(
    State(m): State<Matrix>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response> {
    let (parts, body) = request.into_parts();
    let Authed { request, who, .. } = Authed::<get_profile_field::v3::Request>::from_request(
        Request::from_parts(parts, Body::empty()),
        &(),
    )
    .await?;
    let name = request.field.to_string();
    own(&who, &request.user_id)?;
    let bytes = axum::body::to_bytes(body, 2 * PROFILE_BYTES_MAX)
        .await
        .map_err(|_| too_large())?;
    check_shape(&bytes).map_err(Error::bad_json)?;
    let mut body: Map<String, Value> = serde_json::from_slice(&bytes).map_err(|e| {
        let kind = if e.is_data() {
            ErrorKind::BadJson
        } else {
            ErrorKind::NotJson
        };
        Error::bad_request(kind, format!("The body is not a JSON object: {e}"))
    })?;
    let new = body.remove(&name).ok_or_else(|| {
        Error::bad_request(
            ErrorKind::MissingParam,
            format!("The body must have the member {name:?}"),
        )
    })?;
    let new = checked(&name, new)?;
    set(&m, &who, name, new, Reach::of(query.as_deref())?).await
}

/// Removes a field; one that is not set is removed already.
pub(crate) async fn delete(
    State(m): State<Matrix>,
    RawQuery(query): RawQuery,
    Authed { request, who, .. }: Authed<get_profile_field::v3::Request>,
) -> Result<Response> {
    own(&who, &request.user_id)?;
    set(
        &m,
        &who,
        request.field.to_string(),
        None,
        Reach::of(query.as_deref())?,
    )
    .await
}

async fn of(m: &Matrix, user_id: &UserId) -> Result<Profile> {
    let user_id = user_id.to_owned();
    let profile = m
        .store
        .read(move |tx| queries::profile(tx, &user_id))
        .await?;
    profile.ok_or_else(|| Error::not_found("There is no such person here"))
}

fn too_large() -> Error {
    Error::bad_request(
        ErrorKind::ProfileTooLarge,
        "A profile may have at most 64 KiB",
    )
}

/// What may be stored under a name; `None`: the field is to be removed.
fn checked(name: &str, new: Value) -> Result<Option<Value>> {
    if name.len() > NAME_BYTES_MAX {
        return Err(Error::bad_request(
            ErrorKind::KeyTooLarge,
            "A field's name may have at most 255 bytes",
        ));
    }
    let longest = match name {
        "displayname" => DISPLAYNAME_BYTES_MAX,
        "avatar_url" => URL_BYTES_MAX,
        "m.tz" | "us.cloke.msc4175.tz" => NAME_BYTES_MAX,
        _ if is_name(name) => return Ok(Some(new)),
        _ => {
            return Err(Error::invalid_param(
                "A field's name has the letters a to z, digits and . _ -, and begins with a letter",
            ));
        }
    };
    match new {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) if text.contains('\0') => Err(Error::invalid_param(format!(
            "{name} may not contain U+0000"
        ))),
        Value::String(text) if text.len() <= longest => Ok(Some(text.into())),
        Value::String(_) => Err(Error::invalid_param(format!(
            "{name} may have at most {longest} bytes"
        ))),
        _ => Err(Error::bad_json(format!("{name} must be a string"))),
    }
}

/// Whether it is a common namespaced identifier (appendices §4.2).
fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_lowercase())
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
}

async fn set(
    m: &Matrix,
    who: &http_server::Who,
    name: String,
    new: Option<Value>,
    reach: Reach,
) -> Result<Response> {
    let (user, user_id, field) = (who.user, who.user_id.clone(), name.clone());
    let old = m
        .store
        .write(move |w| {
            let Profile { mut fields, .. } = queries::profile(w, &user_id)?.unwrap_or_default();
            let old = fields.remove(&field);
            if let Some(new) = &new {
                fields.insert(field.clone(), new.clone());
                if Value::Object(fields).to_string().len() > PROFILE_BYTES_MAX {
                    return Err(too_large());
                }
            }
            queries::set_field(w, user, &field, new.as_ref())?;
            if field == "displayname" {
                directory::index_person(w, user, &user_id, new.as_ref().and_then(Value::as_str))?;
            }
            Ok(old)
        })
        .await?;
    if matches!(name.as_str(), "displayname" | "avatar_url") && reach != Reach::None {
        let old = old.and_then(|old| old.as_str().map(str::to_owned));
        propagate::to_rooms(
            m,
            who,
            Change {
                field: name,
                old,
                reach,
            },
        )
        .await?;
    }
    Ok(json(StatusCode::OK, &value!({})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_grammar_and_values_their_kind() {
        for name in ["m.tz", "org.example.a_b-c", "x"] {
            assert!(checked(name, value!("v")).unwrap().is_some(), "{name}");
        }
        for name in ["", "M.x", "1a", "a b", "a/b", &"x".repeat(300)] {
            assert!(checked(name, value!("v")).is_err(), "{name}");
        }
        for (name, bad) in [
            ("displayname", value!(7)),
            ("avatar_url", value!({})),
            ("m.tz", value!([])),
        ] {
            assert!(checked(name, bad).is_err(), "{name}");
            assert_eq!(checked(name, Value::Null).unwrap(), None);
        }
        assert_eq!(
            checked("org.example.any", value!([1, null])).unwrap(),
            Some(value!([1, null]))
        );
    }
}
