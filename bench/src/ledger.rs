//! Who must receive which message, and who has: the bench counts only deliveries that it can account
//! for, and fails when one is lost, doubled or sent to somebody who is not in the room.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Result, bail};
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::measure::{now_ns, unix_seconds};
use crate::payload::Mark;

static RUNS: AtomicU64 = AtomicU64::new(0);

/// One run of one scenario.
pub struct Ledger {
    /// Distinguishes this ledger's messages from all others, those of earlier processes included.
    pub run: u64,
    inner: Mutex<Inner>,
    changed: Notify,
}

#[derive(Default)]
struct Inner {
    /// For each room the receivers that are in it.
    rooms: Vec<HashSet<usize>>,
    sends: Vec<Send>,
    /// For each receiver one bit per send.
    seen: Vec<Vec<u64>>,
    outstanding: u64,
    delivered: u64,
    doubled: u64,
    strays: u64,
    gaps: u64,
    latencies_ns: Vec<u64>,
}

struct Send {
    room: usize,
    sent_ns: u64,
    missing: u32,
    last_ns: u64,
}

/// What a scenario reads at its end, counted since the last [`Ledger::end_warm_up`].
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// (event, receiver) pairs.
    pub delivered: u64,
    /// One per delivery, in nanoseconds from when the send was due.
    pub latencies_ns: Vec<u64>,
    /// Timelines that were `limited`, whose missing events were then fetched from the history.
    pub gaps: u64,
}

impl Ledger {
    /// A ledger for `receivers` receivers; `rooms` lists for each room the receivers that are in it.
    pub fn new(receivers: usize, rooms: &[Vec<usize>]) -> Arc<Ledger> {
        let run = unix_seconds() * 1_000 + RUNS.fetch_add(1, Ordering::Relaxed);
        let rooms = rooms
            .iter()
            .map(|members| members.iter().copied().collect())
            .collect();
        let inner = Inner {
            rooms,
            seen: vec![Vec::new(); receivers],
            ..Inner::default()
        };
        Arc::new(Ledger {
            run,
            inner: Mutex::new(inner),
            changed: Notify::new(),
        })
    }

    /// Enters a send to `room` that is due at `sent_ns`, before the request leaves.
    pub fn begin(&self, room: usize, sent_ns: u64) -> Mark {
        let mut inner = self.inner.lock();
        let missing = u32::try_from(inner.rooms[room].len()).unwrap_or(u32::MAX);
        let seq = inner.sends.len() as u64;
        inner.sends.push(Send {
            room,
            sent_ns,
            missing,
            last_ns: sent_ns,
        });
        inner.outstanding += u64::from(missing > 0);
        Mark {
            run: self.run,
            seq,
            sent_ns,
        }
    }

    /// Enters a delivery. A mark of another run is ignored.
    pub fn delivered(&self, receiver: usize, mark: Mark, at_ns: u64) {
        if mark.run != self.run {
            return;
        }
        let mut inner = self.inner.lock();
        if inner.deliver(receiver, mark, at_ns) {
            drop(inner);
            self.changed.notify_waiters();
        }
    }

    /// Has this receiver seen the message? Used where a page of history overlaps the timeline.
    pub fn has_seen(&self, receiver: usize, mark: Mark) -> bool {
        let inner = self.inner.lock();
        inner.seen[receiver]
            .get(word(mark.seq))
            .is_some_and(|bits| bits & bit(mark.seq) != 0)
    }

    pub fn gap(&self) {
        self.inner.lock().gaps += 1;
    }

    /// Returns when all messages have reached all their receivers, or fails after `patience`.
    pub async fn all_delivered(&self, patience: Duration) -> Result<()> {
        let wait = async {
            loop {
                let changed = self.changed.notified();
                if self.inner.lock().outstanding == 0 {
                    return;
                }
                changed.await;
            }
        };
        if tokio::time::timeout(patience, wait).await.is_err() {
            let inner = self.inner.lock();
            let pairs: u64 = inner.sends.iter().map(|send| u64::from(send.missing)).sum();
            bail!(
                "{} messages did not reach {pairs} receivers within {patience:?}",
                inner.outstanding
            );
        }
        Ok(())
    }

