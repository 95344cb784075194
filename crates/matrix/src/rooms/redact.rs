//! `PUT /rooms/{roomId}/redact/{eventId}/{txnId}` (client-server §11.10), and who may redact what.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use room_rules::redaction_applies;
use ruma::{
    EventId, OwnedEventId,
    api::client::redact::redact_event::v3::{Request, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{Draft, RoomGuard, queries, send};
use crate::Matrix;

/// Redacts an event once per transaction id.
pub(crate) async fn redact_event(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let scope = [
        "redact",
        request.room_id.as_str(),
        request.event_id.as_str(),
    ];
    let txn = send::txn(&who, &scope, request.txn_id.as_str());
    let content = match request.reason {
        Some(reason) => json!({ "reason": reason }),
        None => json!({}),
    };
    let draft = Draft {
        sender: who.user_id.clone(),
        sender_nid: who.user,
        kind: "m.room.redaction".to_owned(),
        state_key: None,
        content: serde_json::value::to_raw_value(&content).map_err(Error::internal)?,
        redacts: Some(request.event_id),
        txn: Some(txn),
    };
    let event_id = send::send_draft_once(&m, &request.room_id, draft).await?;
    Ok(Reply(Response::new(event_id)))
}

/// Refuses a redaction that would have no effect: of an event that is not here, or of somebody
/// else's without the power for it. Events that hold a room together stay.
pub(super) async fn check(room: &RoomGuard, m: &Matrix, draft: &Draft) -> Result<()> {
    let head = room.head()?;
    let Some(target_id) = target(draft, head.rules.redacts_in_content())? else {
        return Ok(());
    };
    let (nid, rules) = (head.nid, head.rules);
    let found = m
        .store
        .read(move |tx| queries::event(tx, nid, rules, &target_id))
        .await?;
    let target = found.ok_or_else(|| Error::not_found("There is no such event in this room"))?;
    if matches!(target.pdu.kind(), "m.room.create" | "m.room.server_acl") {
        return Err(Error::forbidden(format!(
            "{} events cannot be redacted",
            target.pdu.kind()
        )));
    }
    if !redaction_applies(&head.power, &draft.sender, target.pdu.sender(), true) {
        return Err(Error::forbidden(
            "You cannot remove other people's messages in this room",
        ));
    }
    Ok(())
}

/// What a redaction is to redact, wherever the room version puts it.
fn target(draft: &Draft, in_content: bool) -> Result<Option<OwnedEventId>> {
    #[derive(Deserialize)]
    struct Content {
        redacts: Option<String>,
    }
    if draft.redacts.is_some() || !in_content {
        return Ok(draft.redacts.clone());
    }
    let content: Content = serde_json::from_str(draft.content.get())
        .map_err(|e| Error::bad_json(format!("m.room.redaction: {e}")))?;
    let id = content.redacts.map(|id| EventId::parse(id.as_str()));
    id.transpose()
        .map_err(|_| Error::bad_json("redacts is not an event id"))
}
