//! `GET /_causeway/v1/directory/rising`: what rises this week. Counted is what says nothing of anybody: how many came into
//! listed groups, which everybody sees, and how often a mini-app was fetched to be put into a chat. Such a fetch bears no
//! account; of each network one counts a day, and which ones did is known to this process alone, for that day.

use axum::extract::State;
use http_server::{Json, Network, Query, Result, Visitor};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{collections::HashSet, sync::Arc, time::Duration};
use store::{StoreError, Tx, Write, params};
use tokio_util::sync::CancellationToken;
use utoipa::{IntoParams, ToSchema};

use super::{listed, shown::DirectoryEntry};
use crate::{Services, homeserver};

const DAY_MS: u64 = 24 * 3600 * 1000;
const WEEK_DAYS: u64 = 7;
/// What is counted is kept for this week and the one before.
const KEPT_DAYS: u64 = 14;
/// A mini-app rises from so many fetches a week; no smaller number is told of anything. As with views of videos.
const FETCHES_MIN: u64 = 20;
/// A group rises from so many people.
const PEOPLE_MIN: u64 = 5;
/// Of each kind.
const RISING_MAX: usize = 20;
/// What rises is looked up at most so often.
const HOLDS_MS: u64 = 5000;
/// Fetches of one day that are told apart; what comes on top does not count.
const FETCHES_KNOWN_MAX: usize = 200_000;
/// How often it is looked whether a day has begun.
const LOOK: Duration = Duration::from_secs(900);
/// Entries of one change, so that a commit stays short.
const PAGE: i64 = 2000;

/// What this process knows of today.
#[derive(Debug, Default)]
pub(crate) struct Rising {
    /// The day, and who has fetched what on it.
    fetched: Mutex<(u64, HashSet<(Network, i64)>)>,
    /// When it was looked, and what rose.
    rose: Mutex<Option<(u64, Arc<[Rise]>)>>,
}

/// An entry, and by how many it rose.
#[derive(Debug, Clone, Copy)]
struct Rise {
    entry: i64,
    by: u64,
}

/// How many are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedRising {
    /// At most this many: 12 unless it says otherwise, 40 at most.
    limit: Option<usize>,
}

/// What rises.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RisingEntries {
    /// Mini-apps and groups in turns, what rose most first.
    #[schema(value_type = Vec<DirectoryEntry>)]
    results: Vec<Box<RawValue>>,
}

/// Tells which mini-apps and groups rise this week. For everybody, also without an account.
#[utoipa::path(
    get, path = "/_causeway/v1/directory/rising", tag = "directory", operation_id = "rising_in_directory",
    params(WantedRising), responses((status = 200, body = RisingEntries)), security(())
)]
pub(crate) async fn rising(
    State(s): State<Services>,
    _: Visitor,
    Query(wanted): Query<WantedRising>,
) -> Result<Json<RisingEntries>> {
    let limit = wanted.limit.unwrap_or(12).clamp(1, 2 * RISING_MAX);
    let rose = rose(&s).await?;
    let results = s.store.read(move |tx| {
        let mut results = Vec::new();
        for one in rose.iter() {
            if results.len() == limit {
                break;
            }
            results.extend(listed::raw(tx, one.entry, told(one.by))?);
        }
        Ok::<_, http_server::Error>(results)
    });
    Ok(Json(RisingEntries {
        results: results.await?,
    }))
}

/// A number in two digits; none of few.
fn told(n: u64) -> Option<u64> {
    let mut step = 10;
    while n / step >= 100 {
        step *= 10;
    }
    (n >= FETCHES_MIN).then_some(n - n % step)
}

async fn rose(s: &Services) -> Result<Arc<[Rise]>> {
    let now_ms = s.now_ms();
    let known = s.rising.rose.lock().clone();
    if let Some((at_ms, rose)) = known
        && now_ms < at_ms + HOLDS_MS
    {
        return Ok(rose);
    }
    let week = (now_ms / DAY_MS + 1).saturating_sub(WEEK_DAYS);
    let (apps, groups) = s
        .store
        .read(move |tx| {
            let groups = homeserver::grown(tx, week, PEOPLE_MIN, RISING_MAX)?;
            Ok::<_, StoreError>((fetched_more(tx, week)?, groups))
        })
        .await?;
    let rose: Arc<[Rise]> = in_turns(apps, groups).into();
    *s.rising.rose.lock() = Some((now_ms, Arc::clone(&rose)));
    Ok(rose)
}

