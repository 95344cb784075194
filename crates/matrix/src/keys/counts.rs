//! What `/sync` tells a device about its keys on the server (client-server §10.12.2): how many
//! one-time keys are left, which fallback keys are unused.

use std::{collections::BTreeMap, sync::Arc};

use store::{StoreError, Tx, Write, params};

use crate::Matrix;

/// The algorithm that clients watch: zero is said, not left out, or they never upload again.
const WATCHED: &str = "signed_curve25519";

/// A device's keys in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyCounts {
    /// One-time keys left, by algorithm.
    pub one_time: BTreeMap<String, u64>,
    /// Algorithms whose fallback key was not handed out yet.
    pub unused_fallback: Vec<String>,
}

/// Counts what the database has.
pub fn of(tx: &mut Tx<'_>, device: i64) -> Result<KeyCounts, StoreError> {
    let rows = tx.query(
        "SELECT algorithm, COUNT(*) FROM one_time_key WHERE device_nid = ?1 GROUP BY algorithm",
        params![device],
        |row| Ok::<_, StoreError>((row.get(0)?, row.get(1)?)),
    )?;
    let mut one_time: BTreeMap<String, u64> = rows.into_iter().collect();
    one_time.entry(WATCHED.to_owned()).or_insert(0);
    let unused_fallback = tx.query(
        "SELECT algorithm FROM fallback_key WHERE device_nid = ?1 AND used = 0 ORDER BY algorithm",
        params![device],
        |row| row.get(0),
    )?;
    Ok(KeyCounts {
        one_time,
        unused_fallback,
    })
}

/// Counts again after a change in the same transaction and gives the result to the device's
/// connections. `wake`: a waiting poll answers because of it.
pub(crate) fn changed(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    device: i64,
    wake: bool,
) -> Result<Arc<KeyCounts>, StoreError> {
    let counts = Arc::new(of(w, device)?);
    let pos = w.next_position();
    m.hub.set_key_counts(w, (user, device), pos, &counts, wake);
    Ok(counts)
}
