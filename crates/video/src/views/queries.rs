//! SQL of view keys, tokens and counts. None of it knows who watched.

use store::{StoreError, Tx, Write, params};

use super::{share::Devices, spend::Found};
use crate::{
    social::{counts, days},
    videos::queries::Stored,
};

/// Rows that go in one change, so that a commit stays short.
const ROWS_MAX: usize = 1000;
/// Keys that can be there at once, and some.
const KEYS_MAX: usize = 16;

/// All keys with their days.
pub(super) fn keys(tx: &mut Tx<'_>) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT day, private_key FROM view_key ORDER BY day DESC LIMIT ?1",
        params![KEYS_MAX],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Stores the key of a day, if there is none; the one that is there.
pub(super) fn key_once(
    w: &mut Write<'_, '_>,
    day: u64,
    made: &[u8],
) -> Result<Vec<u8>, StoreError> {
    w.execute(
        "INSERT INTO view_key (day, private_key) VALUES (?1, ?2) ON CONFLICT (day) DO NOTHING",
        params![day, made],
    )?;
    w.query_one(
        "SELECT private_key FROM view_key WHERE day = ?1",
        params![day],
        |row| row.get(0),
    )
}

/// Throws away keys of days before `first` and what was issued and spent by them; whether there may be more.
pub(super) fn forget_before(w: &mut Write<'_, '_>, first: u64) -> Result<bool, StoreError> {
    w.execute("DELETE FROM view_key WHERE day < ?1", params![first])?;
    let mut more = false;
    for sql in [
        "DELETE FROM view_spent WHERE (day, token) IN
           (SELECT day, token FROM view_spent WHERE day < ?1 LIMIT ?2)",
        "DELETE FROM view_allotment WHERE (day, user_nid, device_nid) IN
           (SELECT day, user_nid, device_nid FROM view_allotment WHERE day < ?1 LIMIT ?2)",
    ] {
        more |= w.execute(sql, params![first, ROWS_MAX])? >= ROWS_MAX as u64;
    }
    Ok(more)
}

/// Who takes tokens: the day of their key, an account, a device of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taker {
    pub(super) day: u64,
    pub(super) user: i64,
    pub(super) device: i64,
}

/// What a device had signed on a day.
pub(super) struct Allotted {
    pub(super) request: Vec<u8>,
    pub(super) tries: i64,
    pub(super) signed: usize,
}

pub(super) fn allotted(tx: &mut Tx<'_>, by: Taker) -> Result<Option<Allotted>, StoreError> {
    tx.query_opt(
        "SELECT request, tries, signed FROM view_allotment WHERE day = ?1 AND user_nid = ?2 AND device_nid = ?3",
        params![by.day, by.user, by.device],
        |row| {
            Ok(Allotted {
                request: row.get(0)?,
                tries: row.get(1)?,
                signed: usize::try_from(row.get::<u64>(2)?).unwrap_or(0),
            })
        },
    )
}

/// Which devices of an account took tokens on a day and on the days before.
pub(super) fn devices(tx: &mut Tx<'_>, day: u64, user: i64) -> Result<Devices, StoreError> {
    let rows = tx.query::<(u64, i64, u64), StoreError>(
        "SELECT day, device_nid, signed FROM view_allotment WHERE user_nid = ?1 AND day <= ?2",
        params![user, day],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let mut devices = Devices::default();
    for (of, device, signed) in rows {
        if of == day {
            let signed = usize::try_from(signed).unwrap_or(usize::MAX);
            devices.today.insert(device, signed);
        } else {
            devices.lately.insert(device);
        }
    }
    Ok(devices)
}

pub(super) fn allot(
    w: &mut Write<'_, '_>,
    by: Taker,
    request: &[u8],
    signed: usize,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO view_allotment (day, user_nid, device_nid, request, tries, signed) VALUES (?1, ?2, ?3, ?4, 1, ?5)",
        params![by.day, by.user, by.device, request, signed],
    )?;
    Ok(())
}

pub(super) fn tried_again(w: &mut Write<'_, '_>, by: Taker) -> Result<(), StoreError> {
    w.execute(
        "UPDATE view_allotment SET tries = tries + 1 WHERE day = ?1 AND user_nid = ?2 AND device_nid = ?3",
        params![by.day, by.user, by.device],
    )?;
    Ok(())
}

/// A token as it is remembered.
pub(super) struct Spent {
    pub(super) day: u64,
    pub(super) token: Vec<u8>,
    pub(super) request: Vec<u8>,
}

/// Spends a token; whether it was not spent before.
pub(super) fn spend(w: &mut Write<'_, '_>, spent: &Spent) -> Result<bool, StoreError> {
    let added = w.execute(
        "INSERT INTO view_spent (day, token, request) VALUES (?1, ?2, ?3) ON CONFLICT (day, token) DO NOTHING",
        params![spent.day, &spent.token, &spent.request],
    )?;
    Ok(added > 0)
}

/// Whether a spent token was spent by the same request.
pub(super) fn is_same(tx: &mut Tx<'_>, spent: &Spent) -> Result<bool, StoreError> {
    let request = tx.get::<Vec<u8>>(
        "SELECT request FROM view_spent WHERE day = ?1 AND token = ?2",
        params![spent.day, &spent.token],
    )?;
    Ok(request.is_some_and(|request| request == spent.request))
}

/// Counts a view on a day.
pub(super) fn count(
    w: &mut Write<'_, '_>,
    video: &Stored,
    day: u64,
    watched: u8,
    source: Found,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_view (video_nid, day, watched, source, n) VALUES (?1, ?2, ?3, ?4, 1)
         ON CONFLICT (video_nid, day, watched, source) DO UPDATE SET n = video_view.n + 1",
        params![video.nid, day, u32::from(watched), source.code()],
    )?;
    days::viewed(w, video.nid, day, watched == 4)?;
    counts::viewed(w, video.nid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn with_a_key_goes_what_was_spent_by_it_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let url = store::default_url(folder.path());
        // The homeserver's table of people, which ours refer to.
        let people = store::Migration {
            id: "people",
            sql: "CREATE TABLE user_ (nid BIGINT PRIMARY KEY);",
        };
        let migrations = [&[people], crate::MIGRATIONS].concat();
        let store = store::Store::open(&url, &migrations).unwrap();
        let spent = |day: u64, n: usize| Spent {
            day,
            token: n.to_be_bytes().to_vec(),
            request: vec![0],
        };
        let (old, kept) = (ROWS_MAX + 1, 3);
        let forgotten = store.write(move |w| {
            for day in [7, 8] {
                key_once(w, day, b"key")?;
            }
            assert_eq!(key_once(w, 8, b"another")?, b"key");
            for n in 0..old {
                assert!(spend(w, &spent(7, n))?);
            }
            for n in 0..kept {
                assert!(spend(w, &spent(8, n))?);
                assert!(!spend(w, &spent(8, n))?);
            }
            let mut changes = 1;
            while forget_before(w, 8)? {
                changes += 1;
            }
            Ok::<_, StoreError>((changes, !spend(w, &spent(8, 0))?, spend(w, &spent(7, 0))?))
        });
        assert_eq!(forgotten.await.unwrap(), (2, true, true));
        let left = store.read(keys).await.unwrap();
        assert_eq!(left, [(8, b"key".to_vec())]);
    }
}
