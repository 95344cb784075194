//! The evaluator: one task that looks at every new event behind the reply path, in order.
//!
//! It is fed from memory right after each commit. What it has finished is remembered in `sequence`
//! (row `push`) together with its findings, so after a crash it goes on from there and nothing is
//! lost; events without findings move the mark only now and then. When the queue overflows it reads
//! from the database until it is in step again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use store::{StoreError, Tx, Write, params};
use tokio::sync::{Notify, mpsc};

use super::{
    interest::Interest,
    judge::{Verdict, judge},
};
use crate::{
    Matrix,
    rooms::{Event, queries},
    sync::update::RoomUpdate,
};

/// Changes that wait in memory; beyond it they are read from the database.
const QUEUE_MAX: usize = 16_384;
/// Events judged in one go.
const BATCH_MAX: usize = 256;
/// After so many events without findings the mark is stored.
const UNMARKED_MAX: usize = 4096;
/// After a failure (database busy or gone).
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Something for the evaluator.
enum Item {
    Events {
        room: i64,
        events: Vec<Arc<Event>>,
        members: Vec<i64>,
    },
    /// Rules or pushers of a person changed.
    Person(i64),
}

/// The way to the evaluator.
pub struct Push {
    queue: mpsc::Sender<Item>,
    inbox: Mutex<Option<mpsc::Receiver<Item>>>,
    /// The queue overflowed.
    behind: AtomicBool,
    fed: AtomicI64,
    done: AtomicI64,
    stepped: Notify,
    /// Woken when there is something for a gateway.
    pub(super) jobs: Notify,
}

impl std::fmt::Debug for Push {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Push")
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}

impl Default for Push {
    fn default() -> Self {
        let (queue, inbox) = mpsc::channel(QUEUE_MAX);
        Self {
            queue,
            inbox: Mutex::new(Some(inbox)),
            behind: AtomicBool::new(false),
            fed: AtomicI64::new(0),
            done: AtomicI64::new(0),
            stepped: Notify::new(),
            jobs: Notify::new(),
        }
    }
}

impl Push {
    /// Takes what was committed. On the writer's thread, in commit order.
    pub(crate) fn feed(&self, update: &RoomUpdate) {
        let Some(last) = update.events.last() else {
            return;
        };
        self.fed.store(last.pos, Ordering::Release);
        let members = update.members.iter().map(|change| change.user).collect();
        self.offer(Item::Events {
            room: update.room,
            events: update.events.clone(),
            members,
        });
    }

    /// A person's rules or pushers changed: from here on the new ones hold.
    pub(crate) fn person_changed(&self, user: i64) {
        self.offer(Item::Person(user));
    }

    fn offer(&self, item: Item) {
        if self.queue.try_send(item).is_err() {
            self.behind.store(true, Ordering::Release);
        }
    }

    /// Waits until everything committed so far is judged, at most `patience`: so that the first
    /// answer that shows an event has its counts right.
    pub(crate) async fn settled(&self, patience: Duration) {
        let target = self.fed.load(Ordering::Acquire);
        let wait = async {
            loop {
                let stepped = self.stepped.notified();
                if self.done.load(Ordering::Acquire) >= target {
                    return;
                }
                stepped.await;
            }
        };
        // Late counts wake the client again: giving up is fine.
        tokio::time::timeout(patience, wait).await.ok();
    }

    fn step(&self, pos: i64) {
        self.done.fetch_max(pos, Ordering::AcqRel);
        self.stepped.notify_waiters();
    }
}

/// Runs until the server stops.
pub(crate) async fn run(m: Matrix) {
    let Some(mut inbox) = m.push.inbox.lock().take() else {
        return;
    };
    let mut evaluator = Evaluator {
        m: m.clone(),
        interest: Arc::default(),
        cursor: 0,
        unmarked: 0,
    };
    while let Err(error) = evaluator.start().await {
        tracing::error!(%error, "The push evaluator could not start; trying again");
        if nap(&m).await {
            return;
        }
    }
    loop {
        let mut items = Vec::with_capacity(BATCH_MAX);
        tokio::select! {
            got = inbox.recv_many(&mut items, BATCH_MAX) => if got == 0 { return },
            () = m.stopping.cancelled() => return,
        }
        while let Err(error) = evaluator.work(&items).await {
            tracing::error!(%error, "Push rules could not be evaluated; trying again");
            if nap(&m).await {
                return;
            }
        }
    }
}

