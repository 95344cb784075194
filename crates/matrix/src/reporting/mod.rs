//! Telling the host of a room, an event or a person (client-server §11.22).
//!
//! Reports are rows for the host. The answer is the same whether the reported thing exists or not, so
//! that nothing can be probed.

use axum::{Router, extract::State};
use http_server::{Authed, Error, Reply, Result, Route, Who};
use ruma::api::{
    IncomingRequest, Metadata,
    client::{
        reporting::report_user,
        room::{report_content, report_room},
    },
    error::DeserializationError,
};
use serde::Deserialize;
use store::params;

use crate::Matrix;

/// Longest reason, in bytes.
const REASON_BYTES_MAX: usize = 4096;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<Scored, _, _>(content)
        .endpoint::<report_room::v3::Request, _, _>(room)
        .endpoint::<report_user::v3::Request, _, _>(user)
}

/// A report of an event with the `score` that older versions of the spec had and clients still send.
struct Scored {
    request: report_content::v3::Request,
    score: Option<i64>,
}

impl Metadata for Scored {
    const METHOD: http::Method = report_content::v3::Request::METHOD;
    const RATE_LIMITED: bool = report_content::v3::Request::RATE_LIMITED;
    type Authentication = <report_content::v3::Request as Metadata>::Authentication;
    type PathBuilder = <report_content::v3::Request as Metadata>::PathBuilder;
    const PATH_BUILDER: Self::PathBuilder = report_content::v3::Request::PATH_BUILDER;
}

impl IncomingRequest for Scored {
    type EndpointError = <report_content::v3::Request as IncomingRequest>::EndpointError;
    type OutgoingResponse = report_content::v3::Response;

    fn try_from_http_request_inner(
        request: http::Request<&[u8]>,
        path_args: &[&str],
    ) -> Result<Self, DeserializationError> {
        #[derive(Deserialize)]
        struct Score {
            score: serde_json::Value,
        }
        // No field of the request any more: what is no score is left out, not refused.
        let score = serde_json::from_slice::<Score>(request.body()).ok();
        let score = score.and_then(|body| body.score.as_i64());
        Ok(Self {
            request: report_content::v3::Request::try_from_http_request_inner(request, path_args)?,
            score: score.filter(|score| (-100..=0).contains(score)),
        })
    }
}

/// `POST /rooms/{roomId}/report/{eventId}`.
async fn content(
    State(m): State<Matrix>,
    Authed {
        request: Scored { request, score },
        who,
        ..
    }: Authed<Scored>,
) -> Result<Reply<report_content::v3::Response>> {
    let (room, event) = (request.room_id.to_string(), request.event_id.to_string());
    let reason = request.reason.unwrap_or_default();
    store(
        &m,
        &who,
        Report {
            room: Some(room),
            event: Some(event),
            user: None,
            reason,
            score,
        },
    )
    .await?;
    Ok(Reply(report_content::v3::Response::new()))
}

/// `POST /rooms/{roomId}/report`.
async fn room(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<report_room::v3::Request>,
) -> Result<Reply<report_room::v3::Response>> {
    let room = Some(request.room_id.to_string());
    store(
        &m,
        &who,
        Report {
            room,
            event: None,
            user: None,
            reason: request.reason,
            score: None,
        },
    )
    .await?;
    Ok(Reply(report_room::v3::Response::new()))
}

/// `POST /users/{userId}/report`.
async fn user(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<report_user::v3::Request>,
) -> Result<Reply<report_user::v3::Response>> {
    let user = Some(request.user_id.to_string());
    store(
        &m,
        &who,
        Report {
            room: None,
            event: None,
            user,
            reason: request.reason,
            score: None,
        },
    )
    .await?;
    Ok(Reply(report_user::v3::Response::new()))
}

struct Report {
    room: Option<String>,
    event: Option<String>,
    user: Option<String>,
    reason: String,
    score: Option<i64>,
}

async fn store(m: &Matrix, who: &Who, report: Report) -> Result<()> {
    if report.reason.len() > REASON_BYTES_MAX {
        return Err(Error::invalid_param(
            "The reason may have at most 4096 bytes",
        ));
    }
    let (reporter, now_ms) = (who.user, m.clock.now_ms());
    m.store
        .write(move |w| {
            let id: i64 =
                w.query_one("SELECT COALESCE(MAX(id), 0) + 1 FROM report", params![], |row| row.get(0))?;
            w.execute(
                "INSERT INTO report (id, reporter_nid, room_id, event_id, user_id, reason, created_ms, score)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    id,
                    reporter,
                    report.room.as_deref(),
                    report.event.as_deref(),
                    report.user.as_deref(),
                    report.reason.as_str(),
                    now_ms,
                    report.score,
                ],
            )?;
            Ok(())
        })
        .await
}
