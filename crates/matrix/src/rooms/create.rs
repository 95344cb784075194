//! `POST /createRoom` (client-server §10.1.1).

use axum::extract::State;
use http_server::{Authed, Error, ErrorKind, Reply, Result, Who};
use room_rules::{
    DEFAULT_ROOM_VERSION, Rules, build, canonical_object,
    defaults::{self, Preset},
};
use ruma::{
    CanonicalJsonObject, MilliSecondsSinceUnixEpoch, OwnedRoomId, OwnedUserId, RoomAliasId, RoomId,
    UInt, UserId,
    api::client::room::{
        Visibility,
        create_room::v3::{Request, Response, RoomPreset},
    },
};
use serde_json::{Map, Value, json};
use store::params;

use super::{Draft, RoomGuard, head::Prepared, membership::invitable};
use crate::Matrix;

/// Most people that one request may invite.
const INVITES_MAX: usize = 200;

/// Makes a room: all its first events in one transaction.
pub(crate) async fn create_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    if request.invite.len() > INVITES_MAX {
        return Err(Error::invalid_param(format!(
            "At most {INVITES_MAX} people can be invited at once"
        )));
    }
    let version = request.room_version.clone().unwrap_or(DEFAULT_ROOM_VERSION);
    let rules = Rules::of(&version).ok_or_else(|| {
        Error::bad_request(
            ErrorKind::UnsupportedRoomVersion,
            format!("Room version {version} is not supported"),
        )
    })?;
    let alias = request
        .room_alias_name
        .as_deref()
        .map(|name| alias_id(&m, name))
        .transpose()?;
    let preset = preset(&request);
    let mut room = begin(&m, &who, &request, rules, preset).await?;
    for draft in first_events(&who, &request, rules, preset, alias.as_deref())? {
        room.prepare(&m, draft).await?;
    }
    for invitee in &request.invite {
        invitable(&m, invitee)?;
        room.prepare(&m, invite(&m, &who, invitee, request.is_direct).await?)
            .await?;
    }
    let room_id = room.head()?.room_id.clone();
    let public = request.visibility == Visibility::Public;
    finish(&m, room, &who, alias, public).await?;
    Ok(Reply(Response::new(room_id)))
}

async fn finish(
    m: &Matrix,
    room: RoomGuard,
    who: &Who,
    alias: Option<ruma::OwnedRoomAliasId>,
    public: bool,
) -> Result<()> {
    let (nid, creator) = (room.head()?.nid, who.user);
    let committing = room.commit(m, move |w| {
        if let Some(alias) = &alias {
            let added = w.execute(
                "INSERT INTO alias (alias, room_nid, creator_nid) VALUES (?1, ?2, ?3) ON CONFLICT (alias) DO NOTHING",
                params![alias.as_str(), nid, creator],
            )?;
            if added == 0 {
                return Err(Error::bad_request(
                    ErrorKind::RoomInUse,
                    "This alias is taken",
                ));
            }
        }
        if public {
            w.execute("UPDATE room SET public = 1 WHERE nid = ?1", params![nid])?;
        }
        Ok(())
    })?;
    committing.done().await
}

fn preset(request: &Request) -> Preset {
    match request.preset {
        Some(RoomPreset::PublicChat) => Preset::PublicChat,
        Some(RoomPreset::TrustedPrivateChat) => Preset::TrustedPrivateChat,
        Some(_) => Preset::PrivateChat,
        None if request.visibility == Visibility::Public => Preset::PublicChat,
        None => Preset::PrivateChat,
    }
}

fn alias_id(m: &Matrix, name: &str) -> Result<ruma::OwnedRoomAliasId> {
    let bad = || Error::invalid_param("An alias may not contain ':', '#' or white space");
    if name.is_empty() || name.contains([':', '#', '\0']) || name.chars().any(char::is_whitespace) {
        return Err(bad());
    }
    RoomAliasId::parse(format!("#{name}:{}", m.server_name())).map_err(|_| bad())
}

/// Who gets the creator's rights.
fn trusted(request: &Request, preset: Preset) -> Vec<&UserId> {
    let all = if preset == Preset::TrustedPrivateChat {
        &*request.invite
    } else {
        &[]
    };
    all.iter().map(|user| &**user).collect()
}

/// The locked new room with its create event and the creator's own join.
async fn begin(
    m: &Matrix,
    who: &Who,
    request: &Request,
    rules: &'static Rules,
    preset: Preset,
) -> Result<RoomGuard> {
    let asked = match &request.creation_content {
        Some(raw) => canonical_object(raw.json().get())?,
        None => CanonicalJsonObject::new(),
    };
    let content = defaults::create_content(rules, asked, &who.user_id, &trusted(request, preset));
    found(m, who, rules, &content, new_id(m, rules)).await
}

