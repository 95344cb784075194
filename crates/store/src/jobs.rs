//! Durable jobs: work that must be done once a change is committed, also after a crash.
//!
//! A job is a row, written in the transaction of the change that needs it. A runner leases it, runs
//! its handler, deletes it; a failure puts it back with a growing delay; a crash leaves a lease that
//! is freed when the process is found dead ([`crate::processes`]), or runs out since nobody renews it.
//! So a handler may run twice: it must be idempotent. A runner takes only jobs of kinds that
//! it has handlers for: long work has a runner of its own, and no small job waits for it.

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap, convert::Infallible, future::Future, pin::Pin, sync::Arc, time::Duration,
};

use base::Clock;
use serde::{Serialize, de::DeserializeOwned};
use tokio_util::sync::CancellationToken;

use crate::{Migration, Store, StoreError, Tx, Write, params};

/// The table of jobs.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        id: "store/0001_jobs",
        sql: include_str!("../migrations/0001_jobs.sql"),
    },
    Migration {
        id: "store/0002_job_kind",
        sql: include_str!("../migrations/0002_job_kind.sql"),
    },
    Migration {
        id: "store/0003_job_turn",
        sql: include_str!("../migrations/0003_job_turn.sql"),
    },
    Migration {
        id: "store/0004_job_owner",
        sql: include_str!("../migrations/0004_job_owner.sql"),
    },
];

/// How long a runner that does not say that it still works has a job. Clocks of machines that share a database may
/// differ by a good part of it.
const LEASE: Duration = Duration::from_secs(3 * 60);
/// How often it says so.
const RENEW_EVERY: Duration = Duration::from_secs(45);
/// The first delay after a failure; doubled each time up to an hour.
const RETRY_FIRST: Duration = Duration::from_secs(1);
const RETRY_MAX: Duration = Duration::from_secs(3600);
/// Failures after which a job is given up; with the delays above about eight hours.
const ATTEMPTS_MAX: u32 = 20;
/// How often the end of a job is written again while the database does not take it.
const WRITE_AGAIN_EVERY: Duration = Duration::from_secs(2);

type Outcome = Result<(), String>;
type Handler = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// Adds a job to the running transaction, due at `run_at_ms`.
pub fn enqueue(
    w: &mut Write<'_, '_>,
    kind: &str,
    payload: &impl Serialize,
    run_at_ms: u64,
) -> Result<(), StoreError> {
    enqueue_at_turn(w, kind, payload, run_at_ms, 0)
}

