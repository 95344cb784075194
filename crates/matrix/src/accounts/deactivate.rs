//! `POST /account/deactivate` (client-server §5.8.8): the person leaves, his name stays taken.
//!
//! One transaction ends the account: no password, no device, nothing of what only he could see, no
//! profile. Then he leaves his rooms; a durable job
//! finishes what a crash interrupts.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::{
    OwnedRoomId, RoomId, UserId,
    api::client::account::{
        ThirdPartyIdRemovalStatus,
        deactivate::v3::{Request, Response},
    },
};
use serde_json::json;
use store::{StoreError, jobs, params};

use super::{logout::remove_devices_in, queries, uiaa};
use crate::{
    Matrix, personal,
    rooms::{self, Draft},
    users::{parse_id, user_id_of},
};

/// Ends the account of whoever gives its password.
pub(crate) async fn deactivate(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    uiaa::confirm_password(&m, &who, "deactivate", request.auth.as_ref()).await?;
    let words = if request.erase {
        Words::Erase
    } else {
        Words::Keep
    };
    end_account(&m, &who.user_id, who.user, words).await?;
    leave_all(&m, &who.user_id, who.user).await?;
    Ok(Reply(Response::new(ThirdPartyIdRemovalStatus::NoSupport)))
}

/// What becomes of what the person said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// It stays part of the conversation.
    Keep,
    /// Whoever was not there gets it empty (`erase`, client-server §5.8.8).
    Erase,
}

/// Ends an account: nobody can sign in, what was only the person's is gone. Can be repeated.
pub(crate) async fn end_account(
    m: &Matrix,
    user_id: &UserId,
    user: i64,
    words: Words,
) -> Result<()> {
    let work = m.clone();
    m.store
        .write(move |w| {
            w.execute(
                "UPDATE account SET deactivated = 1, password_hash = NULL WHERE user_nid = ?1",
                params![user],
            )?;
            let devices: Vec<i64> = w.query::<_, StoreError>(
                "SELECT nid FROM device WHERE user_nid = ?1",
                params![user],
                |row| row.get(0),
            )?;
            remove_devices_in(&work, w, user, &devices)?;
            personal::erase_rows(w, user)?;
            if words == Words::Erase {
                rooms::queries::erase_words(w, user)?;
            }
            let now_ms = work.clock.now_ms();
            jobs::enqueue(w, LEAVE_ROOMS, &user, now_ms)?;
            for told in base::ACCOUNT_ENDED {
                jobs::enqueue(w, told, &user, now_ms)?;
            }
            let forget = work.clone();
            w.after_commit(move || {
                forget.tokens.forget_user(user);
                forget.filters.forget_user(user);
                forget.presence.forget(user);
            });
            Ok::<_, Error>(())
        })
        .await?;
    tracing::info!(user = %user_id, "An account was deactivated");
    Ok(())
}

/// Leaves every room that the person is in, is invited to or knocks at.
pub(crate) async fn leave_all(m: &Matrix, user_id: &UserId, user: i64) -> Result<()> {
    let rooms: Vec<String> = m
        .store
        .read(move |tx| {
            tx.query::<_, StoreError>(
                "SELECT r.room_id FROM member m JOIN room r ON r.nid = m.room_nid
                 WHERE m.user_nid = ?1 AND m.membership IN ('join', 'invite', 'knock')",
                params![user],
                |row| row.get(0),
            )
        })
        .await?;
    let mut commits = Vec::new();
    for room_id in rooms {
        let room_id: OwnedRoomId = parse_id(room_id)?;
        match leave(m, user_id, user, &room_id).await {
            Ok(commit) => commits.extend(commit),
            Err(error) => tracing::warn!(%error, "A deactivated person could not leave a room"),
        }
    }
    for commit in commits {
        commit.done().await?;
    }
    Ok(())
}

/// `None`: the job, or whoever put him out, was faster.
async fn leave(
    m: &Matrix,
    user_id: &UserId,
    user: i64,
    room_id: &RoomId,
) -> Result<Option<crate::rooms::append::Committing>> {
    let mut room = m.rooms.lock(m, room_id).await?;
    if !["join", "invite", "knock"].contains(&room.membership(m, user_id).await?.as_str()) {
        return Ok(None);
    }
    let content = json!({ "membership": "leave" });
    room.prepare(
        m,
        Draft::state_by(user_id, user, "m.room.member", user_id.as_str(), &content)?,
    )
    .await?;
    room.commit(m, |_| Ok(())).map(Some)
}

/// The job that leaves the rooms of a deactivated account; those it has left already are no work.
pub(crate) const LEAVE_ROOMS: &str = "matrix.leave_rooms";

/// Does [`LEAVE_ROOMS`].
pub(crate) async fn leave_rooms(m: Matrix, user: i64) -> Result<(), String> {
    let left = async {
        let user_id = m.store.read(move |tx| user_id_of(tx, user)).await?;
        leave_all(&m, &user_id, user).await
    };
    left.await.map_err(|error: Error| error.to_string())
}

/// `causeway user deactivate`: as the person himself would, without his password.
pub async fn deactivate_account(m: &Matrix, user_id: &UserId, words: Words) -> Result<()> {
    let id = user_id.to_owned();
    let account = m.store.read(move |tx| queries::account(tx, &id)).await?;
    let user = account
        .ok_or_else(|| Error::not_found("There is no such account"))?
        .user;
    end_account(m, user_id, user, words).await?;
    leave_all(m, user_id, user).await
}