/// Waits a little; `true`: the server stops.
async fn nap(m: &Matrix) -> bool {
    tokio::select! {
        () = tokio::time::sleep(RETRY_AFTER) => false,
        () = m.stopping.cancelled() => true,
    }
}

struct Evaluator {
    m: Matrix,
    /// Locked only by this task and the reads that it waits for.
    interest: Arc<Mutex<Interest>>,
    /// Everything up to here is judged.
    cursor: i64,
    /// Events judged since the mark was stored.
    unmarked: usize,
}

impl Evaluator {
    async fn start(&mut self) -> Result<(), StoreError> {
        // The first start begins here; a mark from now on.
        let published = self.m.store.published();
        self.cursor = self
            .m
            .store
            .write(move |w| {
                w.execute(
                    "INSERT INTO sequence (name, value) VALUES ('push', ?1) ON CONFLICT (name) DO NOTHING",
                    params![published],
                )?;
                w.query_one("SELECT value FROM sequence WHERE name = 'push'", params![], |row| row.get(0))
            })
            .await?;
        self.with_interest(|tx, interest| {
            *interest = Interest::default();
            interest.load(tx)
        })
        .await?;
        self.catch_up().await
    }

    /// Runs `f` on a reader with what is known of people.
    async fn with_interest<T: Send + 'static>(
        &mut self,
        f: impl FnOnce(&mut Tx<'_>, &mut Interest) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let interest = Arc::clone(&self.interest);
        self.m
            .store
            .read(move |tx| f(tx, &mut interest.lock()))
            .await
    }

    /// Judges from the database until the newest event.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        loop {
            self.m.push.behind.store(false, Ordering::Release);
            let (after, upto) = (self.cursor, self.m.store.published());
            let events = self
                .m
                .store
                .read(move |tx| events_after(tx, after, upto))
                .await?;
            let full = events.len() == BATCH_MAX;
            let last = events
                .last()
                .map_or(upto, |(_, event)| if full { event.pos } else { upto });
            self.judge(events, last).await?;
            if !full {
                return self.mark().await;
            }
        }
    }

    async fn work(&mut self, items: &[Item]) -> Result<(), StoreError> {
        let mut events = Vec::new();
        for item in items {
            match item {
                Item::Events {
                    room,
                    events: new,
                    members,
                } => {
                    let mut interest = self.interest.lock();
                    members
                        .iter()
                        .for_each(|user| interest.member_changed(*room, *user));
                    events.extend(
                        new.iter()
                            .filter(|event| event.pos > self.cursor)
                            .map(|event| (*room, Arc::clone(event))),
                    );
                }
                Item::Person(user) => {
                    // What came before is judged by the rules of its time.
                    self.judge_fed(std::mem::take(&mut events)).await?;
                    self.mark().await?;
                    let user = *user;
                    self.with_interest(move |tx, interest| interest.reload(tx, user))
                        .await?;
                }
            }
        }
        self.judge_fed(events).await?;
        if self.m.push.behind.load(Ordering::Acquire) {
            self.with_interest(|tx, interest| {
                *interest = Interest::default();
                interest.load(tx)
            })
            .await?;
            self.catch_up().await?;
        }
        Ok(())
    }

    async fn judge_fed(&mut self, events: Vec<(i64, Arc<Event>)>) -> Result<(), StoreError> {
        let Some(last) = events.last().map(|(_, event)| event.pos) else {
            return Ok(());
        };
        self.judge(events, last).await
    }

    /// Judges events and stores the findings; everything up to `upto` is judged then.
    async fn judge(&mut self, events: Vec<(i64, Arc<Event>)>, upto: i64) -> Result<(), StoreError> {
        self.unmarked += events.len();
        let concerns = !self.interest.lock().is_empty()
            || events
                .iter()
                .any(|(_, event)| event.pdu.content().get().contains("m.mentions"));
        let verdict = if concerns {
            self.with_interest(move |tx, interest| {
                let mut verdict = Verdict::default();
                for (room, event) in &events {
                    judge(tx, interest, *room, event, &mut verdict)?;
                }
                Ok(verdict)
            })
            .await?
        } else {
            Verdict::default()
        };
        if !verdict.rows.is_empty() || !verdict.jobs.is_empty() {
            self.store(verdict, upto).await?;
        }
        self.cursor = self.cursor.max(upto);
        if self.unmarked >= UNMARKED_MAX {
            self.mark().await?;
        }
        self.m.push.step(self.cursor);
        Ok(())
    }

    async fn store(&mut self, verdict: Verdict, upto: i64) -> Result<(), StoreError> {
        let (m, now_ms) = (self.m.clone(), self.m.clock.now_ms());
        self.m
            .store
            .write(move |w| {
                let pos = w.next_position();
                insert(w, &verdict, pos, now_ms)?;
                mark(w, upto)?;
                let m = m.clone();
                let woken: Vec<(i64, i64)> = verdict
                    .rows
                    .iter()
                    .map(|row| (row.user, row.room))
                    .collect();
                for (user, room) in &woken {
                    m.hub.wake_user_for_room(w, *user, *room, pos);
                }
                w.after_commit(move || {
                    for (user, room) in woken {
                        if let Some(live) = m.hub.live_user(user) {
                            live.counts_special(room, pos);
                        }
                    }
                    m.push.jobs.notify_one();
                });
                Ok::<_, StoreError>(())
            })
            .await?;
        self.unmarked = 0;
        Ok(())
    }

    async fn mark(&mut self) -> Result<(), StoreError> {
        if self.unmarked == 0 {
            return Ok(());
        }
        let upto = self.cursor;
        self.m.store.write(move |w| mark(w, upto)).await?;
        self.unmarked = 0;
        Ok(())
    }
}

