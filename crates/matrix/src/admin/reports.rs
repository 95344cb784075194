//! What people reported to the host, and what he made of it. The reports come in by
//! [`crate::reporting`].

use axum::extract::State;
use http_server::{Error, Json, Path, Query, Result};
use ruma::{EventId, RoomId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{Row, StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{Admin, acts, page_of};
use crate::{
    Matrix,
    reply::Done,
    rooms::{access, queries},
};

/// Longest note, in bytes.
const NOTE_BYTES_MAX: usize = 4096;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only those that wait (true), or only those that are resolved (false); all when it is not given.
    open: Option<bool>,
    /// `next` of the page before.
    from: Option<i64>,
    /// At most 100; 50 when it is not given.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Reports {
    /// Newest first.
    reports: Vec<Report>,
    /// Where the next page begins.
    #[schema(required)]
    next: Option<String>,
}

/// What was reported.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ReportKind {
    Event,
    Room,
    User,
}

#[derive(Debug, Serialize, ToSchema)]
struct Report {
    id: i64,
    kind: ReportKind,
    reporter: String,
    #[schema(required)]
    room_id: Option<String>,
    #[schema(required)]
    event_id: Option<String>,
    #[schema(required)]
    user_id: Option<String>,
    reason: String,
    /// From -100 (worst) to 0; few clients send it.
    #[schema(required)]
    score: Option<i64>,
    created_ts: u64,
    #[schema(required)]
    resolved_ts: Option<u64>,
    #[schema(required)]
    resolved_by: Option<String>,
    /// What who resolved it wrote down.
    #[schema(required)]
    note: Option<String>,
    /// The reported event as the reporter may see it; null when there is none that he may.
    #[schema(required)]
    event: Option<ReportedEvent>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReportedEvent {
    sender: String,
    #[serde(rename = "type")]
    kind: String,
    #[schema(value_type = Object)]
    content: Box<RawValue>,
    ts: u64,
}

/// Lists what people reported. Of what was said only the reported event is shown, and only if who reported it
/// may see it: nobody reads other people's rooms by reporting them.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/reports", tag = "admin", operation_id = "list_reports",
    params(Wanted), responses((status = 200, body = Reports))
)]
pub(crate) async fn listed(
    State(m): State<Matrix>,
    _: Admin,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Reports>> {
    let limit = page_of(wanted.limit);
    let reports = m.store.read(move |tx| {
        let mut rows = rows(tx, &wanted, limit + 1)?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.0.id.to_string());
        let mut reports = Vec::new();
        for (mut report, reporter) in rows {
            report.event = reported(tx, &report, reporter)?;
            reports.push(report);
        }
        Ok::<_, Error>(Reports { reports, next })
    });
    Ok(Json(reports.await?))
}

/// Reports with the numbers of who made them.
fn rows(tx: &mut Tx<'_>, wanted: &Wanted, limit: usize) -> Result<Vec<(Report, i64)>, StoreError> {
    let which = match wanted.open {
        Some(true) => "AND r.resolved_ms IS NULL",
        Some(false) => "AND r.resolved_ms IS NOT NULL",
        None => "",
    };
    let sql = format!(
        "SELECT r.id, u.user_id, r.room_id, r.event_id, r.user_id, r.reason, r.score, r.created_ms, r.resolved_ms,
           v.user_id, r.note, r.reporter_nid
         FROM report r JOIN user_ u ON u.nid = r.reporter_nid LEFT JOIN user_ v ON v.nid = r.resolved_by_nid
         WHERE r.id < ?1 {which} ORDER BY r.id DESC LIMIT ?2"
    );
    let before = wanted.from.unwrap_or(i64::MAX);
    tx.query(&sql, params![before, limit], |row| {
        Ok((report(row)?, row.get(11)?))
    })
}

fn report(row: &Row<'_>) -> Result<Report, StoreError> {
    let event_id: Option<String> = row.get(3)?;
    let user_id: Option<String> = row.get(4)?;
    let kind = match (&event_id, &user_id) {
        (Some(_), _) => ReportKind::Event,
        (None, Some(_)) => ReportKind::User,
        (None, None) => ReportKind::Room,
    };
    Ok(Report {
        id: row.get(0)?,
        kind,
        reporter: row.get(1)?,
        room_id: row.get(2)?,
        event_id,
        user_id,
        reason: row.get(5)?,
        score: row.get(6)?,
        created_ts: row.get(7)?,
        resolved_ts: row.get(8)?,
        resolved_by: row.get(9)?,
        note: row.get(10)?,
        event: None,
    })
}

fn reported(tx: &mut Tx<'_>, report: &Report, reporter: i64) -> Result<Option<ReportedEvent>> {
    let (Some(room_id), Some(event_id)) = (&report.room_id, &report.event_id) else {
        return Ok(None);
    };
    let (Ok(room_id), Ok(event_id)) = (
        <&RoomId>::try_from(&**room_id),
        <&EventId>::try_from(&**event_id),
    ) else {
        return Ok(None);
    };
    let Some((room, rules)) = queries::room_rules(tx, room_id)? else {
        return Ok(None);
    };
    let reader = access::open(tx, room, rules, reporter, &report.reporter)?;
    let event = queries::event(tx, room, rules, event_id)?;
    let Some(event) = event.filter(|event| reader.may_see(event, &report.reporter)) else {
        return Ok(None);
    };
    let pdu = &reader.shown(&event).pdu;
    Ok(Some(ReportedEvent {
        sender: pdu.sender().to_string(),
        kind: pdu.kind().to_owned(),
        content: pdu.content().to_owned(),
        ts: pdu.origin_server_ts().get().into(),
    }))
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ResolveReport {
    /// What was found and done, for others who run the server.
    note: Option<String>,
}

/// Says that a report was dealt with. Again: a new note.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/reports/{id}/resolve", tag = "admin", operation_id = "resolve_report",
    params(("id" = i64, Path, description = "The report")),
    request_body = ResolveReport, responses((status = 200, body = Done))
)]
pub(crate) async fn resolve(
    State(m): State<Matrix>,
    Admin(who): Admin,
    Path(id): Path<i64>,
    Json(wish): Json<ResolveReport>,
) -> Result<Json<Done>> {
    let note = wish.note.filter(|note| !note.is_empty());
    if note
        .as_ref()
        .is_some_and(|note| note.len() > NOTE_BYTES_MAX)
    {
        return Err(Error::invalid_param("The note may have at most 4096 bytes"));
    }
    let (user, now_ms) = (who.user, m.clock.now_ms());
    let resolved = m.store.write(move |w| {
        w.execute(
            "UPDATE report SET resolved_ms = ?2, resolved_by_nid = ?3, note = ?4 WHERE id = ?1",
            params![id, now_ms, user, note.as_deref()],
        )
    });
    if resolved.await? == 0 {
        return Err(Error::not_found("There is no such report"));
    }
    acts::note(&m, &who, "reports.resolve", Some(&id.to_string())).await?;
    Ok(Json(Done {}))
}
