//! One writer to an upload at a time, and the newest wins: a request of a dead connection would hold the file for
//! minutes, while its client is back already and waits (research §6, incident 13).

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;

type Entries = Arc<Mutex<HashMap<String, Arc<Entry>>>>;

#[derive(Debug, Default)]
struct Entry {
    turn: Arc<tokio::sync::Mutex<()>>,
    newest: Mutex<CancellationToken>,
}

/// Who writes to which upload.
#[derive(Debug, Default)]
pub(super) struct Locks(Entries);

/// The right to write to one upload, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    /// Cancelled when a newer request wants the upload: sync what has come, and let go.
    pub(crate) taken_over: CancellationToken,
    turn: Option<OwnedMutexGuard<()>>,
    entries: Entries,
    id: String,
}

impl Locks {
    /// Tells the holder to let go and waits until he has.
    pub(super) async fn take(&self, id: &str) -> Held {
        let mine = CancellationToken::new();
        let turn = {
            let mut entries = self.0.lock();
            let entry = entries.entry(id.to_owned()).or_default();
            std::mem::replace(&mut *entry.newest.lock(), mine.clone()).cancel();
            Arc::clone(&entry.turn)
        };
        // Made before it waits: when the request goes away meanwhile, the entry is tidied up all the same.
        let mut held = Held {
            taken_over: mine,
            turn: None,
            entries: Arc::clone(&self.0),
            id: id.to_owned(),
        };
        held.turn = Some(turn.lock_owned().await);
        held
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.turn = None;
        let mut entries = self.entries.lock();
        // Nobody else holds it or waits for it: those have an `Arc` of its turn.
        let is_last = entries
            .get(&self.id)
            .is_some_and(|entry| Arc::strong_count(&entry.turn) == 1);
        if is_last {
            entries.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_takes_over_and_nothing_stays_behind() {
        let locks = Arc::new(Locks::default());
        let first = locks.take("a").await;
        let other = Arc::clone(&locks);
        let second = tokio::spawn(async move { other.take("a").await });
        first.taken_over.cancelled().await;
        assert!(!second.is_finished(), "the first has not let go yet");
        drop(first);
        let second = second.await.unwrap();
        assert!(!second.taken_over.is_cancelled());
        drop(second);
        assert!(locks.0.lock().is_empty());
    }
}
