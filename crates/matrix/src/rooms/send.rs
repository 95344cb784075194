//! `PUT /rooms/{roomId}/send/{eventType}/{txnId}` (client-server §10.6.2).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result, Who};
use ruma::{OwnedEventId, RoomId, api::client::message::send_message_event::v3};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::{Draft, RoomGuard, head::Txn, history::may_relate, queries};
use crate::Matrix;

/// Sends a message event once per transaction id.
pub(crate) async fn send_message_event(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Reply<v3::Response>> {
    let kind = request.event_type.to_string();
    let txn = txn(
        &who,
        &["send", request.room_id.as_str(), &kind],
        request.txn_id.as_str(),
    );
    let content: Box<RawValue> = request.body.into_json();
    let event_id = send_once(&m, &who, &request.room_id, &kind, content, txn).await?;
    Ok(Reply(v3::Response::new(event_id)))
}

/// Sends a message event unless its transaction id was used before; then the same id again.
pub(crate) async fn send_once(
    m: &Matrix,
    who: &Who,
    room_id: &RoomId,
    kind: &str,
    content: Box<RawValue>,
    txn: Txn,
) -> Result<OwnedEventId> {
    let draft = Draft {
        sender: who.user_id.clone(),
        sender_nid: who.user,
        kind: kind.to_owned(),
        state_key: None,
        content,
        redacts: None,
        txn: Some(txn),
    };
    send_draft_once(m, room_id, draft).await
}

/// Puts an event into a room unless its transaction id was used before; then the same id again.
pub(crate) async fn send_draft_once(
    m: &Matrix,
    room_id: &RoomId,
    draft: Draft,
) -> Result<OwnedEventId> {
    let mut room = m.rooms.lock(m, room_id).await?;
    if let Some(txn) = &draft.txn
        && let Some(event_id) = room.sent_before(m, txn).await?
    {
        return Ok(event_id);
    }
    may_relate::check(m, &room, &draft).await?;
    let event_id = room.prepare(m, draft).await?;
    room.commit_and_wait(m).await?;
    Ok(event_id)
}

/// The transaction id of a request. Scope: device, endpoint with its path, id (MSC3970).
pub(crate) fn txn(who: &Who, scope: &[&str], id: &str) -> Txn {
    let mut hash = Sha256::new();
    hash.update(who.device.to_be_bytes());
    for part in scope.iter().chain([&id]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let mut key = [0u8; 16];
    for (to, from) in key.iter_mut().zip(hash.finalize()) {
        *to = from;
    }
    Txn {
        device: who.device,
        key,
        id: id.to_owned(),
    }
}

impl RoomGuard {
    /// The event that this transaction id led to before, also before a restart. The guard makes
    /// parallel retries wait for each other.
    pub(crate) async fn sent_before(&self, m: &Matrix, txn: &Txn) -> Result<Option<OwnedEventId>> {
        if m.rooms.sent.is_first_use(&txn.key, m.clock.now_ms()) {
            return Ok(None);
        }
        let key = txn.key;
        // Behind every queued change: the commit of the first may still be running, and nothing is
        // acknowledged before it has ended.
        let stored = m.store.write(move |w| queries::txn(w, &key)).await?;
        let Some(event_id) = stored.flatten() else {
            return Ok(None);
        };
        Ok(Some(
            OwnedEventId::try_from(event_id).map_err(Error::internal)?,
        ))
    }
}
