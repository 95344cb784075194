//! Which relations people may make (client-server §11.21): to events of the same room, no thread on
//! an event that is itself part of something, no reaction twice.

use http_server::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::value::RawValue;
use store::Tx;

use super::queries;
use crate::{
    Matrix,
    rooms::{Draft, RoomGuard, event::relation_of},
};

/// 400 for a relation that makes no sense. Costs nothing for events without one.
pub(crate) async fn check(m: &Matrix, room: &RoomGuard, draft: &Draft) -> Result<()> {
    let Some((target, rel_type)) = relation_of(&draft.content) else {
        return Ok(());
    };
    let (nid, rules) = (room.head()?.nid, room.head()?.rules);
    let (user, kind) = (draft.sender_nid, draft.kind.clone());
    let key = annotation_key(&draft.content);
    let is_annotation = rel_type == "m.annotation" && key.is_some();
    let look = move |tx: &mut Tx<'_>| {
        // An event that we do not know may be one that only other servers have.
        let Some((home, is_relation)) = queries::event_place(tx, &target)? else {
            return Ok(());
        };
        let refused = |kind, text: &str| Err(Error::bad_request(kind, text));
        if home != nid {
            let text = "An event can only relate to an event of the same room";
            return refused(ErrorKind::Unknown, text);
        }
        if rel_type == "m.thread" && is_relation {
            let text = "A thread cannot begin at an event that relates to another";
            return refused(ErrorKind::Unknown, text);
        }
        if is_annotation {
            let own = queries::annotations_by(tx, rules, &target, user, &kind)?;
            if own
                .iter()
                .any(|event| annotation_key(event.pdu.content()) == key)
            {
                let text = "You have reacted with this already";
                return refused(ErrorKind::DuplicateAnnotation, text);
            }
        }
        Ok(())
    };
    if is_annotation {
        // Behind every queued change: the same reaction may be on its way.
        m.store.write(move |w| look(w)).await
    } else {
        m.store.read(look).await
    }
}

fn annotation_key(content: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Content {
        #[serde(rename = "m.relates_to")]
        relates_to: Relation,
    }
    #[derive(Deserialize)]
    struct Relation {
        key: Option<String>,
    }
    serde_json::from_str::<Content>(content.get())
        .ok()?
        .relates_to
        .key
}
