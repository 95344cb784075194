//! Which transaction ids were used within the last day (client-server §2.3), from memory.
//!
//! The table `txn` knows; this is the sieve in front of it. An id that falls through was never used, so
//! the common send asks no database; one that is held may have been used and is looked up. Held are
//! bits of the ids' hashes (Bloom filters): some ids are held for nothing, which costs a look, and none
//! that was used falls through. Filled from the table after a start, until then all are held.

use std::collections::VecDeque;

use http_server::Result;
use parking_lot::Mutex;
use store::{StoreError, Tx, params};

use crate::{Matrix, housekeeping::TXN_MS_MAX};

/// Ids in the first layer; each next one takes twice as many, up to [`LAYER_KEYS_MAX`].
const LAYER_KEYS_MIN: usize = 1 << 13;
const LAYER_KEYS_MAX: usize = 1 << 18;
/// With as many bits per id, and four of them set, one id in 400 is held for nothing.
const BITS_PER_KEY: usize = 16;
/// About three million ids a day in six MiB; beyond it every id is looked up for a day.
const LAYERS_MAX: usize = 16;
/// Rows of the table are older than the layer they are in by as long as their commit took.
const SLACK_MS: u64 = 60 * 60 * 1000;
/// Ids read at once while filling.
const PAGE: usize = 1000;

type Key = [u8; 16];

/// The sieve of the whole server.
#[derive(Debug, Default)]
pub(crate) struct Sent(Mutex<Layers>);

#[derive(Debug, Default)]
struct Layers {
    /// Oldest first.
    layers: VecDeque<Layer>,
    /// Whether the ids from before the start are here.
    is_filled: bool,
    /// Up to this time ids were dropped to keep the bound.
    lost_ms: Option<u64>,
}

#[derive(Debug)]
struct Layer {
    bits: Box<[u64]>,
    keys: usize,
    keys_max: usize,
    newest_ms: u64,
}

impl Sent {
    /// Takes an id in. `true`: it was never used before. Of several callers with the same id one is
    /// told so.
    pub(crate) fn is_first_use(&self, key: &Key, now_ms: u64) -> bool {
        let mut layers = self.0.lock();
        layers.expire(now_ms);
        let is_complete = layers.is_filled && layers.lost_ms.is_none();
        let held = layers.layers.iter().any(|layer| layer.holds(key));
        if !held {
            layers.take_in(key, now_ms);
        }
        is_complete && !held
    }
}

impl Layers {
    fn expire(&mut self, now_ms: u64) {
        let is_old = |ms: u64| ms + TXN_MS_MAX + SLACK_MS < now_ms;
        while self.layers.front().is_some_and(|l| is_old(l.newest_ms)) {
            self.layers.pop_front();
        }
        self.lost_ms = self.lost_ms.filter(|ms| !is_old(*ms));
    }

    fn take_in(&mut self, key: &Key, now_ms: u64) {
        let full = self
            .layers
            .back()
            .map(|l| (l.keys >= l.keys_max, l.keys_max));
        match full {
            Some((false, _)) => {}
            Some((true, keys_max)) => self.add((keys_max * 2).min(LAYER_KEYS_MAX)),
            None => self.add(LAYER_KEYS_MIN),
        }
        if let Some(layer) = self.layers.back_mut() {
            layer.take_in(key, now_ms);
        }
    }

    fn add(&mut self, keys_max: usize) {
        if self.layers.len() >= LAYERS_MAX
            && let Some(oldest) = self.layers.pop_front()
        {
            self.lost_ms = Some(oldest.newest_ms);
        }
        self.layers.push_back(Layer {
            bits: vec![0; keys_max * BITS_PER_KEY / 64].into(),
            keys: 0,
            keys_max,
            newest_ms: 0,
        });
    }
}

impl Layer {
    /// Where the four bits of an id are: it is a hash already.
    fn places(&self, key: &Key) -> [(usize, u64); 4] {
        let mut places = [(0, 0); 4];
        for (place, part) in places.iter_mut().zip(key.as_chunks::<4>().0) {
            let bit = u32::from_le_bytes(*part) as usize % (self.bits.len() * 64);
            *place = (bit / 64, 1 << (bit % 64));
        }
        places
    }

