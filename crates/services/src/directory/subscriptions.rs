//! `GET`, `POST` and `DELETE /_causeway/v1/admin/directory/subscriptions`: lists of other hosts that this one shows too.

use axum::extract::State;
use http_server::{Admin, Error, Json, Query, Result};
use serde::{Deserialize, Serialize};
use store::{Row, StoreError, Tx, jobs, params};
use utoipa::{IntoParams, ToSchema};

use super::{
    DirectoryDone, audit,
    follow::{self, FOLLOW, FOLLOW_NOW, Pinned},
};
use crate::Services;

const URL_BYTES_MAX: usize = 500;
const SUBSCRIPTIONS_MAX: u64 = 50;

/// What kind of list it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ListKind {
    /// The signed list of another Causeway: `https://…/_causeway/v1/directory/list`. Its key is kept from the first look on.
    Causeway,
    /// `xdcget.lock` of a store that `xdcget export` made, with its archives beside it. They wait here for review.
    Xdcget,
}

impl ListKind {
    fn code(self) -> i64 {
        match self {
            Self::Causeway => 0,
            Self::Xdcget => 1,
        }
    }
}

/// The lists.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectorySubscriptions {
    subscriptions: Vec<DirectorySubscription>,
}

/// A list of another host.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectorySubscription {
    url: String,
    kind: ListKind,
    /// The name of its server; of a store its address.
    source: String,
    /// The key that signs it, in unpadded base64.
    #[schema(required)]
    public_key: Option<String>,
    since_ts: u64,
    #[schema(required)]
    fetched_ts: Option<u64>,
    entries: u64,
    /// Why the last try failed.
    #[schema(required)]
    problem: Option<String>,
}

/// A subscription as it is stored.
pub(super) struct Subscription {
    pub(super) url: String,
    pub(super) kind: ListKind,
    pub(super) source: String,
    pub(super) key_id: Option<String>,
    pub(super) public_key: Option<String>,
    since_ms: u64,
    fetched_ms: Option<u64>,
    entries: u64,
    problem: Option<String>,
}

const COLUMNS: &str =
    "url, kind, source, key_id, public_key, since_ms, fetched_ms, entries, problem";

fn stored(row: &Row<'_>) -> Result<Subscription, StoreError> {
    Ok(Subscription {
        url: row.get(0)?,
        kind: match row.get::<i64>(1)? {
            0 => ListKind::Causeway,
            _ => ListKind::Xdcget,
        },
        source: row.get(2)?,
        key_id: row.get(3)?,
        public_key: row.get(4)?,
        since_ms: row.get(5)?,
        fetched_ms: row.get(6)?,
        entries: row.get(7)?,
        problem: row.get(8)?,
    })
}

pub(super) fn by_source(tx: &mut Tx<'_>, source: &str) -> Result<Option<Subscription>, StoreError> {
    tx.query_opt(
        &format!("SELECT {COLUMNS} FROM directory_subscription WHERE source = ?1"),
        params![source],
        stored,
    )
}

/// Lists the subscriptions.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/directory/subscriptions", tag = "admin", operation_id = "list_directory_subscriptions",
    responses((status = 200, body = DirectorySubscriptions))
)]
pub(crate) async fn listed(
    State(s): State<Services>,
    _: Admin,
) -> Result<Json<DirectorySubscriptions>> {
    let rows = s.store.read(|tx| {
        tx.query::<_, StoreError>(
            &format!("SELECT {COLUMNS} FROM directory_subscription ORDER BY nid"),
            params![],
            stored,
        )
    });
    let subscriptions = rows.await?.into_iter().map(|one| DirectorySubscription {
        url: one.url,
        kind: one.kind,
        source: one.source,
        public_key: one.public_key,
        since_ts: one.since_ms,
        fetched_ts: one.fetched_ms,
        entries: one.entries,
        problem: one.problem,
    });
    Ok(Json(DirectorySubscriptions {
        subscriptions: subscriptions.collect(),
    }))
}

