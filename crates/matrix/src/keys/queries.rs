//! SQL of keys.

use store::{StoreError, Tx, Write, params};

/// The number of a device.
pub(crate) fn device(
    tx: &mut Tx<'_>,
    user: i64,
    device_id: &str,
) -> Result<Option<i64>, StoreError> {
    tx.get(
        "SELECT nid FROM device WHERE user_nid = ?1 AND device_id = ?2",
        params![user, device_id],
    )
}

/// Whether a device is still there.
pub(crate) fn device_exists(tx: &mut Tx<'_>, device: i64) -> Result<bool, StoreError> {
    Ok(tx
        .get::<i64>("SELECT nid FROM device WHERE nid = ?1", params![device])?
        .is_some())
}

/// Stores the keys of a device.
pub(crate) fn set_device_keys(
    w: &mut Write<'_, '_>,
    device: i64,
    json: &[u8],
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO device_key (device_nid, json) VALUES (?1, ?2)
         ON CONFLICT (device_nid) DO UPDATE SET json = excluded.json",
        params![device, json],
    )?;
    Ok(())
}

/// The keys of a device.
pub(crate) fn device_keys(tx: &mut Tx<'_>, device: i64) -> Result<Option<Vec<u8>>, StoreError> {
    tx.get(
        "SELECT json FROM device_key WHERE device_nid = ?1",
        params![device],
    )
}

/// A device with keys, as `/keys/query` shows it.
pub(crate) struct DeviceRow {
    pub(crate) device_id: String,
    pub(crate) display_name: Option<String>,
    pub(crate) json: Vec<u8>,
}

/// All devices of a user that have keys.
pub(crate) fn devices_with_keys(tx: &mut Tx<'_>, user: i64) -> Result<Vec<DeviceRow>, StoreError> {
    tx.query(
        "SELECT d.device_id, d.display_name, k.json FROM device d JOIN device_key k ON k.device_nid = d.nid
         WHERE d.user_nid = ?1 ORDER BY d.nid",
        params![user],
        |row| Ok(DeviceRow { device_id: row.get(0)?, display_name: row.get(1)?, json: row.get(2)? }),
    )
}

/// A stored one-time key by its id.
pub(crate) fn one_time_key(
    tx: &mut Tx<'_>,
    device: i64,
    algorithm: &str,
    key_id: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.get(
        "SELECT json FROM one_time_key WHERE device_nid = ?1 AND algorithm = ?2 AND key_id = ?3",
        params![device, algorithm, key_id],
    )
}

/// How many one-time keys a device has.
pub(crate) fn count_one_time_keys(tx: &mut Tx<'_>, device: i64) -> Result<u64, StoreError> {
    tx.query_one(
        "SELECT COUNT(*) FROM one_time_key WHERE device_nid = ?1",
        params![device],
        |row| row.get(0),
    )
}

/// Adds a one-time key behind the others of its algorithm.
pub(crate) fn add_one_time_key(
    w: &mut Write<'_, '_>,
    device: i64,
    algorithm: &str,
    key_id: &str,
    json: &[u8],
) -> Result<(), StoreError> {
    let seq: i64 = w.query_one(
        "SELECT COALESCE(MAX(seq), 0) + 1 FROM one_time_key WHERE device_nid = ?1 AND algorithm = ?2",
        params![device, algorithm],
        |row| row.get(0),
    )?;
    w.execute(
        "INSERT INTO one_time_key (device_nid, algorithm, seq, key_id, json) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![device, algorithm, seq, key_id, json],
    )?;
    Ok(())
}

