//! What a room shows to people who are not in it: lists, previews, spaces
//! (`GET /room_summary/{roomIdOrAlias}`, client-server §10.5.17, MSC3266).

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Error, Open, Result, json};
use room_rules::{JoinRule, Rules};
use ruma::{OwnedRoomId, RoomAliasId, RoomId, api::client::room::get_summary::v1::Request};
use serde::Serialize;
use store::{StoreError, Tx};

use super::queries::{self, ListedRoom};
use crate::{
    Matrix,
    rooms::{self, Event},
    users::parse_id,
};

/// A room from outside.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "field names are the words of the spec")]
pub struct Summary {
    pub room_id: OwnedRoomId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canonical_alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_type: Option<String>,
    pub num_joined_members: u64,
    pub join_rule: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed_room_ids: Vec<OwnedRoomId>,
    pub world_readable: bool,
    pub guest_can_join: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_version: Option<String>,
}

impl Summary {
    /// Only what the public list shows of a room; matrix-nio refuses a list with any other field.
    pub(crate) fn listed(self) -> Self {
        Self {
            allowed_room_ids: Vec::new(),
            encryption: None,
            room_version: None,
            ..self
        }
    }
}

/// Reads the summary of a room: some eight rows by key.
pub(crate) fn read(tx: &mut Tx<'_>, room: &ListedRoom) -> Result<Summary, StoreError> {
    let version = parse_id(room.version.clone())?;
    let rules = Rules::of(&version).ok_or_else(|| StoreError::Column {
        column: 2,
        reason: format!("unknown room version {version}"),
    })?;
    let mut state = |kind: &str| rooms::queries::state_event(tx, room.nid, rules, kind, "");
    let text = |event: &Option<Event>, field: &str| {
        event
            .as_ref()
            .and_then(|e| e.pdu.content_string(field))
            .filter(|text| !text.is_empty())
    };
    let join_rules = state("m.room.join_rules")?;
    let join_rule = JoinRule::of(rules, join_rules.as_ref().map(|event| &event.pdu));
    Ok(Summary {
        room_id: parse_id(room.room_id.clone())?,
        name: text(&state("m.room.name")?, "name"),
        topic: text(&state("m.room.topic")?, "topic"),
        avatar_url: text(&state("m.room.avatar")?, "url"),
        canonical_alias: text(&state("m.room.canonical_alias")?, "alias"),
        room_type: text(&state("m.room.create")?, "type"),
        num_joined_members: room.joined,
        join_rule: text(&join_rules, "join_rule").unwrap_or_else(|| "invite".to_owned()),
        allowed_room_ids: join_rule.allowed_rooms().to_vec(),
        world_readable: text(&state("m.room.history_visibility")?, "history_visibility").as_deref()
            == Some("world_readable"),
        guest_can_join: text(&state("m.room.guest_access")?, "guest_access").as_deref()
            == Some("can_join"),
        encryption: text(&state("m.room.encryption")?, "algorithm"),
        room_version: Some(room.version.clone()),
    })
}

/// Whether somebody may see the summary: everybody for rooms that are public, knockable or world
/// readable; members and invited people; members of a room that a restricted one allows.
pub(crate) fn may_preview(
    tx: &mut Tx<'_>,
    summary: &Summary,
    nid: i64,
    user: Option<i64>,
) -> Result<bool, StoreError> {
    if summary.world_readable
        || matches!(
            summary.join_rule.as_str(),
            "public" | "knock" | "knock_restricted"
        )
    {
        return Ok(true);
    }
    let Some(user) = user else { return Ok(false) };
    let membership = rooms::queries::membership(tx, nid, user)?.map(|(membership, _)| membership);
    if matches!(membership.as_deref(), Some("join" | "invite" | "knock")) {
        return Ok(true);
    }
    if summary.join_rule == "restricted" {
        for allowed in &summary.allowed_room_ids {
            let Some((room, _)) = rooms::queries::room_rules(tx, allowed)? else {
                continue;
            };
            let there = rooms::queries::membership(tx, room, user)?;
            if there.is_some_and(|(membership, _)| membership == "join") {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// `GET /room_summary/{roomIdOrAlias}`; 404 alike for rooms that do not exist and that may not be seen.
pub(crate) async fn get_summary(
    State(m): State<Matrix>,
    Open { request, who, .. }: Open<Request>,
) -> Result<Response> {
    let user = who.map(|who| who.user);
    let found = m.store.read(move |tx| {
        let text = request.room_id_or_alias.as_str();
        let room_id: Option<OwnedRoomId> = match <&RoomAliasId>::try_from(text) {
            Ok(alias) => queries::room_of_alias(tx, alias)?.map(|(_, room_id, _)| room_id),
            Err(_) => RoomId::parse(text).ok(),
        };
        let Some(room_id) = room_id else {
            return Ok(None);
        };
        let Some(room) = queries::listed_room(tx, room_id.as_str())? else {
            return Ok(None);
        };
        let summary = read(tx, &room)?;
        if !may_preview(tx, &summary, room.nid, user)? {
            return Ok(None);
        }
        let membership = match user {
            Some(user) => Some(
                rooms::queries::membership(tx, room.nid, user)?
                    .map_or("leave".to_owned(), |(m, _)| m),
            ),
            None => None,
        };
        Ok::<_, Error>(Some((summary, membership)))
    });
    let (summary, membership) = found
        .await?
        .ok_or_else(|| Error::not_found("There is no such room, or it is private"))?;
    let mut body = serde_json::to_value(&summary).map_err(Error::internal)?;
    if let Some(membership) = membership {
        body["membership"] = membership.into();
    }
    Ok(json(StatusCode::OK, &body))
}
