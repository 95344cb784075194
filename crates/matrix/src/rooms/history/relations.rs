//! Which relations people may make (client-server §11.21): to events of the same room, no thread on
//! an event that is itself part of something, no reaction twice.

use http_server::{Error, ErrorKind, Result};
use serde::Deserialize;
use serde_json::value::RawValue;

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
    // Behind every queued change: the event it relates to may have been sent a moment ago.
    m.store
        .write(move |w| {
            // An event that we do not know may be one that only other servers have.
            let Some((home, is_relation)) = queries::event_place(w, &target)? else {
                return Ok(());
            };
            if home != nid {
                let text = "An event can only relate to an event of the same room";
                return Err(Error::bad_request(ErrorKind::Unknown, text));
            }
            if rel_type == "m.thread" && is_relation {
                let text = "A thread cannot begin at an event that relates to another";
                return Err(Error::bad_request(ErrorKind::Unknown, text));
            }
            if rel_type == "m.annotation" && key.is_some() {
                let own = queries::annotations_by(w, rules, &target, user, &kind)?;
                if own
                    .iter()
                    .any(|event| annotation_key(event.pdu.content()) == key)
                {
                    let text = "You have reacted with this already";
                    return Err(Error::bad_request(ErrorKind::DuplicateAnnotation, text));
                }
            }
            Ok(())
        })
        .await
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
