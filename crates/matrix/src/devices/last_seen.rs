//! When a device was last seen: coarse, kept in memory beside its token, written now and then. Never
//! from where (law 8).

use store::StoreError;

use super::queries;
use crate::{Matrix, Result};

/// How exact it is: enough to tell a forgotten device from one in use.
const STEP_MS: u64 = 10 * 60 * 1000;

/// A time as it is kept.
pub(crate) fn rounded(now_ms: u64) -> u64 {
    now_ms - now_ms % STEP_MS
}

/// Writes what changed since the last call.
pub(crate) async fn flush(m: &Matrix) -> Result<()> {
    let seen = m.tokens.take_seen();
    if seen.is_empty() {
        return Ok(());
    }
    m.store
        .write(move |w| {
            for (device, ms) in &seen {
                queries::set_last_seen(w, *device, *ms)?;
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_time_is_kept_to_ten_minutes() {
        assert_eq!(super::rounded(1_200_001), 1_200_000);
        assert_eq!(super::rounded(1_799_999), 1_200_000);
    }
}
