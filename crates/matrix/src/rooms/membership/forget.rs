//! Forgetting a room that one has left (client-server §10.4.4.2): its history is closed to the
//! person until he comes in again.

use axum::extract::State;
use http_server::{Authed, Error, ErrorKind, Reply, Result};
use ruma::api::client::membership::forget_room::v3::{Request, Response};

use crate::{Matrix, rooms::queries};

/// `POST /rooms/{roomId}/forget`; forgetting twice changes nothing.
pub(crate) async fn forget_room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let forgotten = m.store.write(move |w| {
        let Some((room, _)) = queries::room_rules(w, &request.room_id)? else {
            return Ok::<_, Error>(false);
        };
        Ok(queries::forget(w, room, who.user)?)
    });
    if !forgotten.await? {
        return Err(Error::bad_request(
            ErrorKind::Unknown,
            "Leave the room before forgetting it",
        ));
    }
    Ok(Reply(Response::new()))
}
