//! Who is in a room, and in which rooms one is (client-server §10.4.1, §10.6.1).

use std::collections::BTreeMap;

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Reply, Result, json};
use ruma::{
    OwnedUserId, UserId,
    api::client::membership::{get_member_events, joined_members, joined_rooms},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Event, access, event::Viewer, queries};
use crate::{Matrix, sync::token::parse_place};

#[derive(Serialize)]
struct Chunk {
    chunk: Vec<Box<RawValue>>,
}

/// `GET /rooms/{roomId}/members`: now, at a place in the past, or at the reader's leave.
pub(crate) async fn member_events(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_member_events::v3::Request>,
) -> Result<Response> {
    let at = request
        .at
        .as_deref()
        .filter(|at| !at.is_empty())
        .map(parse_place)
        .transpose()?;
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let chunk = m.store.read(move |tx| {
        let reader = access::reader(tx, &request.room_id, who.user, who.user_id.as_str())?;
        let upto = reader.upto(now);
        let at = at.map_or(upto, |at| at.min(upto));
        let members = queries::members_at(tx, reader.room, reader.rules, at)?;
        let viewer = Viewer {
            device: who.device,
            membership: None,
            now_ms,
        };
        let wanted = |event: &&Event| {
            let membership = event.pdu.membership_str().unwrap_or_default();
            request
                .membership
                .as_ref()
                .is_none_or(|wanted| wanted.as_str() == membership)
                && request
                    .not_membership
                    .as_ref()
                    .is_none_or(|not| not.as_str() != membership)
        };
        let shown = members
            .iter()
            .filter(wanted)
            .map(|event| event.render(viewer, true, None));
        Ok::<_, Error>(Chunk {
            chunk: shown.collect(),
        })
    });
    Ok(json(StatusCode::OK, &chunk.await?))
}

#[derive(Serialize, Deserialize)]
struct Profile {
    #[serde(
        rename(deserialize = "displayname"),
        skip_serializing_if = "Option::is_none"
    )]
    display_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    avatar_url: Option<String>,
}

#[derive(Serialize)]
struct Joined {
    joined: BTreeMap<OwnedUserId, Profile>,
}

/// `GET /rooms/{roomId}/joined_members`, for people who are in the room.
pub(crate) async fn joined(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<joined_members::v3::Request>,
) -> Result<Response> {
    let events = m.store.read(move |tx| {
        let (room, rules) = access::joined(tx, &request.room_id, who.user)?;
        Ok::<_, Error>(queries::joined_members(tx, room, rules)?)
    });
    let profile = |event: Event| {
        let user = UserId::parse(event.pdu.state_key()?).ok()?;
        let profile = serde_json::from_str(event.pdu.content().get());
        Some((
            user,
            profile.unwrap_or(Profile {
                display_name: None,
                avatar_url: None,
            }),
        ))
    };
    let joined = events.await?.into_iter().filter_map(profile).collect();
    Ok(json(StatusCode::OK, &Joined { joined }))
}

/// `GET /joined_rooms`.
pub(crate) async fn rooms(
    State(m): State<Matrix>,
    Authed { who, .. }: Authed<joined_rooms::v3::Request>,
) -> Result<Reply<joined_rooms::v3::Response>> {
    let rooms = m
        .store
        .read(move |tx| queries::joined_rooms(tx, who.user))
        .await?;
    Ok(Reply(joined_rooms::v3::Response::new(rooms)))
}
