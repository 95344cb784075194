//! Connections and their two generations.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use http_server::{Error, ErrorKind, Result};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::super::token::Token;
use crate::Matrix;

/// Connections in memory; the longest unused go first. A client that comes back is told
/// `M_UNKNOWN_POS` and starts again.
const CONNECTIONS_MAX: usize = 10_000;

type Shared = Arc<tokio::sync::Mutex<Connection>>;

/// All connections by device and `conn_id`.
#[derive(Default)]
pub struct Connections(Mutex<HashMap<(i64, String), Kept>>);

struct Kept {
    connection: Shared,
    last_used_ms: u64,
}

/// One client's connection.
pub(super) struct Connection {
    instance: String,
    acknowledged: Generation,
    sent: Generation,
    running: CancellationToken,
}

/// What the client has been told.
#[derive(Debug, Clone, Default)]
pub(super) struct Generation {
    /// 0: nothing yet.
    pub(super) number: u64,
    /// Everything up to here was looked at.
    pub(super) token: Token,
    /// Rooms it knows.
    pub(super) rooms: HashMap<i64, SentRoom>,
    /// Member events it has (lazy loading), by room and user id.
    pub(super) members: HashSet<(i64, String)>,
    /// Sizes of its lists.
    pub(super) counts: BTreeMap<String, u64>,
}

/// What the client knows of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SentRoom {
    /// Events up to here.
    pub(super) pos: i64,
    /// The timeline limit that applied.
    pub(super) timeline_limit: usize,
    /// The state that was asked for.
    pub(super) required_state: Arc<Vec<(String, String)>>,
    /// Unread counts that were told.
    pub(super) unread: (u64, u64),
}

impl Connections {
    /// The connection of a request; a request without `pos` makes a new one.
    pub(super) fn open(
        &self,
        m: &Matrix,
        device: i64,
        conn_id: &str,
        pos: Option<&str>,
    ) -> Result<Shared> {
        let key = (device, conn_id.to_owned());
        let mut connections = self.0.lock();
        let now_ms = m.clock.now_ms();
        if pos.is_none() {
            if let Some(old) = connections.remove(&key) {
                // Whoever still waits on it is to give up.
                if let Ok(old) = old.connection.try_lock() {
                    old.running.cancel();
                }
            }
            make_room(&mut connections);
            let fresh = Kept {
                connection: Arc::new(tokio::sync::Mutex::new(Connection::new(m))),
                last_used_ms: now_ms,
            };
            let shared = Arc::clone(&fresh.connection);
            connections.insert(key, fresh);
            return Ok(shared);
        }
        let kept = connections.get_mut(&key).ok_or_else(unknown_pos)?;
        kept.last_used_ms = now_ms;
        Ok(Arc::clone(&kept.connection))
    }

    /// Forgets the connections of a device that signed out.
    pub fn forget_device(&self, device: i64) {
        self.0.lock().retain(|(owner, _), _| *owner != device);
    }
}

fn make_room(connections: &mut HashMap<(i64, String), Kept>) {
    if connections.len() < CONNECTIONS_MAX {
        return;
    }
    let mut ages: Vec<u64> = connections.values().map(|kept| kept.last_used_ms).collect();
    ages.sort_unstable();
    let median = ages.get(ages.len() / 2).copied().unwrap_or_default();
    connections.retain(|_, kept| kept.last_used_ms > median);
}

fn unknown_pos() -> Error {
    Error::bad_request(
        ErrorKind::UnknownPos,
        "This position is not known (any more): start a new connection",
    )
}

impl Connection {
    fn new(m: &Matrix) -> Self {
        Self {
            instance: base::token(m.rng.as_ref(), 8),
            acknowledged: Generation::default(),
            sent: Generation::default(),
            running: CancellationToken::new(),
        }
    }

    /// Takes a request's `pos`: it acknowledges the sent generation, or asks for it again. Ends the
    /// request that runs on the connection; returns what ends this one.
    pub(super) fn begin(&mut self, pos: Option<&str>) -> Result<CancellationToken> {
        if let Some(pos) = pos {
            let (instance, number) = pos.rsplit_once('.').ok_or_else(unknown_pos)?;
            let number: u64 = number.parse().map_err(|_| unknown_pos())?;
            if instance != self.instance {
                return Err(unknown_pos());
            }
            if number == self.sent.number {
                self.acknowledged = self.sent.clone();
            } else if number != self.acknowledged.number {
                return Err(unknown_pos());
            }
        }
        self.running.cancel();
        self.running = CancellationToken::new();
        Ok(self.running.clone())
    }

    pub(super) fn acknowledged(&self) -> &Generation {
        &self.acknowledged
    }

    /// Keeps what is about to be sent; returns its `pos`.
    pub(super) fn sent(&mut self, mut generation: Generation) -> String {
        generation.number = self.sent.number.max(self.acknowledged.number) + 1;
        let pos = format!("{}.{}", self.instance, generation.number);
        self.sent = generation;
        pos
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> Connection {
        Connection {
            instance: "i".into(),
            acknowledged: Generation::default(),
            sent: Generation::default(),
            running: CancellationToken::new(),
        }
    }

    fn generation(pos: i64) -> Generation {
        Generation {
            token: Token { pos, ephemeral: 0 },
            ..Generation::default()
        }
    }

    #[test]
    fn a_lost_answer_is_computed_again_from_what_was_acknowledged() {
        let mut c = connection();
        c.begin(None).unwrap();
        let first = c.sent(generation(5));
        c.begin(Some(&first)).unwrap();
        let lost = c.sent(generation(9));
        c.begin(Some(&first)).unwrap();
        assert_eq!(c.acknowledged().token.pos, 5);
        let again = c.sent(generation(11));
        assert_ne!(lost, again, "the lost answer and its repetition may differ");
        assert!(
            c.begin(Some(&lost)).is_err(),
            "a generation that was replaced is unknown"
        );
        c.begin(Some(&again)).unwrap();
        assert_eq!(c.acknowledged().token.pos, 11);
    }

    #[test]
    fn a_pos_of_another_connection_is_unknown() {
        let mut c = connection();
        c.begin(None).unwrap();
        c.sent(generation(5));
        for pos in ["", "x", "j.1", "i.7", "i.-1"] {
            assert!(c.begin(Some(pos)).is_err(), "{pos}");
        }
    }
}