/// Adds a job that comes after all of its kind with a lower turn, in a runner that works [`Jobs::by_turns`].
pub fn enqueue_at_turn(
    w: &mut Write<'_, '_>,
    kind: &str,
    payload: &impl Serialize,
    run_at_ms: u64,
    turn: i64,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(payload).map_err(|e| StoreError::Column {
        column: 0,
        reason: e.to_string(),
    })?;
    w.execute(
        "INSERT INTO job (id, kind, payload, run_at_ms, turn)
         SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2, ?3, ?4 FROM job",
        params![kind, &payload, run_at_ms, turn],
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

/// Whether a job of these kinds waits for a runner.
pub fn wait(tx: &mut Tx<'_>, kinds: &[&str], now_ms: u64) -> Result<bool, StoreError> {
    Ok(due(tx, kinds, now_ms, false)?.is_some())
}

/// Runs jobs by their kinds.
pub struct Jobs {
    store: Store,
    clock: Arc<dyn Clock>,
    handlers: HashMap<&'static str, Handler>,
    at_once: usize,
    delays: &'static [Duration],
    by_turns: bool,
    /// As they were given.
    kinds: Vec<&'static str>,
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
            at_once: 1,
            delays: &[],
            by_turns: false,
            kinds: Vec::new(),
        }
    }

    /// Lets jobs of an earlier kind (in the order of [`Jobs::handle`]) come before those of a later one, and lower
    /// turns of a kind before higher ones, instead of the longest due first.
    #[must_use]
    pub fn by_turns(mut self) -> Self {
        self.by_turns = true;
        self
    }

    /// Sets how many jobs run at once; one, unless this says otherwise.
    #[must_use]
    pub fn at_once(mut self, jobs: usize) -> Self {
        self.at_once = jobs.max(1);
        self
    }

    /// Sets how long to wait after the first failure, the second, …; the last holds for all others.
    #[must_use]
    pub fn delays(mut self, delays: &'static [Duration]) -> Self {
        self.delays = delays;
        self
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
        self.kinds.push(kind);
        self.handlers.insert(
            kind,
            Arc::new(move |payload| match serde_json::from_str(&payload) {
                Ok(payload) => Box::pin(handler(payload)),
                Err(error) => Box::pin(async move { Err(format!("unreadable payload: {error}")) }),
            }),
        );
        self
    }

    /// Runs jobs until `stopping`.
    ///
    /// A handler that takes long must watch `stopping` itself: its failure then counts for nothing.
    pub async fn run(self, stopping: CancellationToken) {
        let lanes = (0..self.at_once).map(|_| self.lane(&stopping));
        futures::future::join_all(lanes).await;
    }

    async fn lane(&self, stopping: &CancellationToken) {
        // Before the first look: what is added after it must be noticed.
        let mut added = self.store.job_added();
        loop {
            let ran = match self.run_next(Some(stopping)).await {
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
                    // An error: the store was closed, and the stop comes next.
                    Ok(()) = added.changed() => {}
                    () = tokio::time::sleep(self.store.look_every()) => {}
                    () = stopping.cancelled() => return,
                }
            }
        }
    }

    /// Runs the next due job, if there is one.
    pub async fn run_due(&self) -> Result<bool, StoreError> {
        self.run_next(None).await
    }

    async fn run_next(&self, stopping: Option<&CancellationToken>) -> Result<bool, StoreError> {
        let now_ms = self.clock.now_ms();
        let (kinds, by_turns) = (self.kinds.clone(), self.by_turns);
        let due = self
            .store
            .read(move |tx| due(tx, &kinds, now_ms, by_turns))
            .await?;
        if due.is_none() {
            return Ok(false);
        }
        let (kinds, owner) = (self.kinds.clone(), self.store.process().to_owned());
        let leased = self
            .store
            .write(move |w| lease(w, &kinds, now_ms, &owner, by_turns))
            .await?;
        let Some(job) = leased else {
            return Ok(false);
        };
        let outcome = match self.handlers.get(job.kind.as_str()) {
            Some(handler) => {
                let work = handler(job.payload.clone());
                tokio::select! {
                    outcome = work => outcome,
                    never = self.keep_renewing(job.id) => match never {},
                }
            }
            None => Err(format!("nobody does jobs of the kind {}", job.kind)),
        };
        // What a stop has interrupted is no failure: the next start takes the job up.
        if outcome.is_ok() || !stopping.is_some_and(CancellationToken::is_cancelled) {
            self.finish(job, outcome, stopping).await?;
        }
        Ok(true)
    }

    /// Says again and again that this process still works on a job.
    async fn keep_renewing(&self, job: i64) -> Infallible {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            self.renew(job).await;
        }
    }

    async fn renew(&self, job: i64) {
        let until_ms = self.clock.now_ms() + milliseconds(LEASE);
        let owner = self.store.process().to_owned();
        let renewed = self.store.write(move |w| {
            w.execute(
                "UPDATE job SET leased_until_ms = ?3 WHERE id = ?1 AND owner = ?2",
                params![job, &owner, until_ms],
            )
        });
        if let Err(error) = renewed.await {
            tracing::warn!(%error, "Could not say that a job is still worked on");
        }
    }

    /// What becomes of a job, unless another process has it now, because this one stood still for too long.
    async fn finish(
        &self,
        job: Leased,
        outcome: Outcome,
        stopping: Option<&CancellationToken>,
    ) -> Result<(), StoreError> {
        let owner = self.store.process();
        let Err(error) = outcome else {
            let done = || {
                let owner = owner.to_owned();
                self.store.write(move |w| {
                    w.execute(
                        "DELETE FROM job WHERE id = ?1 AND owner = ?2",
                        params![job.id, &owner],
                    )
                })
            };
            return until_written(done, stopping).await;
        };
        let attempts = job.attempts + 1;
        let run_at_ms = if attempts >= ATTEMPTS_MAX {
            tracing::error!(job.kind = %job.kind, job.id, %error, "A job was given up");
            metrics::counter!("causeway_jobs_given_up_total").increment(1);
            u64::MAX
        } else {
            tracing::warn!(job.kind = %job.kind, job.id, attempts, %error, "A job failed and will be tried again");
            self.clock.now_ms() + self.delay_ms(attempts)
        };
        let put_back = || {
            let (error, owner) = (error.clone(), owner.to_owned());
            self.store.write(move |w| {
                w.execute(
                    "UPDATE job SET attempts = ?2, run_at_ms = ?3, leased_until_ms = 0, owner = NULL, last_error = ?4
                     WHERE id = ?1 AND owner = ?5",
                    params![job.id, attempts, run_at_ms, &error, &owner],
                )
            })
        };
        until_written(put_back, stopping).await
    }
}

