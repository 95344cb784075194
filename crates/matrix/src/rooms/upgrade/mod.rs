//! `POST /rooms/{roomId}/upgrade` (client-server §11.33): a new room of another version takes over.
//!
//! Both rooms change in one transaction: there is never a closed room without a successor.

mod succession;

use axum::extract::State;
use http_server::{Authed, Error, ErrorKind, Reply, Result, Who};
use room_rules::{
    Pdu, Rules, canonical_object, defaults,
    upgrade::{Upgrade, closed_power_levels},
};
use ruma::{
    CanonicalJsonObject, CanonicalJsonValue, OwnedUserId, RoomId, UserId,
    api::client::room::upgrade_room::v3::{Request, Response},
    events::room::power_levels::UserPowerLevel,
};
use serde_json::{Value, json};

use super::{Draft, RoomGuard, append::commit_together, create, queries};
use crate::Matrix;

pub(crate) use succession::Succession;

/// Most bans that go along.
const BANS_MAX: usize = 1000;

/// Makes the new room, points the old one to it, and closes the old one.
pub(crate) async fn upgrade_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let version = request.new_version;
    let rules = Rules::of(&version).ok_or_else(|| {
        let text = format!("Room version {version} is not supported");
        Error::bad_request(ErrorKind::UnsupportedRoomVersion, text)
    })?;
    let mut old = m.rooms.lock(&m, &request.room_id).await?;
    let may = old.membership(&m, &who.user_id).await? == "join"
        && old
            .head()?
            .power
            .may_send(&who.user_id, "m.room.tombstone", true);
    if !may {
        return Err(Error::forbidden("You may not upgrade this room"));
    }
    let (new, tombstone) = found(&m, &who, &mut old, rules, &request.additional_creators).await?;
    let new = furnish(&m, &who, &old, new, rules, &request.additional_creators).await?;
    if let Some(tombstone) = tombstone {
        old.prepare(&m, tombstone).await?;
    }
    close(&m, &who, &mut old).await?;
    let replacement = new.head()?.room_id.clone();
    let succession = Succession::between(&old, &new)?;
    let (work, user) = (m.clone(), who.user);
    let committing = commit_together(&m, vec![new, old], move |w| {
        queries::move_addresses(w, succession.old, succession.new)?;
        Ok(succession.carry_over(&work, w, user)?)
    })?;
    committing.done().await?;
    Ok(Reply(Response::new(replacement)))
}

/// The new room's first two events. Before version 12 the old room's tombstone comes first, so that
/// the create event can name it; from then on the new room's id depends on the create event, and the
/// tombstone is returned to be sent after it.
async fn found(
    m: &Matrix,
    who: &Who,
    old: &mut RoomGuard,
    rules: &'static Rules,
    additional: &[OwnedUserId],
) -> Result<(RoomGuard, Option<Draft>)> {
    let additional: Vec<&UserId> = additional.iter().map(|user| &**user).collect();
    let room_id = create::new_id(m, rules);
    let last_event = match &room_id {
        Some(room_id) => Some(old.prepare(m, tombstone(who, room_id)?).await?),
        None => None,
    };
    let content = {
        let head = old.head()?;
        let upgrade = upgrade(who, rules, old, &additional)?;
        let create = head
            .state("m.room.create", "")
            .ok_or_else(|| Error::internal("a room has no create event"))?;
        upgrade.create_content(create, &head.room_id, last_event.as_deref())?
    };
    let content = defaults::create_content(rules, content, &who.user_id, &additional);
    let is_later = room_id.is_none();
    let new = create::found(m, who, rules, &content, room_id).await?;
    let later = is_later
        .then(|| tombstone(who, &new.head()?.room_id))
        .transpose()?;
    Ok((new, later))
}

fn tombstone(who: &Who, replacement: &RoomId) -> Result<Draft> {
    let content = json!({ "body": "This room has been replaced", "replacement_room": replacement });
    Draft::state(who, "m.room.tombstone", "", &content)
}

fn upgrade<'a>(
    who: &'a Who,
    to: &'static Rules,
    old: &'a RoomGuard,
    additional_creators: &'a [&'a UserId],
) -> Result<Upgrade<'a>> {
    let old_levels = &old.head()?.power;
    Ok(Upgrade {
        to,
        old_levels,
        upgrader: &who.user_id,
        additional_creators,
    })
}

