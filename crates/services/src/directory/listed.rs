//! An entry as an answer holds it: the signed bytes, and what this server adds to them now.

use http_server::{Error, Result};
use serde_json::value::RawValue;
use store::{StoreError, Tx, params};

use super::{
    kind::Kind,
    release,
    shown::{AddedToEntry, DirectoryEntry},
};
use crate::homeserver;

/// An entry by its number, and by how much it rose this week; `None` if it is not to be seen now.
pub(super) fn raw(tx: &mut Tx<'_>, nid: i64, week: Option<u64>) -> Result<Option<Box<RawValue>>> {
    let found = tx.query_opt(
        "SELECT kind, source, subject, json FROM directory_entry WHERE nid = ?1",
        params![nid],
        |row| {
            Ok::<_, StoreError>((
                Kind::of_code(row.get(0)?),
                row.get::<String>(1)?,
                row.get::<String>(2)?,
                row.get::<Vec<u8>>(3)?,
            ))
        },
    )?;
    let Some((kind, source, subject, json)) = found else {
        return Ok(None);
    };
    if !source.is_empty() {
        return foreign(&source, &json, week).map(Some);
    }
    if kind != Kind::Group {
        let added = week.map(|_| AddedToEntry {
            week,
            ..AddedToEntry::default()
        });
        return with(json, added.as_ref()).map(Some);
    }
    let Some(members) = homeserver::public_room(tx, &subject)? else {
        return Ok(None);
    };
    let added = AddedToEntry {
        members: Some(members),
        week,
        ..AddedToEntry::default()
    };
    with(json, Some(&added)).map(Some)
}

/// An entry of another server: the signature is over the id that it has there.
fn foreign(source: &str, json: &[u8], week: Option<u64>) -> Result<Box<RawValue>> {
    let mut entry: DirectoryEntry = serde_json::from_slice(json).map_err(Error::internal)?;
    entry.unsigned = Some(AddedToEntry {
        id: Some(format!("{}:{source}", entry.id)),
        url: entry.mini_app.as_ref().map(|app| {
            let url = release::url(&app.app_id, &app.version);
            format!("{url}?from={source}")
        }),
        icon: entry.icon.as_deref().and_then(|icon| {
            icon.starts_with("/_causeway/")
                .then(|| format!("{icon}?from={source}"))
        }),
        members: None,
        week,
    });
    serde_json::value::to_raw_value(&entry).map_err(Error::internal)
}

/// The signed bytes are an object: what is added goes before its last brace.
fn with(mut json: Vec<u8>, added: Option<&AddedToEntry>) -> Result<Box<RawValue>> {
    if let Some(added) = added {
        json.pop();
        json.extend_from_slice(b",\"unsigned\":");
        serde_json::to_writer(&mut json, added).map_err(Error::internal)?;
        json.push(b'}');
    }
    let text = String::from_utf8(json).map_err(Error::internal)?;
    RawValue::from_string(text).map_err(Error::internal)
}