/// A list to subscribe to.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewSubscription {
    url: String,
    kind: ListKind,
}

/// Subscribes: looks at the list at once, so that what is wrong is told here, and once a day from then on. To a list that
/// is subscribed to already: looks again now.
#[utoipa::path(
    post, path = "/_causeway/v1/admin/directory/subscriptions", tag = "admin",
    operation_id = "add_directory_subscription",
    request_body = NewSubscription, responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn add(
    State(s): State<Services>,
    Admin(who): Admin,
    Json(new): Json<NewSubscription>,
) -> Result<Json<DirectoryDone>> {
    let url = new.url.trim().to_owned();
    if url.is_empty() || url.len() > URL_BYTES_MAX || url.contains('\0') {
        return Err(Error::invalid_param("url is the address of a list"));
    }
    let pinned = match new.kind {
        ListKind::Causeway => Some(
            follow::first_look(&s, &url)
                .await
                .map_err(Error::invalid_param)?,
        ),
        ListKind::Xdcget => {
            super::store_import::look(&s, &url)
                .await
                .map_err(Error::invalid_param)?;
            None
        }
    };
    let source = pinned
        .as_ref()
        .map_or(url.clone(), |list| list.server.clone());
    let (work, host, target) = (s.clone(), who.user, url.clone());
    s.store
        .write(move |w| {
            let many: u64 = w.query_one("SELECT COUNT(*) FROM directory_subscription", params![], |row| row.get(0))?;
            if many >= SUBSCRIPTIONS_MAX {
                return Err(Error::invalid_param(format!("There may be {SUBSCRIPTIONS_MAX} subscriptions")));
            }
            let (key_id, key) = pinned.as_ref().map_or((None, None), |Pinned { key_id, public_key, .. }| {
                (Some(key_id.as_str()), Some(public_key.as_str()))
            });
            let now_ms = work.now_ms();
            let added = w.execute(
                "INSERT INTO directory_subscription (nid, url, kind, source, key_id, public_key, since_ms, entries)
                 SELECT COALESCE(MAX(nid), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, 0 FROM directory_subscription WHERE 1 = 1
                 ON CONFLICT DO NOTHING",
                params![&target, new.kind.code(), &source, key_id, key, now_ms],
            )?;
            let job = if added == 0 { FOLLOW_NOW } else { FOLLOW };
            jobs::enqueue(w, job, &source, now_ms)?;
            Ok(audit::write(w, host, "subscription.add", &target, None, now_ms)?)
        })
        .await?;
    audit::log(&who, "subscription.add", &url);
    Ok(Json(DirectoryDone {}))
}

/// Which subscription.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhichSubscription {
    url: String,
}

/// Ends a subscription; what came by it goes. What was imported from a store stays.
#[utoipa::path(
    delete, path = "/_causeway/v1/admin/directory/subscriptions", tag = "admin",
    operation_id = "end_directory_subscription",
    params(WhichSubscription), responses((status = 200, body = DirectoryDone))
)]
pub(crate) async fn remove(
    State(s): State<Services>,
    Admin(who): Admin,
    Query(which): Query<WhichSubscription>,
) -> Result<Json<DirectoryDone>> {
    let (work, host, url) = (s.clone(), who.user, which.url.clone());
    s.store
        .write(move |w| {
            let source: Option<String> = w.get(
                "SELECT source FROM directory_subscription WHERE url = ?1",
                params![&url],
            )?;
            let source = source.ok_or_else(|| Error::not_found("There is no such subscription"))?;
            w.execute(
                "DELETE FROM directory_subscription WHERE url = ?1",
                params![&url],
            )?;
            let now_ms = work.now_ms();
            jobs::enqueue(w, FOLLOW, &source, now_ms)?;
            Ok::<_, Error>(audit::write(
                w,
                host,
                "subscription.end",
                &url,
                None,
                now_ms,
            )?)
        })
        .await?;
    audit::log(&who, "subscription.end", &which.url);
    Ok(Json(DirectoryDone {}))
}
