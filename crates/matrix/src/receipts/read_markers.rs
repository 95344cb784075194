//! `POST /rooms/{roomId}/read_markers` (client-server §10.13).

use axum::extract::State;
use http_server::{Authed, Reply, Result};
use ruma::api::client::read_marker::set_read_marker::v3::{Request, Response};

use super::mark::{Kind, Mark, place};
use crate::Matrix;

/// Places up to three markers at once: all of them or, when one is refused, none.
pub(crate) async fn set_read_marker(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let marks = [
        (Kind::FullyRead, request.fully_read),
        (Kind::Public, request.read_receipt),
        (Kind::Private, request.private_read_receipt),
    ];
    let marks = marks.into_iter().filter_map(|(kind, event_id)| {
        Some(Mark {
            kind,
            thread: String::new(),
            event_id: event_id?,
        })
    });
    place(&m, &who, &request.room_id, marks.collect()).await?;
    Ok(Reply(Response::new()))
}
