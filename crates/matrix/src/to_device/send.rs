//! `PUT /sendToDevice/{eventType}/{txnId}` (client-server §10.11.1).

use axum::extract::State;
use http::StatusCode;
use http_server::{Authed, Error, ErrorKind, Reply, Result, Who};
use ruma::{
    UserId, api::client::to_device::send_event_to_device::v3, to_device::DeviceIdOrAllDevices,
};
use store::Write;

use super::queries;
use crate::{Matrix, keys, rooms, sync::slot::Kind};

/// Longest message, envelope included, as for events.
const MESSAGE_BYTES_MAX: usize = 65_536;
/// Longest event type, as for events.
const TYPE_BYTES_MAX: usize = 255;

/// Queues the messages once per transaction id. Devices that do not exist are passed over: the sender
/// may know an older list.
pub(crate) async fn send(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<v3::Request>,
) -> Result<Reply<v3::Response>> {
    let kind = request.event_type.to_string();
    let txn = rooms::txn(&who, &["to_device", &kind], request.txn_id.as_str());
    let messages = messages(&who, &kind, &request.messages)?;
    let work = m.clone();
    m.store
        .write(move |w| {
            // In the same transaction as the messages: a retry finds both or neither.
            if rooms::queries::txn(w, &txn.key)?.is_some() {
                return Ok(());
            }
            rooms::queries::insert_txn(w, &txn.key, who.device, None, work.clock.now_ms())?;
            for message in &messages {
                queue(&work, w, message)?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    Ok(Reply(v3::Response::new()))
}

/// What one user's devices get.
struct Message {
    user_id: ruma::OwnedUserId,
    /// `None`: all of them.
    device_id: Option<String>,
    json: String,
}

fn messages(who: &Who, kind: &str, given: &v3::Messages) -> Result<Vec<Message>> {
    if kind.is_empty() || kind.len() > TYPE_BYTES_MAX {
        return Err(Error::invalid_param(
            "The event type must have 1 to 255 bytes",
        ));
    }
    let quoted = |text: &str| serde_json::to_string(text).map_err(Error::internal);
    let (quoted_kind, sender) = (quoted(kind)?, quoted(who.user_id.as_str())?);
    let mut messages = Vec::new();
    for (user_id, devices) in given {
        for (device, content) in devices {
            let content = content.json().get();
            if !content.starts_with('{') {
                return Err(Error::bad_json(
                    "The content of a message must be an object",
                ));
            }
            let json =
                format!("{{\"type\":{quoted_kind},\"sender\":{sender},\"content\":{content}}}");
            if json.len() > MESSAGE_BYTES_MAX {
                let text = format!("A message to a device can have {MESSAGE_BYTES_MAX} bytes");
                return Err(Error::new(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    ErrorKind::TooLarge,
                    text,
                ));
            }
            let device_id = match device {
                DeviceIdOrAllDevices::DeviceId(id) => Some(id.to_string()),
                DeviceIdOrAllDevices::AllDevices => None,
            };
            messages.push(Message {
                user_id: user_id.clone(),
                device_id,
                json,
            });
        }
    }
    Ok(messages)
}

fn queue(m: &Matrix, w: &mut Write<'_, '_>, message: &Message) -> Result<()> {
    let user_id: &UserId = &message.user_id;
    if !m.is_local(user_id) {
        return Ok(());
    }
    let Some(user) = m.users.find(w, user_id)? else {
        return Ok(());
    };
    let devices = match &message.device_id {
        None => queries::devices(w, user)?,
        Some(id) if id.contains('\0') => Vec::new(),
        Some(id) => keys::queries::device(w, user, id)?.into_iter().collect(),
    };
    for device in devices {
        let pos = w.next_position();
        queries::add(w, device, pos, &message.json)?;
        m.hub.wake_device(w, user, device, Kind::ToDevice, pos);
    }
    Ok(())
}
