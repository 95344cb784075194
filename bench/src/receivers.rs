//! Connected clients: real `/sync` long-polls with `since` tokens, which enter what they receive in the
//! ledger and fill gaps from the history as a client does.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use futures::stream::{self, StreamExt, TryStreamExt};
use memchr::memmem;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::ledger::Ledger;
use crate::matrix::{Account, messages_path, sync_path};
use crate::measure::now_ns;
use crate::payload::{marks, token};

/// How long a message may take to reach everybody before the bench calls it lost.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL_TIMEOUT_MS: u32 = 30_000;
/// As many events as both peers give at once.
const TIMELINE_LIMIT: u32 = 100;
/// First syncs at a time: enough to keep the server busy, few enough not to flood it.
const FIRST_SYNCS: usize = 8;

/// Running long-polls; dropping them closes their connections.
pub struct Receivers {
    tasks: Vec<JoinHandle<()>>,
    failures: mpsc::UnboundedReceiver<anyhow::Error>,
}

impl Receivers {
    /// Brings every account up to date and then leaves it in a long-poll. The receiver's index in
    /// the ledger is the account's index here.
    pub async fn connect(
        address: SocketAddr,
        accounts: &[Account],
        ledger: &Arc<Ledger>,
    ) -> Result<Receivers> {
        let pollers = caught_up(address, accounts).await?;
        let (report, failures) = mpsc::unbounded_channel();
        let mut tasks = Vec::with_capacity(pollers.len());
        for (index, poller) in pollers.into_iter().enumerate() {
            let (ledger, report) = (Arc::clone(ledger), report.clone());
            tasks.push(tokio::spawn(async move {
                if let Err(error) = poller.run(index, &ledger).await {
                    report.send(error).ok();
                }
            }));
        }
        Ok(Receivers { tasks, failures })
    }

    /// Returns when every message has reached everybody; the error names a long-poll that failed, if any.
    pub async fn all_reached(&mut self, ledger: &Ledger) -> Result<()> {
        let waited = ledger.all_delivered(PATIENCE).await;
        match self.failures.try_recv() {
            Ok(error) => Err(error.context("a long-poll failed")),
            Err(_) => waited,
        }
    }
}

impl Drop for Receivers {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Long-polls in which nothing happens: for memory. Dropping them closes their connections.
pub struct Idle {
    tasks: Vec<JoinHandle<()>>,
    answers: Arc<AtomicU64>,
}

impl Idle {
    /// Brings every account up to date and leaves it in a long-poll of `timeout_ms`.
    pub async fn connect(
        address: SocketAddr,
        accounts: &[Account],
        timeout_ms: u32,
    ) -> Result<Idle> {
        let pollers = caught_up(address, accounts).await?;
        let answers = Arc::new(AtomicU64::new(0));
        let wait = |poller: Poller| {
            let answers = Arc::clone(&answers);
            tokio::spawn(async move {
                poller.wait(timeout_ms, &answers).await.ok();
            })
        };
        let tasks = pollers.into_iter().map(wait).collect();
        Ok(Idle { tasks, answers })
    }

    /// How many answers came so far. A server may answer a first long-poll at once with something left
    /// over; later the number must stand still.
    pub fn answers(&self) -> u64 {
        self.answers.load(Ordering::Relaxed)
    }

    /// How many have given up because of an error.
    pub fn failed(&self) -> usize {
        self.tasks.iter().filter(|task| task.is_finished()).count()
    }
}

impl Drop for Idle {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn caught_up(address: SocketAddr, accounts: &[Account]) -> Result<Vec<Poller>> {
    let first_syncs = accounts
        .iter()
        .map(|account| Poller::first_sync(address, account));
    stream::iter(first_syncs)
        .buffered(FIRST_SYNCS)
        .try_collect()
        .await
}

struct Poller {
    client: Client,
    since: String,
}

impl Poller {
    async fn first_sync(address: SocketAddr, account: &Account) -> Result<Poller> {
        let mut client = account.client(address)?;
        let reply = client.get(&sync_path("", 0, 1)).await?;
        let since = next_batch(reply.ok()?)?;
        Ok(Poller { client, since })
    }

    async fn wait(mut self, timeout_ms: u32, answers: &AtomicU64) -> Result<()> {
        loop {
            let reply = self
                .client
                .get(&sync_path(&self.since, timeout_ms, TIMELINE_LIMIT))
                .await?;
            self.since = next_batch(reply.ok()?)?;
            answers.fetch_add(1, Ordering::Relaxed);
        }
    }

    async fn run(mut self, index: usize, ledger: &Ledger) -> Result<()> {
        loop {
            let reply = self
                .client
                .get(&sync_path(&self.since, POLL_TIMEOUT_MS, TIMELINE_LIMIT))
                .await?;
            let at_ns = now_ns();
            let body = reply.ok()?;
            for mark in marks(body) {
                ledger.delivered(index, mark, at_ns);
            }
            if memmem::find(body, b"\"limited\":true").is_some() {
                self.fill_gaps(index, ledger, body).await?;
            }
            self.since = next_batch(body)?;
        }
    }

    /// Pages back from each limited timeline until a message that this receiver has, or until
    /// messages of an earlier run, or the start of the room.
    async fn fill_gaps(&mut self, index: usize, ledger: &Ledger, body: &[u8]) -> Result<()> {
        let sync: Value = serde_json::from_slice(body)?;
        for (room_id, room) in sync["rooms"]["join"].as_object().into_iter().flatten() {
            let timeline = &room["timeline"];
            let Some(from) = timeline["prev_batch"]
                .as_str()
                .filter(|_| timeline["limited"] == true)
            else {
                continue;
            };
            ledger.gap();
            self.fill_gap(index, ledger, room_id, from.to_owned())
                .await?;
        }
        Ok(())
    }

    async fn fill_gap(
        &mut self,
        index: usize,
        ledger: &Ledger,
        room_id: &str,
        mut from: String,
    ) -> Result<()> {
        loop {
            let reply = self.client.get(&messages_path(room_id, &from)).await?;
            let body = reply.ok()?;
            let at_ns = now_ns();
            let mut news = 0;
            for mark in marks(body).filter(|mark| mark.run == ledger.run) {
                if ledger.has_seen(index, mark) {
                    return Ok(());
                }
                ledger.delivered(index, mark, at_ns);
                news += 1;
            }
            match token(body, "end") {
                Some(end) if news > 0 => from = end.to_owned(),
                _ => return Ok(()),
            }
        }
    }
}

fn next_batch(body: &[u8]) -> Result<String> {
    Ok(token(body, "next_batch")
        .context("a sync without next_batch")?
        .to_owned())
}
