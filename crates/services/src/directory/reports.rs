//! `GET /_causeway/v1/admin/directory/reports`, and `PUT …/reports/{id}`: what people reported of the directory, and what
//! the host decides.

use axum::extract::State;
use http_server::{Admin, Error, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, params};
use utoipa::{IntoParams, ToSchema};

use super::{
    DirectoryDone, audit, check_text,
    entry::{self, State as EntryState},
    page_size, publish,
    shown::DirectoryEntry,
};
use crate::{Services, homeserver};

/// Whether something waits or is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DirectoryWaits {
    #[default]
    Open,
    Decided,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedDirectoryReports {
    /// `open` unless it says otherwise.
    #[serde(default)]
    #[param(inline)]
    state: DirectoryWaits,
    /// `next` of the page before.
    from: Option<i64>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
}

/// Reports: those that wait oldest first, those that are decided newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectoryReports {
    reports: Vec<DirectoryReport>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct DirectoryReport {
    id: i64,
    entry: DirectoryEntry,
    /// `shown`, `waits`, `removed` or `withdrawn`.
    state: &'static str,
    /// User id.
    reporter: String,
    reason: String,
    text: String,
    created_ts: u64,
    #[schema(required)]
    decision: Option<DirectoryDecision>,
    #[schema(required)]
    note: Option<String>,
    #[schema(required)]
    decided_ts: Option<u64>,
}

/// What the host decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum DirectoryDecision {
    /// It stays, or comes back.
    Keep,
    /// Nobody finds it any more.
    Remove,
}

struct Row {
    id: i64,
    entry: i64,
    reporter: i64,
    reason: String,
    text: String,
    created_ms: u64,
    decision: Option<i64>,
    note: Option<String>,
    decided_ms: Option<u64>,
}

/// Lists what people reported of the directory.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/directory/reports", tag = "admin", operation_id = "list_directory_reports",
    params(WantedDirectoryReports), responses((status = 200, body = DirectoryReports))
)]
pub(crate) async fn listed(
    State(s): State<Services>,
    _: Admin,
    Query(wanted): Query<WantedDirectoryReports>,
) -> Result<Json<DirectoryReports>> {
    let limit = page_size(wanted.limit);
    let page = s.store.read(move |tx| {
        let (which, from) = match wanted.state {
            DirectoryWaits::Open => (
                "decided_ms IS NULL AND id > ?1 ORDER BY id",
                wanted.from.unwrap_or(0),
            ),
            DirectoryWaits::Decided => (
                "decided_ms IS NOT NULL AND id < ?1 ORDER BY id DESC",
                wanted.from.unwrap_or(i64::MAX),
            ),
        };
        let mut rows = tx.query::<_, StoreError>(
            &format!(
                "SELECT id, entry_nid, reporter_nid, reason, body, created_ms, decision, note, decided_ms
                 FROM directory_report WHERE {which} LIMIT ?2"
            ),
            params![from, limit + 1],
            |row| {
                Ok(Row {
                    id: row.get(0)?,
                    entry: row.get(1)?,
                    reporter: row.get(2)?,
                    reason: row.get(3)?,
                    text: row.get(4)?,
                    created_ms: row.get(5)?,
                    decision: row.get(6)?,
                    note: row.get(7)?,
                    decided_ms: row.get(8)?,
                })
            },
        )?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.id.to_string());
        let mut reports = Vec::with_capacity(rows.len());
        for row in rows {
            let entry = entry::by_nid(tx, row.entry)?.ok_or_else(entry::unknown)?;
            reports.push(DirectoryReport {
                id: row.id,
                entry: entry.shown()?,
                state: entry.state.word(),
                reporter: homeserver::user_id(tx, row.reporter)?,
                reason: row.reason,
                text: row.text,
                created_ts: row.created_ms,
                decision: row.decision.map(|code| match code {
                    0 => DirectoryDecision::Keep,
                    _ => DirectoryDecision::Remove,
                }),
                note: row.note,
                decided_ts: row.decided_ms,
            });
        }
        Ok::<_, Error>(DirectoryReports { reports, next })
    });
    Ok(Json(page.await?))
}

/// A decision about a report.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewDirectoryDecision {
    decision: DirectoryDecision,
    /// For others who run the server.
    note: Option<String>,
}

/// Decides about what was reported, and with it all reports of the same that wait.
#[utoipa::path(
    put, path = "/_causeway/v1/admin/directory/reports/{id}", tag = "admin", operation_id = "decide_directory_report",
    params(("id" = i64, Path, description = "The report")),
    request_body = NewDirectoryDecision, responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn decide(
    State(s): State<Services>,
    Admin(who): Admin,
    Path(id): Path<i64>,
    Json(wish): Json<NewDirectoryDecision>,
) -> Result<Json<DirectoryDone>> {
    check_text(wish.note.as_deref().unwrap_or_default())?;
    let remove = wish.decision == DirectoryDecision::Remove;
    let act = if remove {
        "report.remove"
    } else {
        "report.keep"
    };
    let (work, host) = (s.clone(), who.user);
    let target = s.store.write(move |w| {
        let nid: Option<i64> = w.get(
            "SELECT entry_nid FROM directory_report WHERE id = ?1",
            params![id],
        )?;
        let nid = nid.ok_or_else(|| Error::not_found("There is no such report"))?;
        let mut entry = entry::by_nid(w, nid)?.ok_or_else(entry::unknown)?;
        let now_ms = work.now_ms();
        w.execute(
            "UPDATE directory_report SET decided_ms = ?3, decided_by_nid = ?4, decision = ?5, note = ?6
             WHERE id = ?1 OR (entry_nid = ?2 AND decided_ms IS NULL)",
            params![
                id,
                nid,
                now_ms,
                host,
                i64::from(remove),
                wish.note.as_deref()
            ],
        )?;
        if remove {
            entry.state = EntryState::Removed;
        } else if entry.state == EntryState::Removed {
            entry.state = EntryState::Shown;
            if entry.kind == super::kind::Kind::MiniApp {
                publish::settle(w, &mut entry)?;
            }
        }
        entry.save(&work, w)?;
        let target = entry.full_id();
        audit::write(w, host, act, &target, wish.note.as_deref(), now_ms)?;
        Ok::<_, Error>(target)
    });
    audit::log(&who, act, &target.await?);
    Ok(Json(DirectoryDone {}))
}