/// Writes the end of a job, if need be again and again until the server stops: while the disk is full nothing can be
/// written, and a job whose end was lost would stay leased for as long as its runner may take.
async fn until_written<R: Future<Output = Result<u64, StoreError>>>(
    write: impl Fn() -> R,
    stopping: Option<&CancellationToken>,
) -> Result<(), StoreError> {
    loop {
        let Err(error) = write().await else {
            return Ok(());
        };
        let Some(stopping) = stopping.filter(|stopping| !stopping.is_cancelled()) else {
            return Err(error);
        };
        tracing::warn!(%error, "The end of a job could not be written and will be written again");
        tokio::select! {
            () = tokio::time::sleep(WRITE_AGAIN_EVERY) => {}
            () = stopping.cancelled() => return Err(error),
        }
    }
}

impl Jobs {
    fn delay_ms(&self, attempts: u32) -> u64 {
        let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
        match self.delays.get(nth).or(self.delays.last()) {
            Some(delay) => milliseconds(*delay),
            None => doubled_ms(attempts),
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn doubled_ms(attempts: u32) -> u64 {
    let factor = 1u64
        .checked_shl(attempts.saturating_sub(1))
        .unwrap_or(u64::MAX);
    milliseconds(RETRY_FIRST)
        .saturating_mul(factor)
        .min(milliseconds(RETRY_MAX))
}

/// The job that is due for longest, of these kinds: a seek for each. By turns, the lowest turn of the first kind.
fn due(
    tx: &mut Tx<'_>,
    kinds: &[&str],
    now_ms: u64,
    by_turns: bool,
) -> Result<Option<Leased>, StoreError> {
    let order = if by_turns {
        "turn, run_at_ms, id"
    } else {
        "run_at_ms, id"
    };
    let mut first: Option<(i64, Leased)> = None;
    for kind in kinds {
        if by_turns && first.is_some() {
            break;
        }
        let found = tx.query_opt(
            &format!(
                "SELECT id, payload, attempts, run_at_ms FROM job
                 WHERE kind = ?1 AND run_at_ms <= ?2 AND leased_until_ms <= ?2 ORDER BY {order} LIMIT 1"
            ),
            params![*kind, now_ms],
            |row| {
                let attempts: i64 = row.get(2)?;
                let job = Leased {
                    id: row.get(0)?,
                    kind: (*kind).to_owned(),
                    payload: row.get(1)?,
                    attempts: u32::try_from(attempts).unwrap_or(ATTEMPTS_MAX),
                };
                Ok::<_, StoreError>((row.get::<i64>(3)?, job))
            },
        )?;
        if let Some(job) = found
            && first.as_ref().is_none_or(|(at, _)| job.0 < *at)
        {
            first = Some(job);
        }
    }
    Ok(first.map(|(_, job)| job))
}

fn lease(
    w: &mut Write<'_, '_>,
    kinds: &[&str],
    now_ms: u64,
    owner: &str,
    by_turns: bool,
) -> Result<Option<Leased>, StoreError> {
    let Some(job) = due(w, kinds, now_ms, by_turns)? else {
        return Ok(None);
    };
    w.execute(
        "UPDATE job SET leased_until_ms = ?2, owner = ?3 WHERE id = ?1",
        params![job.id, now_ms + milliseconds(LEASE), owner],
    )?;
    Ok(Some(job))
}

/// Frees the jobs of a process that is dead: others take them up at once.
pub fn free(w: &mut Write<'_, '_>, owner: &str) -> Result<u64, StoreError> {
    let freed = w.execute(
        "UPDATE job SET leased_until_ms = 0, owner = NULL WHERE owner = ?1",
        params![owner],
    )?;
    if freed > 0 {
        w.wake_jobs();
    }
    Ok(freed)
}
