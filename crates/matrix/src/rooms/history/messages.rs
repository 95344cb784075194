//! `GET /rooms/{roomId}/messages` (client-server §10.6.5): history, page by page, in both directions.

use axum::{
    extract::{OriginalUri, State},
    response::Response,
};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::api::{Direction, client::message::get_message_events::v3::Request};
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    View, limit,
    page::{self, RelatedBy, Span, Wanted},
};
use crate::{
    Matrix,
    rooms::Event,
    sync::{
        token::{parse_place, render_place},
        v3::filter,
    },
};

#[derive(Serialize)]
struct Body {
    start: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
    chunk: Vec<Box<RawValue>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    state: Vec<Box<RawValue>>,
}

/// Without `from`: from the newest event backwards, or from the first forwards. Without `end`: there
/// is nothing further.
pub(crate) async fn messages(
    State(m): State<Matrix>,
    OriginalUri(uri): OriginalUri,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let place = |token: &Option<String>| -> Result<Option<i64>> {
        token
            .as_deref()
            .filter(|token| !token.is_empty())
            .map(parse_place)
            .transpose()
    };
    let (from, to) = (place(&request.from)?, place(&request.to)?);
    let limit = limit(Some(request.limit), 10);
    let backwards = request.dir == Direction::Backward;
    let wanted = Wanted {
        filter: request.filter,
        related_by: RelatedBy::of(&uri),
    };
    let (now, now_ms) = (m.store.published(), m.clock.now_ms());
    let body = m.store.read(move |tx| {
        let view = View::open(tx, &who, &request.room_id, now, now_ms)?;
        let start = from.unwrap_or(if backwards { view.upto } else { 0 });
        let span = if backwards {
            Span {
                after: to.unwrap_or(i64::MIN),
                upto: start,
                backwards,
            }
        } else {
            Span {
                after: start,
                upto: to.unwrap_or(i64::MAX),
                backwards,
            }
        };
        let page = page::read(tx, &view, &wanted, span, limit)?;
        let bundles = view.bundles(tx, &page.events)?;
        let state = match (filter::lazy(&wanted.filter), newest(&page.events)) {
            (Some(_), Some(pos)) => {
                page::senders(tx, &view, &page.events.iter().collect::<Vec<_>>(), pos)?
            }
            _ => Vec::new(),
        };
        // Who reads forwards has come to the present, not to an end: he may ask again from there.
        let present = page
            .events
            .last()
            .map(|event| event.pos)
            .filter(|_| !backwards);
        Ok::<_, Error>(Body {
            start: render_place(start),
            end: page.next.or(present).map(render_place),
            chunk: page
                .events
                .iter()
                .map(|event| view.render(event, &bundles))
                .collect(),
            state: view.render_state(&state),
        })
    });
    Ok(json(StatusCode::OK, &body.await?))
}

fn newest(events: &[Event]) -> Option<i64> {
    events.iter().map(|event| event.pos).max()
}
