//! `GET` and `PUT /presence/{userId}/status` (client-server §11.7.2).

use std::time::Duration;

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::{
    api::client::presence::{get_presence, set_presence},
    assign,
    presence::PresenceState,
};
use store::params;

use crate::{Matrix, accounts::own};

/// Longest status text, in bytes.
const STATUS_BYTES_MAX: usize = 1024;

/// How somebody is, for himself and people who share a room with him.
pub(crate) async fn get(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<get_presence::v3::Request>,
) -> Result<Reply<get_presence::v3::Response>> {
    let (work, viewer, user_id) = (m.clone(), who.user, request.user_id);
    let user = m
        .store
        .read(move |tx| {
            let Some(user) = work.users.find(tx, &user_id)? else { return Ok::<_, Error>(None) };
            let shared: Option<i64> = tx.get(
                "SELECT a.room_nid FROM member a JOIN member b ON b.room_nid = a.room_nid
                 WHERE a.user_nid = ?1 AND b.user_nid = ?2 AND a.membership = 'join' AND b.membership = 'join' LIMIT 1",
                params![viewer, user],
            )?;
            Ok((user == viewer || shared.is_some()).then_some(user))
        })
        .await?;
    let user = user.ok_or_else(|| Error::forbidden("You share no room with this person"))?;
    let now_ms = m.clock.now_ms();
    let Some(state) = m.presence.of(user, now_ms) else {
        return Ok(Reply(get_presence::v3::Response::new(
            PresenceState::Offline,
        )));
    };
    let ago = Duration::from_millis(now_ms.saturating_sub(state.last_active_ms));
    let active = state.is_active(now_ms);
    let response = get_presence::v3::Response::new(state.presence);
    Ok(Reply(assign!(response, {
        status_msg: state.status_msg, last_active_ago: Some(ago), currently_active: Some(active),
    })))
}

/// Says how one is.
pub(crate) async fn put(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<set_presence::v3::Request>,
) -> Result<Reply<set_presence::v3::Response>> {
    own(&who, &request.user_id)?;
    if request
        .status_msg
        .as_ref()
        .is_some_and(|text| text.len() > STATUS_BYTES_MAX)
    {
        return Err(Error::invalid_param(
            "The status may have at most 1024 bytes",
        ));
    }
    if !matches!(
        request.presence,
        PresenceState::Online | PresenceState::Unavailable | PresenceState::Offline
    ) {
        return Err(Error::invalid_param(
            "Presence is online, unavailable or offline",
        ));
    }
    m.presence.set(
        &m,
        &who,
        request.presence,
        request.status_msg.filter(|text| !text.is_empty()),
    );
    Ok(Reply(set_presence::v3::Response::new()))
}
