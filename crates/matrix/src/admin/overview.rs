//! How the server is: what is in it, what is wrong with it.

use std::collections::BTreeMap;

use axum::extract::State;
use base::token;
use http_server::{Json, Result};
use serde::Serialize;
use store::{StoreError, Tx, disk, jobs, params};
use tokio::time::Instant;
use utoipa::ToSchema;

use super::Admin;
use crate::Matrix;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Above this every request waits noticeably for the database.
const READ_MS_MAX: u128 = 1000;
/// As many notifications wait when gateways do not take them; more are not counted.
const PUSHES_MAX: u64 = 1000;

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    version: &'static str,
    uptime_seconds: u64,
    server_name: String,
    /// Where people reach it.
    public_url: String,
    database: Database,
    /// Accounts that have not ended.
    people: u64,
    /// People whose devices were here in the last 24 hours.
    active_today: u64,
    rooms: u64,
    events: u64,
    media_bytes: u64,
    media_files: u64,
    #[schema(required)]
    database_bytes: Option<u64>,
    #[schema(required)]
    disk_free_bytes: Option<u64>,
    open_reports: u64,
    health: Vec<Finding>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Database {
    Sqlite,
    Postgres,
}

/// One thing that was looked at.
#[derive(Debug, Serialize, ToSchema)]
struct Finding {
    /// `address`, `database`, `disk`, `jobs`, `media` or `push`.
    name: &'static str,
    ok: bool,
    /// For people who read English.
    detail: String,
    /// The numbers in `detail`, for who says it in other words: `ms` (database), `bytes` (disk), `waiting` and
    /// `given_up` (jobs), `waiting` (push).
    numbers: BTreeMap<&'static str, u64>,
}

fn finding(name: &'static str, ok: bool, detail: String) -> Finding {
    Finding {
        name,
        ok,
        detail,
        numbers: BTreeMap::new(),
    }
}

impl Finding {
    fn with(mut self, name: &'static str, number: u64) -> Self {
        self.numbers.insert(name, number);
        self
    }
}

/// Tells how the server is: what is in it, what is wrong with it.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/overview", tag = "admin", operation_id = "overview",
    responses((status = 200, body = Overview))
)]
pub(crate) async fn overview(State(m): State<Matrix>, _: Admin) -> Result<Json<Overview>> {
    let since_ms = m.clock.now_ms().saturating_sub(DAY_MS);
    let begin = Instant::now();
    let numbers = m.store.read(move |tx| numbers(tx, since_ms)).await?;
    let read_ms = begin.elapsed().as_millis();
    let folder = m.config.data_dir.clone();
    let free = tokio::task::spawn_blocking(move || disk::free_bytes(&folder));
    let free = free.await.unwrap_or_default();
    let health = vec![
        address(&m),
        finding(
            "database",
            read_ms <= READ_MS_MAX,
            format!("Looking up these numbers took {read_ms} ms"),
        )
        .with("ms", u64::try_from(read_ms).unwrap_or(u64::MAX)),
        space(free),
        left_over(&numbers),
        media(&m).await,
        pushes(&numbers),
    ];
    Ok(Json(Overview {
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: m.started.elapsed().as_secs(),
        server_name: m.server_name().to_string(),
        public_url: m.config.public_url.clone(),
        database: if m.store.is_sqlite() {
            Database::Sqlite
        } else {
            Database::Postgres
        },
        people: numbers.people,
        active_today: numbers.active,
        rooms: numbers.rooms,
        events: numbers.events,
        media_bytes: numbers.media_bytes,
        media_files: numbers.media_files,
        database_bytes: m.store.bytes().await.ok(),
        disk_free_bytes: free,
        open_reports: numbers.open_reports,
        health,
    }))
}

struct Numbers {
    people: u64,
    active: u64,
    rooms: u64,
    events: u64,
    media_bytes: u64,
    media_files: u64,
    open_reports: u64,
    /// Jobs that wait, and that were given up.
    jobs: (u64, u64),
    pushes: u64,
}

/// None of these reads the tables of events or of media.
fn numbers(tx: &mut Tx<'_>, since_ms: u64) -> Result<Numbers, StoreError> {
    let mut count = |sql: &str| tx.query_one(sql, params![], |row| row.get::<u64>(0));
    let people = count("SELECT COUNT(*) FROM account WHERE deactivated = 0")?;
    let rooms = count("SELECT COUNT(*) FROM room")?;
    let events = count("SELECT CAST(COALESCE(SUM(depth), 0) AS BIGINT) FROM room")?;
    let media_bytes = count("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM media_use")?;
    let media_files = count("SELECT CAST(COALESCE(SUM(files), 0) AS BIGINT) FROM media_use")?;
    let open_reports = count("SELECT COUNT(*) FROM report WHERE resolved_ms IS NULL")?;
    Ok(Numbers {
        people,
        active: tx.query_one(
            "SELECT COUNT(DISTINCT user_nid) FROM device WHERE last_seen_ms >= ?1",
            params![since_ms],
            |row| row.get(0),
        )?,
        rooms,
        events,
        media_bytes,
        media_files,
        open_reports,
        jobs: jobs::count(tx)?,
        pushes: tx.query_one(
            "SELECT COUNT(*) FROM (SELECT 1 FROM push_job LIMIT ?1) AS waiting",
            params![PUSHES_MAX],
            |row| row.get(0),
        )?,
    })
}

/// Whether people reach the server without others reading along.
fn address(m: &Matrix) -> Finding {
    let url = &m.config.public_url;
    let near = m.server_name().host() == "localhost" || m.server_name().is_ip_literal();
    finding(
        "address",
        url.starts_with("https://") || near,
        format!("People reach the server at {url}"),
    )
}

fn space(free: Option<u64>) -> Finding {
    let detail = free.map_or_else(
        || "How much room the disk has cannot be found out".to_owned(),
        |bytes| format!("{} MB are free on the disk", bytes >> 20),
    );
    let ok = free.is_none_or(|bytes| bytes >= disk::FREE_BYTES_MIN);
    let found = finding("disk", ok, detail);
    match free {
        Some(bytes) => found.with("bytes", bytes),
        None => found,
    }
}

fn left_over(numbers: &Numbers) -> Finding {
    let (wait, given_up) = numbers.jobs;
    let detail = format!("{wait} pieces of work wait, {given_up} were given up (the log says why)");
    finding("jobs", given_up == 0, detail)
        .with("waiting", wait)
        .with("given_up", given_up)
}

async fn media(m: &Matrix) -> Finding {
    // A mark of its own: who looks at the same time must not find this one gone.
    let mark = token(m.rng.as_ref(), 16);
    match m.blobs.probe(&mark).await {
        Ok(()) => finding("media", true, "Files can be stored".to_owned()),
        Err(error) => {
            tracing::warn!(%error, "Media cannot be stored");
            finding(
                "media",
                false,
                "Files cannot be stored: the log says why".to_owned(),
            )
        }
    }
}

fn pushes(numbers: &Numbers) -> Finding {
    let waiting = numbers.pushes;
    let at_least = if waiting == PUSHES_MAX {
        "At least "
    } else {
        ""
    };
    finding(
        "push",
        waiting < PUSHES_MAX,
        format!("{at_least}{waiting} notifications wait for their gateways"),
    )
    .with("waiting", waiting)
}
