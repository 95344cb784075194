//! SQL of devices.

use store::{StoreError, Tx, Write, params};

/// A device as its owner sees it.
pub(crate) struct DeviceRow {
    pub(crate) device_id: String,
    pub(crate) display_name: Option<String>,
    pub(crate) last_seen_ms: u64,
}

/// All devices of a user.
pub(crate) fn devices(tx: &mut Tx<'_>, user: i64) -> Result<Vec<DeviceRow>, StoreError> {
    tx.query(
        "SELECT device_id, display_name, last_seen_ms FROM device WHERE user_nid = ?1 ORDER BY nid",
        params![user],
        |row| {
            Ok(DeviceRow {
                device_id: row.get(0)?,
                display_name: row.get(1)?,
                last_seen_ms: row.get(2)?,
            })
        },
    )
}

/// Names a device; returns whether it exists.
pub(crate) fn set_name(
    w: &mut Write<'_, '_>,
    user: i64,
    device_id: &str,
    name: &str,
) -> Result<bool, StoreError> {
    let rows = w.execute(
        "UPDATE device SET display_name = ?3 WHERE user_nid = ?1 AND device_id = ?2",
        params![user, device_id, name],
    )?;
    Ok(rows > 0)
}

/// Moves the time at which a device was last seen forward.
pub(crate) fn set_last_seen(w: &mut Write<'_, '_>, device: i64, ms: u64) -> Result<(), StoreError> {
    w.execute(
        "UPDATE device SET last_seen_ms = ?2 WHERE nid = ?1 AND last_seen_ms < ?2",
        params![device, ms],
    )?;
    Ok(())
}

/// Sets the position of the newest change of a person's device list.
pub(crate) fn set_list_position(
    w: &mut Write<'_, '_>,
    user: i64,
    pos: i64,
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO device_list (user_nid, pos) VALUES (?1, ?2)
         ON CONFLICT (user_nid) DO UPDATE SET pos = excluded.pos",
        params![user, pos],
    )?;
    Ok(())
}

/// The rooms that a person is in.
pub(crate) fn joined_rooms(tx: &mut Tx<'_>, user: i64) -> Result<Vec<i64>, StoreError> {
    tx.query(
        "SELECT room_nid FROM member WHERE user_nid = ?1 AND membership = 'join'",
        params![user],
        |row| row.get(0),
    )
}

/// A person's dehydrated device.
pub(crate) struct DehydratedRow {
    pub(crate) device: i64,
    pub(crate) device_id: String,
    pub(crate) data: Vec<u8>,
}

/// The dehydrated device of a user.
pub(crate) fn dehydrated(tx: &mut Tx<'_>, user: i64) -> Result<Option<DehydratedRow>, StoreError> {
    tx.query_opt(
        "SELECT h.device_nid, d.device_id, h.data FROM dehydrated_device h JOIN device d ON d.nid = h.device_nid
         WHERE h.user_nid = ?1",
        params![user],
        |row| Ok(DehydratedRow { device: row.get(0)?, device_id: row.get(1)?, data: row.get(2)? }),
    )
}

/// Remembers that a device is dehydrated.
pub(crate) fn add_dehydrated(
    w: &mut Write<'_, '_>,
    user: i64,
    device: i64,
    data: &[u8],
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO dehydrated_device (user_nid, device_nid, data) VALUES (?1, ?2, ?3)",
        params![user, device, data],
    )?;
    Ok(())
}
