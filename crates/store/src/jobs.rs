//! Durable jobs: work that must be done once a change is committed, also after a crash.
//!
//! A job is a row, written in the transaction of the change that needs it. A runner leases it, runs
//! its handler, deletes it; a failure puts it back with a growing delay; a crash leaves a lease that
//! runs out. So a handler may run twice: it must be idempotent.

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use base::Clock;
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

use crate::{Migration, Store, StoreError, Tx, Write, params};

/// The table of jobs.
pub(crate) const MIGRATION: Migration = Migration {
    id: "store/0001_jobs",
    sql: include_str!("../migrations/0001_jobs.sql"),
};

/// How long a runner may take before another one tries.
const LEASE: Duration = Duration::from_secs(10 * 60);
/// The first delay after a failure; doubled each time up to an hour.
const RETRY_FIRST: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(3600);
/// Failures after which a job is given up; with the delays above about eight hours.
const ATTEMPTS_MAX: u32 = 20;
/// How often the table is looked at when nothing wakes the runner.
const POLL_EVERY: Duration = Duration::from_secs(30);

type Outcome = Result<(), String>;
type Handler = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// Adds a job to the running transaction, due at `run_at_ms`.
pub fn enqueue(
    w: &mut Write<'_, '_>,
    kind: &str,
    payload: &impl Serialize,
    run_at_ms: u64,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(payload).map_err(|e| StoreError::Column {
        column: 0,
        reason: e.to_string(),
    })?;
    w.execute(
        "INSERT INTO job (id, kind, payload, run_at_ms) SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3 FROM job",
        params![kind, &payload, run_at_ms],
    )?;
    w.wake_jobs();
    Ok(())
}

