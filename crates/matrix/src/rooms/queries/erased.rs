//! SQL of erased words: whose events of a room only those see who were there.

use store::{StoreError, Tx, Write, params};

/// Who wrote in a room and had his words erased; nearly always nobody.
pub fn erased_senders(tx: &mut Tx<'_>, room: i64) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT user_nid FROM erased_sender WHERE room_nid = ?1",
        params![room],
        |row| row.get(0),
    )
}

/// Erases what a person wrote for whoever was not there, in every room that he ever was in.
pub fn erase_words(w: &mut Write<'_, '_>, user: i64) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO erased_sender (room_nid, user_nid) SELECT room_nid, user_nid FROM member WHERE user_nid = ?1
         ON CONFLICT (room_nid, user_nid) DO NOTHING",
        params![user],
    )?;
    Ok(())
}