/// Mini-apps that were fetched more often in this week than in the one before.
fn fetched_more(tx: &mut Tx<'_>, week: u64) -> Result<Vec<(i64, u64)>, StoreError> {
    tx.query(
        "SELECT entry_nid, this_week FROM (
           SELECT entry_nid, CAST(SUM(CASE WHEN day >= ?1 THEN n ELSE 0 END) AS BIGINT) AS this_week,
             CAST(SUM(CASE WHEN day < ?1 THEN n ELSE 0 END) AS BIGINT) AS week_before
           FROM directory_adds WHERE day >= ?2 GROUP BY entry_nid) AS weeks
         WHERE this_week >= ?3 AND this_week > week_before
         ORDER BY this_week - week_before DESC, entry_nid DESC LIMIT ?4",
        params![week, week.saturating_sub(WEEK_DAYS), FETCHES_MIN, RISING_MAX],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn in_turns(apps: Vec<(i64, u64)>, groups: Vec<(i64, u64)>) -> Vec<Rise> {
    let (mut apps, mut groups) = (apps.into_iter(), groups.into_iter());
    let mut all = Vec::new();
    loop {
        let before = all.len();
        let next = [apps.next(), groups.next()].into_iter().flatten();
        all.extend(next.map(|(entry, by)| Rise { entry, by }));
        if all.len() == before {
            return all;
        }
    }
}

/// Counts that a mini-app was fetched, unless this network has fetched it today.
pub(super) async fn count(s: &Services, entry: i64, network: Network) {
    let day = s.now_ms() / DAY_MS;
    if !s.rising.is_first(day, network, entry) {
        return;
    }
    let counted = s.store.write(move |w| {
        w.execute(
            "INSERT INTO directory_adds (day, entry_nid, n) VALUES (?1, ?2, 1)
             ON CONFLICT (day, entry_nid) DO UPDATE SET n = directory_adds.n + 1",
            params![day, entry],
        )
    });
    let counted: Result<_, StoreError> = counted.await;
    if let Err(error) = counted {
        tracing::warn!(%error, "A fetch of a mini-app could not be counted");
    }
}

impl Rising {
    fn is_first(&self, day: u64, network: Network, entry: i64) -> bool {
        let mut fetched = self.fetched.lock();
        if fetched.0 != day {
            *fetched = (day, HashSet::new());
        }
        fetched.1.len() < FETCHES_KNOWN_MAX && fetched.1.insert((network, entry))
    }
}

/// Notes how many are in a group, unless that was done today.
pub(super) fn note_members(
    s: &Services,
    w: &mut Write<'_, '_>,
    entry: i64,
) -> Result<(), StoreError> {
    homeserver::note_members(w, s.now_ms() / DAY_MS, entry - 1, entry)
}

/// Once a day notes how many are in each listed group, and forgets what is older than two weeks.
pub(crate) async fn keep(s: Services, stopping: CancellationToken) {
    let mut noted = None;
    loop {
        let day = s.now_ms() / DAY_MS;
        if noted != Some(day) {
            match begin_day(&s, day).await {
                Ok(()) => noted = Some(day),
                Err(error) => {
                    tracing::warn!(%error, "What rises in the directory is not counted now")
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stopping.cancelled() => return,
        }
    }
}

async fn begin_day(s: &Services, day: u64) -> Result<(), StoreError> {
    let last: i64 = s
        .store
        .read(|tx| {
            tx.query_one(
                "SELECT COALESCE(MAX(nid), 0) FROM directory_entry",
                params![],
                |row| row.get(0),
            )
        })
        .await?;
    let mut after = 0;
    while after < last {
        let to = after + PAGE;
        s.store
            .write(move |w| homeserver::note_members(w, day, after, to))
            .await?;
        after = to;
    }
    s.store
        .write(move |w| {
            for table in ["directory_adds", "directory_members"] {
                w.execute(
                    &format!("DELETE FROM {table} WHERE day < ?1"),
                    params![day.saturating_sub(KEPT_DAYS)],
                )?;
            }
            Ok(())
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_two_digits_and_few_are_not_told() {
        assert_eq!(
            [0, 19, 20, 39, 104, 1234, 98_765].map(told),
            [
                None,
                None,
                Some(20),
                Some(30),
                Some(100),
                Some(1200),
                Some(98_000)
            ]
        );
    }

    #[test]
    fn mini_apps_and_groups_come_in_turns() {
        let mixed = in_turns(vec![(1, 9), (2, 8), (3, 7)], vec![(4, 90)]);
        let entries: Vec<_> = mixed.iter().map(|one| one.entry).collect();
        assert_eq!(entries, [1, 4, 2, 3]);
    }
}