/// Takes the oldest one-time key out: id and key.
pub(crate) fn take_one_time_key(
    w: &mut Write<'_, '_>,
    device: i64,
    algorithm: &str,
) -> Result<Option<(String, Vec<u8>)>, StoreError> {
    let found = w.query_opt(
        "SELECT seq, key_id, json FROM one_time_key WHERE device_nid = ?1 AND algorithm = ?2 ORDER BY seq LIMIT 1",
        params![device, algorithm],
        |row| Ok::<_, StoreError>((row.get::<i64>(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let Some((seq, key_id, json)) = found else {
        return Ok(None);
    };
    w.execute(
        "DELETE FROM one_time_key WHERE device_nid = ?1 AND algorithm = ?2 AND seq = ?3",
        params![device, algorithm, seq],
    )?;
    Ok(Some((key_id, json)))
}

/// The fallback key of an algorithm: id, key, whether it was handed out.
pub(crate) fn fallback_key(
    tx: &mut Tx<'_>,
    device: i64,
    algorithm: &str,
) -> Result<Option<(String, Vec<u8>, bool)>, StoreError> {
    tx.query_opt(
        "SELECT key_id, json, used FROM fallback_key WHERE device_nid = ?1 AND algorithm = ?2",
        params![device, algorithm],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// Replaces the fallback key of an algorithm by one that was not handed out yet.
pub(crate) fn set_fallback_key(
    w: &mut Write<'_, '_>,
    device: i64,
    algorithm: &str,
    key_id: &str,
    json: &[u8],
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO fallback_key (device_nid, algorithm, key_id, json, used) VALUES (?1, ?2, ?3, ?4, 0)
         ON CONFLICT (device_nid, algorithm) DO UPDATE
           SET key_id = excluded.key_id, json = excluded.json, used = 0",
        params![device, algorithm, key_id, json],
    )?;
    Ok(())
}

/// Remembers that the fallback key was handed out.
pub(crate) fn use_fallback_key(
    w: &mut Write<'_, '_>,
    device: i64,
    algorithm: &str,
) -> Result<(), StoreError> {
    w.execute(
        "UPDATE fallback_key SET used = 1 WHERE device_nid = ?1 AND algorithm = ?2",
        params![device, algorithm],
    )?;
    Ok(())
}

/// A cross-signing key.
pub(crate) struct CrossSigningRow {
    pub(crate) usage: String,
    pub(crate) public_key: String,
    pub(crate) json: Vec<u8>,
}

/// The cross-signing keys of a user.
pub(crate) fn cross_signing_keys(
    tx: &mut Tx<'_>,
    user: i64,
) -> Result<Vec<CrossSigningRow>, StoreError> {
    tx.query(
        "SELECT usage, public_key, json FROM cross_signing_key WHERE user_nid = ?1",
        params![user],
        |row| {
            Ok(CrossSigningRow {
                usage: row.get(0)?,
                public_key: row.get(1)?,
                json: row.get(2)?,
            })
        },
    )
}

/// Sets a cross-signing key.
pub(crate) fn set_cross_signing_key(
    w: &mut Write<'_, '_>,
    user: i64,
    usage: &str,
    public_key: &str,
    json: &[u8],
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO cross_signing_key (user_nid, usage, public_key, json) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (user_nid, usage) DO UPDATE SET public_key = excluded.public_key, json = excluded.json",
        params![user, usage, public_key, json],
    )?;
    Ok(())
}

/// Forgets what a replaced key has signed.
pub(crate) fn delete_signatures_by(
    w: &mut Write<'_, '_>,
    signer: i64,
    key_id: &str,
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM key_signature WHERE signer_nid = ?1 AND key_id = ?2",
        params![signer, key_id],
    )?;
    Ok(())
}

/// A signature that was added to a key.
pub(crate) struct SignatureRow {
    pub(crate) target: String,
    pub(crate) signer_id: String,
    pub(crate) key_id: String,
    pub(crate) signature: String,
}

/// Signatures on the keys of `user` that `reader` may see: the owner's and his own.
pub(crate) fn signatures(
    tx: &mut Tx<'_>,
    user: i64,
    reader: i64,
) -> Result<Vec<SignatureRow>, StoreError> {
    tx.query(
        "SELECT s.target, u.user_id, s.key_id, s.signature FROM key_signature s JOIN user_ u ON u.nid = s.signer_nid
         WHERE s.target_nid = ?1 AND (s.signer_nid = ?1 OR s.signer_nid = ?2)",
        params![user, reader],
        |row| {
            Ok(SignatureRow {
                target: row.get(0)?,
                signer_id: row.get(1)?,
                key_id: row.get(2)?,
                signature: row.get(3)?,
            })
        },
    )
}

/// Adds a signature; returns whether it is new.
pub(crate) fn add_signature(
    w: &mut Write<'_, '_>,
    target: (i64, &str),
    signer: i64,
    key_id: &str,
    signature: &str,
    pos: i64,
) -> Result<bool, StoreError> {
    let rows = w.execute(
        "INSERT INTO key_signature (target_nid, target, signer_nid, key_id, signature, pos)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (target_nid, target, signer_nid, key_id) DO UPDATE
           SET signature = excluded.signature, pos = excluded.pos
           WHERE key_signature.signature <> excluded.signature",
        params![target.0, target.1, signer, key_id, signature, pos],
    )?;
    Ok(rows > 0)
}