    /// Nanoseconds from when the send was due until its last receiver had it.
    pub fn last_reached_ns(&self, mark: Mark) -> u64 {
        let inner = self.inner.lock();
        inner
            .sends
            .get(mark.seq as usize)
            .map_or(0, |send| send.last_ns.saturating_sub(send.sent_ns))
    }

    /// Ends a warm-up: what is tallied later begins here.
    pub fn end_warm_up(&self) {
        let mut inner = self.inner.lock();
        inner.delivered = 0;
        inner.gaps = 0;
        inner.latencies_ns.clear();
    }

    /// The tally since the last [`Ledger::end_warm_up`]; fails if anything was lost, doubled or misdelivered.
    pub fn close(&self) -> Result<Tally> {
        let mut inner = self.inner.lock();
        let Inner {
            outstanding,
            doubled,
            strays,
            ..
        } = *inner;
        if outstanding + doubled + strays > 0 {
            bail!(
                "wrong delivery: {outstanding} messages incomplete, {doubled} doubled, {strays} misdelivered"
            );
        }
        let latencies_ns = std::mem::take(&mut inner.latencies_ns);
        Ok(Tally {
            delivered: inner.delivered,
            latencies_ns,
            gaps: inner.gaps,
        })
    }

    /// Now, as [`Ledger::begin`] wants it.
    pub fn begin_now(&self, room: usize) -> Mark {
        self.begin(room, now_ns())
    }
}

impl Inner {
    /// True when this was the last missing delivery of its message.
    fn deliver(&mut self, receiver: usize, mark: Mark, at_ns: u64) -> bool {
        let Some(send) = self.sends.get_mut(mark.seq as usize) else {
            self.strays += 1;
            return false;
        };
        if !self.rooms[send.room].contains(&receiver) {
            self.strays += 1;
            return false;
        }
        let seen = &mut self.seen[receiver];
        if seen.len() <= word(mark.seq) {
            seen.resize(word(mark.seq) + 1, 0);
        }
        if seen[word(mark.seq)] & bit(mark.seq) != 0 {
            self.doubled += 1;
            return false;
        }
        seen[word(mark.seq)] |= bit(mark.seq);
        send.missing -= 1;
        send.last_ns = at_ns;
        self.delivered += 1;
        self.latencies_ns.push(at_ns.saturating_sub(send.sent_ns));
        self.outstanding -= u64::from(send.missing == 0);
        send.missing == 0
    }
}

fn word(seq: u64) -> usize {
    (seq / 64) as usize
}

fn bit(seq: u64) -> u64 {
    1 << (seq % 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_receivers() -> Arc<Ledger> {
        Ledger::new(3, &[vec![0, 1]])
    }

    #[test]
    fn a_message_that_all_have_closes_the_ledger() {
        let ledger = two_receivers();
        let mark = ledger.begin(0, 100);
        ledger.delivered(0, mark, 150);
        assert!(ledger.close().is_err(), "one receiver is missing");
        ledger.delivered(1, mark, 180);
        assert_eq!(ledger.last_reached_ns(mark), 80);
        let tally = ledger.close().unwrap();
        assert_eq!((tally.delivered, tally.latencies_ns), (2, vec![50, 80]));
    }

    #[test]
    fn a_doubled_delivery_is_an_error() {
        let ledger = two_receivers();
        let mark = ledger.begin(0, 0);
        for receiver in [0, 1, 1] {
            ledger.delivered(receiver, mark, 1);
        }
        assert!(
            ledger
                .close()
                .unwrap_err()
                .to_string()
                .contains("1 doubled")
        );
    }

    #[test]
    fn a_delivery_to_somebody_outside_the_room_is_an_error() {
        let ledger = two_receivers();
        let mark = ledger.begin(0, 0);
        for receiver in [0, 1, 2] {
            ledger.delivered(receiver, mark, 1);
        }
        assert!(
            ledger
                .close()
                .unwrap_err()
                .to_string()
                .contains("1 misdelivered")
        );
    }

    #[test]
    fn messages_of_another_run_do_not_count() {
        let ledger = two_receivers();
        ledger.delivered(
            0,
            Mark {
                run: ledger.run + 1,
                seq: 0,
                sent_ns: 0,
            },
            1,
        );
        assert_eq!(ledger.close().unwrap().delivered, 0);
    }
}
