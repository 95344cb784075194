//! `GET /rooms/{roomId}/timestamp_to_event` (client-server §10.6.7): jump to a date.

use axum::extract::State;
use http_server::{Authed, Error, Reply, Result};
use ruma::api::{
    Direction,
    client::room::get_event_by_timestamp::v1::{Request, Response},
};

use super::{View, queries};
use crate::Matrix;

/// Rows looked at in one step, and steps: beyond that nothing visible is near.
const STEP: usize = 50;
const STEPS_MAX: usize = 20;

/// The visible event closest to a time, before or after it.
pub(crate) async fn to_event(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Reply<Response>> {
    let backwards = request.dir == Direction::Backward;
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let found = m.store.read(move |tx| {
        let view = View::open(tx, &who, &request.room_id, now, now_ms)?;
        let (room, rules) = (view.reader.room, view.reader.rules);
        let ts = request.ts.get().into();
        for step in 0..STEPS_MAX {
            let offset = step * STEP;
            let rows = queries::events_by_time(tx, room, rules, ts, backwards, offset, STEP)?;
            let last = rows.len() < STEP;
            if let Some(event) = rows.into_iter().find(|event| view.sees(event)) {
                return Ok(Some(event));
            }
            if last {
                break;
            }
        }
        Ok::<_, Error>(None)
    });
    let event = found
        .await?
        .ok_or_else(|| Error::not_found("There is no event in that direction"))?;
    let (event_id, ts) = (
        event.pdu.event_id().to_owned(),
        event.pdu.origin_server_ts(),
    );
    Ok(Reply(Response::new(event_id, ts)))
}
