//! `PUT /rooms/{roomId}/state/{eventType}/{stateKey}` (client-server §10.6.4).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result, Who};
use room_rules::{canonical_json, canonical_object};
use ruma::{
    OwnedEventId, RoomId, UserId,
    api::client::state::send_state_event::v3::{Request, Response},
};
use serde_json::{Map, Value, value::RawValue};

use super::{alias, levels};
use crate::{
    Matrix,
    rooms::{Draft, RoomGuard, membership},
};

/// Sets a state event.
pub(crate) async fn send_state_event(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let (kind, content) = (request.event_type.to_string(), request.body.into_json());
    let event_id = set(
        &m,
        &who,
        &request.room_id,
        &kind,
        &request.state_key,
        content,
    )
    .await?;
    Ok(Reply(Response::new(event_id)))
}

/// Sets a state event; what the same person has set to the same before stays as it is.
pub(crate) async fn set(
    m: &Matrix,
    who: &Who,
    room_id: &RoomId,
    kind: &str,
    state_key: &str,
    content: Box<RawValue>,
) -> Result<OwnedEventId> {
    let mut room = m.rooms.lock(m, room_id).await?;
    let content = checked(m, &mut room, who, kind, state_key, content).await?;
    if let Some(event_id) = same(m, &mut room, who, kind, state_key, &content).await? {
        room.settle(m).await?;
        return Ok(event_id);
    }
    let draft = Draft {
        sender: who.user_id.clone(),
        sender_nid: who.user,
        kind: kind.to_owned(),
        state_key: Some(state_key.to_owned()),
        content,
        redacts: None,
        txn: None,
    };
    let event_id = room.prepare(m, draft).await?;
    room.commit_and_wait(m).await?;
    Ok(event_id)
}

/// What the rules of rooms do not check: addresses, the shape of power levels, and who lets in whom.
async fn checked(
    m: &Matrix,
    room: &mut RoomGuard,
    who: &Who,
    kind: &str,
    state_key: &str,
    content: Box<RawValue>,
) -> Result<Box<RawValue>> {
    match kind {
        "m.room.canonical_alias" if state_key.is_empty() => alias::check(m, room, &content).await?,
        "m.room.power_levels" if state_key.is_empty() => levels::check(room, &content)?,
        "m.room.member" => return member(m, room, who, state_key, &content).await,
        _ => {}
    }
    Ok(content)
}

async fn member(
    m: &Matrix,
    room: &mut RoomGuard,
    who: &Who,
    state_key: &str,
    content: &RawValue,
) -> Result<Box<RawValue>> {
    let target = UserId::parse(state_key)
        .map_err(|_| Error::invalid_param("The state key of a membership is a user id"))?;
    let content: Map<String, Value> = serde_json::from_str(content.get())
        .map_err(|e| Error::bad_json(format!("The membership is not an object: {e}")))?;
    let mut content = Value::Object(content);
    let membership = content
        .get("membership")
        .and_then(Value::as_str)
        .unwrap_or_default();
    if !matches!(membership, "join" | "invite" | "knock" | "leave" | "ban") {
        return Err(Error::bad_json(
            "membership is join, invite, knock, leave or ban",
        ));
    }
    membership::vet(m, room, who, &target, &mut content).await?;
    serde_json::value::to_raw_value(&content).map_err(Error::internal)
}

/// The current event, if the same person has set it to the same content.
async fn same(
    m: &Matrix,
    room: &mut RoomGuard,
    who: &Who,
    kind: &str,
    state_key: &str,
    content: &RawValue,
) -> Result<Option<OwnedEventId>> {
    if room.membership(m, &who.user_id).await? != "join" {
        return Ok(None);
    }
    let now = match kind {
        "m.room.member" => room.member(m, state_key).await?,
        _ => room.head()?.state(kind, state_key).cloned(),
    };
    let Some(now) = now.filter(|now| now.sender() == who.user_id) else {
        return Ok(None);
    };
    let wanted = canonical_json(&canonical_object(content.get())?)?;
    Ok((now.content().get() == wanted).then(|| now.event_id().to_owned()))
}
