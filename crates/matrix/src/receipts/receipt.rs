//! `POST /rooms/{roomId}/receipt/{receiptType}/{eventId}` (client-server §11.6.2).

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::{
    api::client::receipt::create_receipt::v3::{ReceiptType, Request, Response},
    events::receipt::ReceiptThread,
};

use super::mark::{Kind, Mark, place};
use crate::Matrix;

/// Places a receipt, or the fully-read marker.
pub(crate) async fn create_receipt(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let kind = match request.receipt_type {
        ReceiptType::Read => Kind::Public,
        ReceiptType::ReadPrivate => Kind::Private,
        ReceiptType::FullyRead => Kind::FullyRead,
        _ => {
            return Err(Error::invalid_param(
                "Use m.read, m.read.private or m.fully_read",
            ));
        }
    };
    let thread = match request.thread {
        ReceiptThread::Unthreaded => String::new(),
        _ if kind == Kind::FullyRead => {
            return Err(Error::invalid_param("m.fully_read takes no thread_id"));
        }
        ReceiptThread::Main => "main".to_owned(),
        ReceiptThread::Thread(root) => root.to_string(),
        _ => {
            return Err(Error::invalid_param(
                "thread_id must be \"main\" or the id of an event",
            ));
        }
    };
    let mark = Mark {
        kind,
        thread,
        event_id: request.event_id,
    };
    place(&m, &who, &request.room_id, vec![mark]).await?;
    Ok(Reply(Response::new()))
}