/// How many jobs wait, and how many were given up.
pub fn count(tx: &mut Tx<'_>) -> Result<(u64, u64), StoreError> {
    tx.query_one(
        "SELECT COUNT(*), COUNT(CASE WHEN run_at_ms = ?1 THEN 1 END) FROM job",
        params![i64::MAX],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Runs jobs by their kinds.
pub struct Jobs {
    store: Store,
    clock: Arc<dyn Clock>,
    handlers: HashMap<&'static str, Handler>,
}

struct Leased {
    id: i64,
    kind: String,
    payload: String,
    attempts: u32,
}

impl Jobs {
    /// A runner without handlers.
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            handlers: HashMap::new(),
        }
    }

    /// Sets who does jobs of `kind`. An `Err` text is kept for the host: no secrets in it.
    #[must_use]
    pub fn handle<P, F, R>(mut self, kind: &'static str, handler: F) -> Self
    where
        P: DeserializeOwned,
        F: Fn(P) -> R + Send + Sync + 'static,
        R: Future<Output = Outcome> + Send + 'static,
    {
        let handler = Arc::new(handler);
        self.handlers.insert(
            kind,
            Arc::new(move |payload| match serde_json::from_str(&payload) {
                Ok(payload) => Box::pin(handler(payload)),
                Err(error) => Box::pin(async move { Err(format!("unreadable payload: {error}")) }),
            }),
        );
        self
    }

    /// Runs jobs until `stopping`. A job of an earlier process is taken up at once.
    pub async fn run(self, stopping: CancellationToken) {
        let returned = self
            .store
            .write(|w| w.execute("UPDATE job SET leased_until_ms = 0", params![]));
        if let Err(error) = returned.await {
            tracing::error!(%error, "Could not take up the jobs of the last run");
        }
        loop {
            let ran = match self.run_due().await {
                Ok(ran) => ran,
                Err(error) => {
                    tracing::error!(%error, "Could not look for jobs");
                    false
                }
            };
            if stopping.is_cancelled() {
                return;
            }
            if !ran {
                tokio::select! {
                    () = self.store.job_added() => {}
                    () = tokio::time::sleep(POLL_EVERY) => {}
                    () = stopping.cancelled() => return,
                }
            }
        }
    }

    /// Runs the next due job, if there is one.
    pub async fn run_due(&self) -> Result<bool, StoreError> {
        let now_ms = self.clock.now_ms();
        let due = self.store.read(move |tx| due(tx, now_ms)).await?;
        if due.is_none() {
            return Ok(false);
        }
        let Some(job) = self.store.write(move |w| lease(w, now_ms)).await? else {
            return Ok(false);
        };
        let outcome = match self.handlers.get(job.kind.as_str()) {
            Some(handler) => handler(job.payload.clone()).await,
            None => Err(format!("nobody does jobs of the kind {}", job.kind)),
        };
        self.finish(job, outcome).await?;
        Ok(true)
    }

    async fn finish(&self, job: Leased, outcome: Outcome) -> Result<(), StoreError> {
        let Err(error) = outcome else {
            self.store
                .write(move |w| w.execute("DELETE FROM job WHERE id = ?1", params![job.id]))
                .await?;
            return Ok(());
        };
        let attempts = job.attempts + 1;
        let run_at_ms = if attempts >= ATTEMPTS_MAX {
            tracing::error!(job.kind = %job.kind, job.id, %error, "A job was given up");
            metrics::counter!("causeway_jobs_given_up_total").increment(1);
            u64::MAX
        } else {
            tracing::warn!(job.kind = %job.kind, job.id, attempts, %error, "A job failed and will be tried again");
            self.clock.now_ms() + delay_ms(attempts)
        };
        let kept = self.store.write(move |w| {
            w.execute(
                "UPDATE job SET attempts = ?2, run_at_ms = ?3, leased_until_ms = 0, last_error = ?4 WHERE id = ?1",
                params![job.id, attempts, run_at_ms, &error],
            )
        });
        kept.await.map(drop)
    }
}

fn delay_ms(attempts: u32) -> u64 {
    let factor = 1u64
        .checked_shl(attempts.saturating_sub(1))
        .unwrap_or(u64::MAX);
    let most = u64::try_from(RETRY_MAX.as_millis()).unwrap_or(u64::MAX);
    u64::try_from(RETRY_FIRST.as_millis())
        .unwrap_or(1)
        .saturating_mul(factor)
        .min(most)
}

fn due(tx: &mut Tx<'_>, now_ms: u64) -> Result<Option<Leased>, StoreError> {
    tx.query_opt(
        "SELECT id, kind, payload, attempts FROM job WHERE run_at_ms <= ?1 AND leased_until_ms <= ?1
         ORDER BY run_at_ms, id LIMIT 1",
        params![now_ms],
        |row| {
            let attempts: i64 = row.get(3)?;
            Ok(Leased {
                id: row.get(0)?,
                kind: row.get(1)?,
                payload: row.get(2)?,
                attempts: u32::try_from(attempts).unwrap_or(ATTEMPTS_MAX),
            })
        },
    )
}

fn lease(w: &mut Write<'_, '_>, now_ms: u64) -> Result<Option<Leased>, StoreError> {
    let Some(job) = due(w, now_ms)? else {
        return Ok(None);
    };
    let until = now_ms + u64::try_from(LEASE.as_millis()).unwrap_or(0);
    w.execute(
        "UPDATE job SET leased_until_ms = ?2 WHERE id = ?1",
        params![job.id, until],
    )?;
    Ok(Some(job))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use base::ManualClock;

    use super::*;

    fn open(folder: &std::path::Path) -> Store {
        Store::open(&crate::default_url(folder), &[]).unwrap()
    }

    fn runner(store: &Store, clock: &Arc<ManualClock>, failures: u32) -> (Jobs, Arc<AtomicU32>) {
        let runs = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&runs);
        let jobs = Jobs::new(store.clone(), Arc::clone(clock) as Arc<dyn Clock>).handle(
            "greet",
            move |name: String| {
                assert_eq!(name, "mei");
                let n = count.fetch_add(1, Ordering::SeqCst);
                async move {
                    if n < failures {
                        Err("not yet".to_owned())
                    } else {
                        Ok(())
                    }
                }
            },
        );
        (jobs, runs)
    }

    #[tokio::test]
    async fn a_job_runs_once_and_survives_a_restart_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(1000));
        let store = open(folder.path());
        store
            .write(|w| enqueue(w, "greet", &"mei", 500))
            .await
            .unwrap();
        store.close().await;
        let store = open(folder.path());
        let (jobs, runs) = runner(&store, &clock, 0);
        assert!(jobs.run_due().await.unwrap());
        assert!(!jobs.run_due().await.unwrap());
        assert_eq!(runs.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_failed_job_waits_longer_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(1000));
        let store = open(folder.path());
        let (jobs, runs) = runner(&store, &clock, 2);
        store
            .write(|w| enqueue(w, "greet", &"mei", 0))
            .await
            .unwrap();
        assert!(jobs.run_due().await.unwrap());
        assert!(!jobs.run_due().await.unwrap(), "too early");
        clock.advance(1000);
        assert!(jobs.run_due().await.unwrap());
        clock.advance(1999);
        assert!(!jobs.run_due().await.unwrap(), "the second delay is longer");
        clock.advance(1);
        assert!(jobs.run_due().await.unwrap());
        assert_eq!(runs.load(Ordering::SeqCst), 3);
        assert_eq!(store.read(count).await.unwrap(), (0, 0));
    }

    #[tokio::test]
    async fn a_lease_that_ran_out_is_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(1000));
        let store = open(folder.path());
        store
            .write(|w| enqueue(w, "greet", &"mei", 0))
            .await
            .unwrap();
        store.write(|w| lease(w, 1000)).await.unwrap().unwrap();
        let (jobs, _) = runner(&store, &clock, 0);
        assert!(!jobs.run_due().await.unwrap(), "somebody else has it");
        clock.advance(LEASE.as_millis() as u64);
        assert!(jobs.run_due().await.unwrap());
    }

    #[tokio::test]
    async fn a_job_that_never_works_is_given_up_and_kept_for_the_host() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(1000));
        let store = open(folder.path());
        let (jobs, _) = runner(&store, &clock, u32::MAX);
        store
            .write(|w| enqueue(w, "greet", &"mei", 0))
            .await
            .unwrap();
        for _ in 0..ATTEMPTS_MAX {
            assert!(jobs.run_due().await.unwrap());
            clock.advance(RETRY_MAX.as_millis() as u64);
        }
        assert!(!jobs.run_due().await.unwrap());
        assert_eq!(store.read(count).await.unwrap(), (1, 1));
    }
}
