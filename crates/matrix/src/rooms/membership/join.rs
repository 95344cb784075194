//! Joining a room (client-server §10.4.3), restricted rooms included.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result, Who};
use room_rules::JoinRule;
use ruma::{
    OwnedUserId, RoomId, UserId,
    api::client::membership::{
        join_room_by_id::v3::{Request, Response},
        join_room_by_id_or_alias::v3 as or_alias,
    },
};
use serde_json::Value;

use super::{open_to_new_people, room_of};
use crate::{
    Matrix,
    rooms::{Draft, RoomGuard, queries, upgrade::Succession},
};

/// How many local members are looked at, one page, when everybody may invite.
const CANDIDATES_MAX: usize = 100;

/// `POST /rooms/{roomId}/join`.
pub(crate) async fn join_room_by_id(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    join(&m, &who, &request.room_id, request.reason).await?;
    Ok(Reply(Response::new(request.room_id)))
}

/// `POST /join/{roomIdOrAlias}`. `via` names servers to ask; the rooms of this server need none.
pub(crate) async fn join_room_by_id_or_alias(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<or_alias::Request>,
) -> Result<Reply<or_alias::Response>> {
    let room_id = room_of(&m, &request.room_id_or_alias).await?;
    join(&m, &who, &room_id, request.reason).await?;
    Ok(Reply(or_alias::Response::new(room_id)))
}

/// Joins; joining a room one is in already changes nothing.
pub(crate) async fn join(
    m: &Matrix,
    who: &Who,
    room_id: &RoomId,
    reason: Option<String>,
) -> Result<()> {
    let mut room = m.rooms.lock(m, room_id).await?;
    if room.membership(m, &who.user_id).await? == "join" {
        return room.settle(m).await;
    }
    let mut content = m.member_content(&who.user_id, "join").await?;
    if let Some(reason) = reason {
        content["reason"] = reason.into();
    }
    admit(m, &mut room, who, &mut content).await?;
    let draft = Draft::state(who, "m.room.member", who.user_id.as_str(), &content)?;
    room.prepare(m, draft).await?;
    let succession = Succession::of(&room)?;
    let (work, user) = (m.clone(), who.user);
    let committing = room.commit(m, move |w| match &succession {
        Some(succession) => Ok(succession.carry_over(&work, w, user)?),
        None => Ok(()),
    })?;
    committing.done().await
}

/// Refuses closed rooms; in a restricted room adds who vouches for the joining person, if he is in
/// one of the rooms that it trusts. Without that the room's rules decide (and refuse).
pub(super) async fn admit(
    m: &Matrix,
    room: &mut RoomGuard,
    who: &Who,
    content: &mut Value,
) -> Result<()> {
    let membership = room.membership(m, &who.user_id).await?;
    if membership == "join" {
        return Ok(());
    }
    open_to_new_people(m, room).await?;
    let head = room.head()?;
    let rule = JoinRule::of(head.rules, head.state("m.room.join_rules", ""));
    if !rule.is_restricted() || membership == "invite" || membership == "ban" {
        return Ok(());
    }
    let (trusted, user) = (rule.allowed_rooms().to_vec(), who.user);
    if m.store
        .read(move |tx| queries::is_in_any(tx, &trusted, user))
        .await?
    {
        let authoriser = authoriser(m, room).await?;
        content["join_authorised_via_users_server"] = authoriser.as_str().into();
    }
    Ok(())
}

/// A local member who may invite.
async fn authoriser(m: &Matrix, room: &mut RoomGuard) -> Result<OwnedUserId> {
    let power = room.head()?.power.clone();
    let invite = power.invite;
    let named = power.users().map(|(user, _)| user.to_owned());
    let privileged = power.creators().iter().cloned().chain(named);
    let privileged: Vec<OwnedUserId> = privileged
        .filter(|user| m.is_local(user) && power.reaches(user, invite))
        .collect();
    for user in privileged {
        if room.membership(m, &user).await? == "join" {
            return Ok(user);
        }
    }
    if power.users_default() >= invite {
        let nid = room.head()?.nid;
        let some = m
            .store
            .read(move |tx| queries::local_joined(tx, nid, 0, CANDIDATES_MAX))
            .await?;
        for (_, user) in some {
            let Ok(user) = UserId::parse(user) else {
                continue;
            };
            if power.reaches(&user, invite) && room.membership(m, &user).await? == "join" {
                return Ok(user);
            }
        }
    }
    Err(Error::forbidden(
        "Nobody in this room may let people in: ask for an invitation",
    ))
}