/// The id of a new room; `None` where it is the hash of the create event.
pub(super) fn new_id(m: &Matrix, rules: &Rules) -> Option<OwnedRoomId> {
    (!rules.room_id_is_create_hash()).then(|| RoomId::new_v1(m.server_name()))
}

/// The locked new room with a create event of this content and the creator's own join.
pub(super) async fn found(
    m: &Matrix,
    who: &Who,
    rules: &'static Rules,
    content: &CanonicalJsonObject,
    room_id: Option<OwnedRoomId>,
) -> Result<RoomGuard> {
    let content = serde_json::value::to_raw_value(content).map_err(Error::internal)?;
    let now_ms = match &room_id {
        Some(_) => m.clock.now_ms(),
        None => m.rooms.moment(m.clock.now_ms()),
    };
    let now = UInt::try_from(now_ms).map_err(Error::internal)?;
    let create = build(
        rules,
        &room_rules::Draft {
            room_id: room_id.as_deref(),
            sender: &who.user_id,
            kind: "m.room.create",
            state_key: Some(""),
            content: &content,
            redacts: None,
            origin_server_ts: MilliSecondsSinceUnixEpoch(now),
            prev_events: &[],
            auth_events: &[],
            depth: 1,
        },
        m.server_name().as_str(),
        &m.key,
    )?;
    room_rules::authorise(rules, &create, |_, _| None)?;
    let mut room = m
        .rooms
        .lock_new(Prepared::new(create, who.user, None, None), rules)
        .await?;
    let join = m.member_content(&who.user_id, "join").await?;
    room.prepare(
        m,
        Draft::state(who, "m.room.member", who.user_id.as_str(), &join)?,
    )
    .await?;
    Ok(room)
}

/// Everything between the creator's join and the invites, in the order of the spec.
fn first_events(
    who: &Who,
    request: &Request,
    rules: &Rules,
    preset: Preset,
    alias: Option<&RoomAliasId>,
) -> Result<Vec<Draft>> {
    let mut levels =
        defaults::power_levels_content(rules, preset, &who.user_id, &trusted(request, preset));
    if let Some(overrides) = &request.power_level_content_override {
        levels.extend(canonical_object(overrides.json().get())?);
    }
    let levels = serde_json::to_value(&levels).map_err(Error::internal)?;
    let mut events = vec![("m.room.power_levels".to_owned(), String::new(), levels)];
    if let Some(alias) = alias {
        events.push((
            "m.room.canonical_alias".into(),
            String::new(),
            json!({ "alias": alias }),
        ));
    }
    let by_preset = [
        (
            "m.room.join_rules",
            json!({ "join_rule": preset.join_rule() }),
        ),
        (
            "m.room.history_visibility",
            json!({ "history_visibility": preset.history_visibility() }),
        ),
        (
            "m.room.guest_access",
            json!({ "guest_access": preset.guest_access() }),
        ),
    ];
    let initial = initial_state(request)?;
    for (kind, content) in by_preset {
        if !initial
            .iter()
            .any(|(k, key, _)| k == kind && key.is_empty())
        {
            events.push((kind.into(), String::new(), content));
        }
    }
    events.extend(initial);
    if let Some(name) = &request.name {
        events.push(("m.room.name".into(), String::new(), json!({ "name": name })));
    }
    if let Some(topic) = &request.topic {
        // MSC3765: the rich form beside the plain one.
        let rich = json!({ "m.text": [{ "body": topic, "mimetype": "text/plain" }] });
        events.push((
            "m.room.topic".into(),
            String::new(),
            json!({ "topic": topic, "m.topic": rich }),
        ));
    }
    events
        .iter()
        .map(|(kind, key, content)| Draft::state(who, kind, key, content))
        .collect()
}

fn initial_state(request: &Request) -> Result<Vec<(String, String, Value)>> {
    #[derive(serde::Deserialize)]
    struct Initial {
        #[serde(rename = "type")]
        kind: String,
        #[serde(default)]
        state_key: String,
        content: Map<String, Value>,
    }
    let parse = |raw: &ruma::serde::Raw<_>| {
        let raw: &ruma::serde::Raw<ruma::events::AnyInitialStateEvent> = raw;
        let event: Initial = raw
            .deserialize_as_unchecked()
            .map_err(|e| Error::bad_json(format!("initial_state: {e}")))?;
        if matches!(event.kind.as_str(), "m.room.create" | "m.room.member") {
            return Err(Error::invalid_param(format!(
                "{} cannot stand in initial_state",
                event.kind
            )));
        }
        Ok((event.kind, event.state_key, Value::Object(event.content)))
    };
    request.initial_state.iter().map(parse).collect()
}

async fn invite(m: &Matrix, who: &Who, invitee: &OwnedUserId, is_direct: bool) -> Result<Draft> {
    let mut content = m.member_content(invitee, "invite").await?;
    if is_direct {
        content["is_direct"] = true.into();
    }
    Draft::state(who, "m.room.member", invitee.as_str(), &content)
}
