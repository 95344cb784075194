//! SQL of profiles.

use ruma::UserId;
use serde_json::{Map, Value};
use store::{StoreError, Tx, Write, params};

/// A profile.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    /// All fields that are set, name and picture included.
    pub(crate) fields: Map<String, Value>,
}

/// The profile of a person that exists: a local account that is not deactivated, or somebody from
/// another server whom we have met.
pub(crate) fn profile(tx: &mut Tx<'_>, user_id: &UserId) -> Result<Option<Profile>, StoreError> {
    let found = tx.query_opt(
        "SELECT u.nid, u.displayname, u.avatar_url FROM user_ u LEFT JOIN account a ON a.user_nid = u.nid
         WHERE u.user_id = ?1 AND (u.is_local = 0 OR a.deactivated = 0)",
        params![user_id.as_str()],
        |row| Ok::<_, StoreError>((row.get::<i64>(0)?, row.get::<Option<String>>(1)?, row.get::<Option<String>>(2)?)),
    )?;
    let Some((user, displayname, avatar_url)) = found else {
        return Ok(None);
    };
    let mut fields = Map::new();
    for (name, json) in fields_of(tx, user)? {
        fields.insert(name, serde_json::from_slice(&json).unwrap_or_default());
    }
    for (name, field) in [("displayname", displayname), ("avatar_url", avatar_url)] {
        if let Some(field) = field {
            fields.insert(name.to_owned(), field.into());
        }
    }
    Ok(Some(Profile { fields }))
}

/// The fields besides name and picture.
fn fields_of(tx: &mut Tx<'_>, user: i64) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    tx.query(
        "SELECT name, json FROM profile_field WHERE user_nid = ?1 ORDER BY name",
        params![user],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Sets or removes a field.
pub(super) fn set_field(
    w: &mut Write<'_, '_>,
    user: i64,
    name: &str,
    new: Option<&Value>,
) -> Result<(), StoreError> {
    let text = new.and_then(Value::as_str);
    match (name, new) {
        ("displayname", _) => w.execute(
            "UPDATE user_ SET displayname = ?2 WHERE nid = ?1",
            params![user, text],
        )?,
        ("avatar_url", _) => w.execute(
            "UPDATE user_ SET avatar_url = ?2 WHERE nid = ?1",
            params![user, text],
        )?,
        (_, None) => w.execute(
            "DELETE FROM profile_field WHERE user_nid = ?1 AND name = ?2",
            params![user, name],
        )?,
        (_, Some(new)) => w.execute(
            "INSERT INTO profile_field (user_nid, name, json) VALUES (?1, ?2, ?3)
             ON CONFLICT (user_nid, name) DO UPDATE SET json = excluded.json",
            params![user, name, new.to_string().as_bytes()],
        )?,
    };
    Ok(())
}
