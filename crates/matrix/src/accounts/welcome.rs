//! The room that new people find themselves in (setting `welcome_room`): a job of the transaction that makes
//! the account, so that it happens also after a crash, and never holds registration up.

use http_server::Error;
use ruma::RoomOrAliasId;
use store::{StoreError, Write, jobs};

use crate::{
    Matrix,
    rooms::{Draft, membership},
    users::user_id_of,
};

/// The job that takes a new person into the welcome room.
pub(crate) const WELCOME: &str = "matrix.welcome";

/// Notes the job, if there is a welcome room.
pub(super) fn enqueue(m: &Matrix, w: &mut Write<'_, '_>, user: i64) -> Result<(), StoreError> {
    if m.config.welcome_room.is_some() {
        jobs::enqueue(w, WELCOME, &user, m.clock.now_ms())?;
    }
    Ok(())
}

/// Does [`WELCOME`]. A room that is not there (yet), or takes in nobody, is told to the host and not tried again.
pub(crate) async fn welcome(m: Matrix, user: i64) -> Result<(), String> {
    match join(&m, user).await {
        Err(error) if error.status.is_server_error() => Err(error.to_string()),
        Err(error) => {
            tracing::warn!(%error, "A new person could not join the welcome room");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

async fn join(m: &Matrix, user: i64) -> Result<(), Error> {
    let Some(alias) = &m.config.welcome_room else {
        return Ok(());
    };
    let user_id = m.store.read(move |tx| user_id_of(tx, user)).await?;
    let room_id = membership::room_of(m, <&RoomOrAliasId>::from(&**alias)).await?;
    let mut room = m.rooms.lock(m, &room_id).await?;
    if room.membership(m, &user_id).await? == "join" {
        return Ok(());
    }
    membership::open_to_new_people(m, &room).await?;
    let content = m.member_content(&user_id, "join").await?;
    let draft = Draft::state_by(&user_id, user, "m.room.member", user_id.as_str(), &content)?;
    room.prepare(m, draft).await?;
    room.commit_and_wait(m).await
}