fn mark(w: &mut Write<'_, '_>, upto: i64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE sequence SET value = ?1 WHERE name = 'push' AND value < ?1",
        params![upto],
    )?;
    Ok(())
}

/// Findings that are there already (after a crash) stay as they are.
fn insert(
    w: &mut Write<'_, '_>,
    verdict: &Verdict,
    pos: i64,
    now_ms: u64,
) -> Result<(), StoreError> {
    for row in &verdict.rows {
        w.execute(
            "INSERT INTO notif (user_nid, room_nid, event_pos, root, notify, highlight, pos, ts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (user_nid, room_nid, event_pos) DO NOTHING",
            params![row.user, row.room, row.event_pos, &row.root, row.notify, row.highlight, pos, now_ms],
        )?;
    }
    for job in &verdict.jobs {
        // The pusher may have gone meanwhile.
        w.execute(
            "INSERT INTO push_job (pusher_nid, event_pos, room_nid, tweaks)
             SELECT nid, CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), CAST(?4 AS TEXT) FROM pusher WHERE nid = ?1
             ON CONFLICT (pusher_nid, event_pos) DO NOTHING",
            params![job.pusher, job.event_pos, job.room, &job.tweaks],
        )?;
    }
    Ok(())
}

/// Events of all rooms in `(after, upto]`, oldest first, at most a batch.
fn events_after(
    tx: &mut Tx<'_>,
    after: i64,
    upto: i64,
) -> Result<Vec<(i64, Arc<Event>)>, StoreError> {
    tx.query(
        &format!(
            "SELECT {}, e.room_nid, r.version FROM event e JOIN room r ON r.nid = e.room_nid
             WHERE e.pos > ?1 AND e.pos <= ?2 ORDER BY e.pos LIMIT ?3",
            queries::EVENT_COLUMNS
        ),
        params![after, upto, BATCH_MAX],
        |row| {
            let rules = queries::rules_of(row.get(10)?)?;
            Ok::<_, StoreError>((
                row.get::<i64>(9)?,
                Arc::new(queries::read_event(row, rules)?),
            ))
        },
    )
}