    fn holds(&self, key: &Key) -> bool {
        self.places(key)
            .iter()
            .all(|(word, bit)| self.bits.get(*word).is_some_and(|bits| bits & bit != 0))
    }

    fn take_in(&mut self, key: &Key, now_ms: u64) {
        for (word, bit) in self.places(key) {
            if let Some(bits) = self.bits.get_mut(word) {
                *bits |= bit;
            }
        }
        self.keys += 1;
        self.newest_ms = self.newest_ms.max(now_ms);
    }
}

/// Takes in the ids from before the start, page by page beside the requests.
pub(crate) async fn fill(m: &Matrix) -> Result<()> {
    let mut after = (m.clock.now_ms().saturating_sub(TXN_MS_MAX), Vec::new());
    loop {
        let (ms, key) = after.clone();
        let page = m.store.read(move |tx| page(tx, ms, &key)).await?;
        let mut layers = m.rooms.sent.0.lock();
        for (key, ms) in &page {
            // Other lengths are nobody's id.
            if let Ok(key) = Key::try_from(key.as_slice()) {
                layers.take_in(&key, *ms);
            }
        }
        match page.into_iter().next_back() {
            Some((key, ms)) => after = (ms, key),
            None => {
                layers.is_filled = true;
                return Ok(());
            }
        }
    }
}

/// Ids by the time of their use.
fn page(tx: &mut Tx<'_>, ms: u64, key: &[u8]) -> Result<Vec<(Vec<u8>, u64)>, StoreError> {
    tx.query(
        "SELECT key, created_ms FROM txn WHERE created_ms >= ?1 AND (created_ms > ?1 OR key > ?2)
         ORDER BY created_ms, key LIMIT ?3",
        params![ms, key, PAGE],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    fn key(number: usize) -> Key {
        let hash = Sha256::digest(number.to_be_bytes());
        hash.as_chunks::<16>().0[0]
    }

    fn filled() -> Sent {
        let sent = Sent::default();
        sent.0.lock().is_filled = true;
        sent
    }

    #[test]
    fn an_id_is_new_once_and_few_are_held_for_nothing() {
        let (sent, count) = (filled(), 3 * LAYER_KEYS_MIN);
        let held = (0..count).filter(|n| !sent.is_first_use(&key(*n), 1));
        let held = held.count();
        assert!(
            held < count / 100,
            "{held} of {count} were held for nothing"
        );
        assert!((0..count).all(|n| !sent.is_first_use(&key(n), 2)));
    }

    #[test]
    fn until_the_table_is_read_every_id_may_have_been_used() {
        let sent = Sent::default();
        assert!(!sent.is_first_use(&key(1), 1));
        sent.0.lock().is_filled = true;
        assert!(
            !sent.is_first_use(&key(1), 1),
            "it was taken in all the same"
        );
        assert!(sent.is_first_use(&key(2), 1));
    }

    #[test]
    fn a_day_later_an_id_is_new_and_its_memory_free() {
        let sent = filled();
        let later = 1 + TXN_MS_MAX + SLACK_MS;
        assert!(sent.is_first_use(&key(1), 1));
        assert!(!sent.is_first_use(&key(1), later));
        assert!(sent.is_first_use(&key(1), later + 1));
        assert_eq!(sent.0.lock().layers.len(), 1);
    }

    #[test]
    fn beyond_the_bound_nothing_is_new_for_a_day() {
        let sent = filled();
        for n in 0..LAYERS_MAX {
            let mut layers = sent.0.lock();
            layers.add(4);
            layers.take_in(&key(n), 10);
        }
        assert!(sent.is_first_use(&key(100), 10));
        sent.0.lock().add(4);
        assert!(!sent.is_first_use(&key(101), 10));
        assert!(
            !sent.is_first_use(&key(0), 10),
            "it was dropped, not forgotten"
        );
        assert!(sent.is_first_use(&key(102), 11 + TXN_MS_MAX + SLACK_MS));
    }
}