/// Copies what goes along. The power levels come last: until then the creator may do everything,
/// and nobody is raised for the sake of the copying.
async fn furnish(
    m: &Matrix,
    who: &Who,
    old: &RoomGuard,
    mut new: RoomGuard,
    rules: &'static Rules,
    additional: &[OwnedUserId],
) -> Result<RoomGuard> {
    let additional: Vec<&UserId> = additional.iter().map(|user| &**user).collect();
    let upgrade = upgrade(who, rules, old, &additional)?;
    let head = old.head()?;
    let mut drafts = Vec::new();
    let mut levels = None;
    for pdu in head.states() {
        let Some(content) = upgrade.copied_content(pdu)? else {
            continue;
        };
        if pdu.kind() == "m.room.power_levels" {
            levels = Some(as_before(who, rules, old, pdu, content)?);
        } else {
            drafts.push(draft(who, pdu, &content)?);
        }
    }
    if let Some(alias) = head.state("m.room.canonical_alias", "") {
        drafts.push(draft(
            who,
            alias,
            &canonical_object(alias.content().get())?,
        )?);
    }
    // The same order every time, whatever order memory has them in.
    drafts.sort_by(|a, b| (&a.kind, &a.state_key).cmp(&(&b.kind, &b.state_key)));
    let (nid, old_rules) = (head.nid, head.rules);
    let bans = m
        .store
        .write(move |w| queries::bans(w, nid, old_rules, BANS_MAX))
        .await?;
    for ban in bans {
        drafts.push(draft(
            who,
            &ban.pdu,
            &canonical_object(ban.pdu.content().get())?,
        )?);
    }
    let levels = match levels {
        Some(levels) => levels,
        None => defaults::power_levels_content(
            rules,
            defaults::Preset::PrivateChat,
            &who.user_id,
            &additional,
        ),
    };
    let levels = serde_json::to_value(&levels).map_err(Error::internal)?;
    drafts.push(Draft::state(who, "m.room.power_levels", "", &levels)?);
    for draft in drafts {
        new.prepare(m, draft).await?;
    }
    Ok(new)
}

fn draft(who: &Who, pdu: &Pdu, content: &CanonicalJsonObject) -> Result<Draft> {
    let content = serde_json::to_value(content).map_err(Error::internal)?;
    Draft::state(
        who,
        pdu.kind(),
        pdu.state_key().unwrap_or_default(),
        &content,
    )
}

/// Who upgrades stays what he was (a moderator does not become an administrator by it), unless the
/// new version makes him a creator, or he was one without a number.
fn as_before(
    who: &Who,
    rules: &Rules,
    old: &RoomGuard,
    pdu: &Pdu,
    mut content: CanonicalJsonObject,
) -> Result<CanonicalJsonObject> {
    let level = old.head()?.power.user(&who.user_id);
    if rules.creators_are_privileged() || level == UserPowerLevel::Infinite {
        return Ok(content);
    }
    let before: Value = serde_json::from_str(pdu.content().get()).unwrap_or_default();
    let named = before["users"].get(who.user_id.as_str()).is_some();
    if let Some(CanonicalJsonValue::Object(users)) = content.get_mut("users") {
        match level {
            UserPowerLevel::Int(level) if named => {
                users.insert(who.user_id.to_string(), level.into());
            }
            _ => {
                users.remove(who.user_id.as_str());
            }
        }
    }
    Ok(content)
}

/// Takes the address and the right to speak from the old room, as far as the upgrader may.
async fn close(m: &Matrix, who: &Who, old: &mut RoomGuard) -> Result<()> {
    let head = old.head()?;
    let mut drafts = Vec::new();
    if head.state("m.room.canonical_alias", "").is_some() {
        drafts.push(Draft::state(who, "m.room.canonical_alias", "", &json!({}))?);
    }
    if let Some(levels) = head.state("m.room.power_levels", "") {
        let closed = closed_power_levels(&head.power, levels.content().get())?;
        drafts.push(draft(who, levels, &closed)?);
    }
    for draft in drafts {
        // A moderator may lack the power for one or the other: the tombstone says enough.
        if let Err(error) = old.prepare(m, draft).await
            && error.status != http::StatusCode::FORBIDDEN
        {
            return Err(error);
        }
    }
    Ok(())
}
