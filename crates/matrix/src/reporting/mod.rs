//! Telling the host of a room, an event or a person (client-server §11.22).
//!
//! Reports are rows for the host. The answer is the same whether the reported thing exists or not, so
//! that nothing can be probed.

use axum::{Router, extract::State};
use http_server::{Authed, Error, Reply, Result, Route, Who};
use ruma::api::client::{
    reporting::report_user,
    room::{report_content, report_room},
};
use store::params;

use crate::Matrix;

/// Longest reason, in bytes.
const REASON_BYTES_MAX: usize = 4096;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<report_content::v3::Request, _, _>(content)
        .endpoint::<report_room::v3::Request, _, _>(room)
        .endpoint::<report_user::v3::Request, _, _>(user)
}

/// `POST /rooms/{roomId}/report/{eventId}`.
async fn content(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<report_content::v3::Request>,
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
                "INSERT INTO report (id, reporter_nid, room_id, event_id, user_id, reason, created_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    id,
                    reporter,
                    report.room.as_deref(),
                    report.event.as_deref(),
                    report.user.as_deref(),
                    report.reason.as_str(),
                    now_ms,
                ],
            )?;
            Ok(())
        })
        .await
}
