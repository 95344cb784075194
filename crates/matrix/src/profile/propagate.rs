//! A new name or picture becomes a member event in every room that the person is in.
//!
//! The answer waits for it: all events are on their way at once and share commits. When the caller goes
//! away it goes on; after a crash the repeated request finishes it, since rooms that show the new
//! profile already are left alone.

use http_server::{Error, Result, Who};
use ruma::{OwnedRoomId, OwnedUserId, RoomId};
use serde_json::Value;
use store::params;

use crate::{
    Matrix,
    rooms::{Draft, append::Committing},
    users::parse_id,
};

/// In which rooms a change is shown (MSC4466).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// In all.
    All,
    /// Where the old value was shown: not where the person has a name of his own for the room.
    Unchanged,
    /// Nowhere.
    None,
}

impl Reach {
    /// As the query of a request says it.
    pub(super) fn of(query: Option<&str>) -> Result<Self> {
        let names = [
            "propagate_to=",
            "computer.gingershaped.msc4466.propagate_to=",
        ];
        let pairs = query.unwrap_or_default().split('&');
        let said = pairs
            .into_iter()
            .find_map(|pair| names.iter().find_map(|name| pair.strip_prefix(name)));
        match said {
            None | Some("all") => Ok(Self::All),
            Some("unchanged") => Ok(Self::Unchanged),
            Some("none") => Ok(Self::None),
            Some(_) => Err(Error::invalid_param(
                "propagate_to is all, unchanged or none",
            )),
        }
    }
}

/// A profile field that changed.
pub(super) struct Change {
    pub(super) field: String,
    pub(super) old: Option<String>,
    pub(super) reach: Reach,
}

/// Shows the profile in the person's rooms. A room that refuses it (its rules may) is left alone.
pub(super) async fn to_rooms(m: &Matrix, who: &Who, change: Change) -> Result<()> {
    let (work, user, user_id) = (m.clone(), who.user, who.user_id.clone());
    let all = tokio::spawn(async move { in_all(&work, user, &user_id, &change).await });
    all.await.map_err(Error::internal)?
}

async fn in_all(m: &Matrix, user: i64, user_id: &OwnedUserId, change: &Change) -> Result<()> {
    let rooms: Vec<String> = m
        .store
        .read(move |tx| {
            tx.query::<_, store::StoreError>(
                "SELECT r.room_id FROM member m JOIN room r ON r.nid = m.room_nid
                 WHERE m.user_nid = ?1 AND m.membership = 'join'",
                params![user],
                |row| row.get(0),
            )
        })
        .await?;
    let content = m.member_content(user_id, "join").await?;
    let mut commits = Vec::new();
    for room in rooms {
        let room: OwnedRoomId = parse_id(room)?;
        match in_one(m, user, user_id, &room, &content, change).await {
            Ok(commit) => commits.extend(commit),
            Err(error) => tracing::info!(%error, "A room does not take a changed profile"),
        }
    }
    for commit in commits {
        commit.done().await?;
    }
    Ok(())
}

async fn in_one(
    m: &Matrix,
    user: i64,
    user_id: &OwnedUserId,
    room_id: &RoomId,
    content: &Value,
    change: &Change,
) -> Result<Option<Committing>> {
    let mut room = m.rooms.lock(m, room_id).await?;
    let Some(member) = room.member(m, user_id.as_str()).await? else {
        return Ok(None);
    };
    let same = |field: &str| {
        member.content_string(field).as_deref() == content.get(field).and_then(Value::as_str)
    };
    let own_here =
        change.reach == Reach::Unchanged && member.content_string(&change.field) != change.old;
    if member.membership().as_deref() != Some("join")
        || (same("displayname") && same("avatar_url"))
        || own_here
    {
        return Ok(None);
    }
    room.prepare(
        m,
        Draft::state_by(user_id, user, "m.room.member", user_id.as_str(), content)?,
    )
    .await?;
    Ok(Some(room.commit(m, |_| Ok(()))?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reach_is_read_under_both_names() {
        for (query, reach) in [
            (None, Reach::All),
            (Some("a=b"), Reach::All),
            (Some("propagate_to=none"), Reach::None),
            (
                Some("x=1&computer.gingershaped.msc4466.propagate_to=unchanged"),
                Reach::Unchanged,
            ),
        ] {
            assert_eq!(Reach::of(query).unwrap(), reach, "{query:?}");
        }
        assert!(Reach::of(Some("propagate_to=some")).is_err());
    }
}
