//! SQL of lists: each statement reads a range of one index.

use store::{StoreError, Tx, params};

use crate::videos::queries::{Stored, columns, stored};

/// Whether somebody follows more than `many`.
pub(super) fn follows_more_than(
    tx: &mut Tx<'_>,
    user: i64,
    many: usize,
) -> Result<bool, StoreError> {
    let found: u64 = tx.query_one(
        "SELECT COUNT(*) FROM (SELECT 1 FROM follow WHERE user_nid = ?1 LIMIT ?2) AS few",
        params![user, many + 1],
        |row| row.get(0),
    )?;
    Ok(found > many as u64)
}

/// Places in time of all ready videos, newest first (`video_place`), and their authors if `user` follows them.
pub(super) fn newest_places(
    tx: &mut Tx<'_>,
    user: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    tx.query(
        "SELECT n.ord, CASE WHEN EXISTS (SELECT 1 FROM follow f WHERE f.user_nid = ?1
             AND f.followee_nid = n.author_nid) THEN n.author_nid END
         FROM (SELECT ord, author_nid FROM video WHERE ord < ?2 ORDER BY ord DESC LIMIT ?3) AS n
         ORDER BY n.ord DESC",
        params![user, before, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Places in time of the newest videos of an author that are for `audience` or more people (`video_author_place`).
pub(super) fn places_of_author(
    tx: &mut Tx<'_>,
    author: i64,
    before: i64,
    audience: i64,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT ord FROM video WHERE author_nid = ?1 AND ord < ?2 AND audience <= ?3 ORDER BY ord DESC LIMIT ?4",
        params![author, before, audience, limit],
        |row| row.get(0),
    )
}

/// The newest video that somebody may see of each whom he follows: place in time and author. A seek each.
pub(super) fn newest_of_each(
    tx: &mut Tx<'_>,
    user: i64,
    before: i64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let found = tx.query::<_, StoreError>(
        "SELECT f.followee_nid,
           (SELECT MAX(v.ord) FROM video v WHERE v.author_nid = f.followee_nid AND v.ord < ?2 AND v.audience <=
             CASE WHEN EXISTS (SELECT 1 FROM follow b WHERE b.user_nid = f.followee_nid AND b.followee_nid = ?1)
               THEN 2 ELSE 1 END)
         FROM follow f WHERE f.user_nid = ?1",
        params![user, before],
        |row| Ok((row.get::<i64>(0)?, row.get::<Option<i64>>(1)?)),
    )?;
    Ok(found
        .into_iter()
        .filter_map(|(author, place)| Some((place?, author)))
        .collect())
}

/// As [`newest_of_each`], of friends alone.
pub(super) fn newest_of_friends(
    tx: &mut Tx<'_>,
    user: i64,
    before: i64,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let found = tx.query::<_, StoreError>(
        "SELECT f.followee_nid,
           (SELECT MAX(v.ord) FROM video v WHERE v.author_nid = f.followee_nid AND v.ord < ?2 AND v.audience <= 2)
         FROM follow f JOIN follow b ON b.user_nid = f.followee_nid AND b.followee_nid = f.user_nid
         WHERE f.user_nid = ?1",
        params![user, before],
        |row| Ok((row.get::<i64>(0)?, row.get::<Option<i64>>(1)?)),
    )?;
    Ok(found
        .into_iter()
        .filter_map(|(author, place)| Some((place?, author)))
        .collect())
}

/// Videos of an author that are for `audience` or more people, newest first (`video_author_place`).
pub(crate) fn of_author(
    tx: &mut Tx<'_>,
    author: i64,
    before: i64,
    audience: i64,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    tx.query(
        concat!(
            "SELECT ",
            columns!(),
            " FROM video v WHERE v.author_nid = ?1 AND v.ord < ?2 AND v.audience <= ?3
             ORDER BY v.ord DESC LIMIT ?4"
        ),
        params![author, before, audience, limit],
        stored,
    )
}

/// Videos of an author that are processed or have failed, newest first (`video_author`, where `ord` is none).
pub(crate) fn unready(
    tx: &mut Tx<'_>,
    author: i64,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    tx.query(
        concat!(
            "SELECT ",
            columns!(),
            " FROM video v WHERE v.author_nid = ?1 AND v.ord IS NULL ORDER BY v.nid DESC LIMIT ?2"
        ),
        params![author, limit],
        stored,
    )
}
