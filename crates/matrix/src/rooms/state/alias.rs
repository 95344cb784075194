//! Which addresses a room may claim (client-server §10.6.4, `m.room.canonical_alias`): those that
//! point to it.

use std::collections::BTreeSet;

use http_server::{Error, ErrorKind, Result};
use ruma::RoomAliasId;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    Matrix,
    rooms::{RoomGuard, queries},
};

#[derive(Debug, Default, Deserialize)]
struct Content {
    #[serde(default)]
    alias: Option<String>,
    #[serde(default)]
    alt_aliases: Option<Vec<String>>,
}

impl Content {
    fn all(self) -> BTreeSet<String> {
        let main = self.alias.filter(|alias| !alias.is_empty());
        main.into_iter()
            .chain(self.alt_aliases.unwrap_or_default())
            .collect()
    }
}

/// Most new addresses in one event.
const ALIASES_MAX: usize = 500;

/// 400 unless every address that is new in `content` is an alias of this room.
pub(super) async fn check(m: &Matrix, room: &RoomGuard, content: &RawValue) -> Result<()> {
    let wanted: Content = serde_json::from_str(content.get())
        .map_err(|e| Error::bad_json(format!("m.room.canonical_alias: {e}")))?;
    let head = room.head()?;
    let known = head.state("m.room.canonical_alias", "");
    let known = known.and_then(|pdu| serde_json::from_str::<Content>(pdu.content().get()).ok());
    let known = known.unwrap_or_default().all();
    let added: Vec<String> = wanted.all().difference(&known).cloned().collect();
    if added.len() > ALIASES_MAX {
        return Err(Error::invalid_param(format!(
            "At most {ALIASES_MAX} addresses at once"
        )));
    }
    if let Some(bad) = added
        .iter()
        .find(|alias| RoomAliasId::parse(alias.as_str()).is_err())
    {
        return Err(Error::invalid_param(format!("{bad} is not a room address")));
    }
    let nid = head.nid;
    m.store
        .read(move |tx| {
            for alias in &added {
                let points_to = queries::room_of_alias(tx, alias)?.map(|(room, _)| room);
                if points_to != Some(nid) {
                    let text =
                        format!("{alias} does not point to this room: add the address first");
                    return Err(Error::bad_request(ErrorKind::BadAlias, text));
                }
            }
            Ok(())
        })
        .await
}
