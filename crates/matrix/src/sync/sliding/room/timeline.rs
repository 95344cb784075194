//! The newest events of one room of an answer.

use store::{StoreError, Tx};

use super::{super::response::RoomBody, View};
use crate::{
    rooms::{Event, access::Reader, history::bundle, queries},
    sync::token::render_place,
};

/// A piece of the timeline that the person may see.
pub(super) struct Timeline {
    /// Oldest first.
    pub(super) events: Vec<Event>,
    /// Whether there are more between `after` and the first.
    pub(super) limited: bool,
    start: i64,
}

/// The newest visible events in `(after, view.upto]`.
pub(super) fn read(
    tx: &mut Tx<'_>,
    view: &View<'_>,
    reader: Option<&Reader>,
    after: i64,
) -> Result<Timeline, StoreError> {
    let limit = view.wanted.timeline_limit;
    if limit == 0 {
        return Ok(Timeline {
            events: Vec::new(),
            limited: view.row.head_pos > after,
            start: view.upto,
        });
    }
    let mut events =
        queries::events_back(tx, view.row.room, view.rules, after, view.upto, limit + 1)?;
    let limited = events.len() > limit;
    events.truncate(limit);
    events.reverse();
    let user_id = view.inputs.who.user_id.as_str();
    events.retain(|event| {
        view.inputs.hears(event) && reader.is_none_or(|reader| reader.may_see(event, user_id))
    });
    let start = events.first().map_or(view.upto, |event| event.pos - 1);
    Ok(Timeline {
        events,
        limited,
        start,
    })
}

impl Timeline {
    /// Puts the events, with what others related to them, into the answer.
    pub(super) fn render_into(
        &self,
        tx: &mut Tx<'_>,
        body: &mut RoomBody,
        view: &View<'_>,
        reader: Option<&Reader>,
    ) -> Result<(), StoreError> {
        let who = &view.inputs.who;
        let audience = bundle::Audience {
            room: view.row.room,
            rules: view.rules,
            user: who.user,
            user_id: who.user_id.as_str(),
            device: who.device,
            upto: view.upto,
            now_ms: view.inputs.now_ms,
            reader,
            ignored: None,
        };
        let bundles = bundle::read_newest(tx, &audience, &self.events)?;
        let render = |event: &Event| audience.render_in_room(event, bundles.of(event));
        body.timeline = self.events.iter().map(render).collect();
        body.prev_batch = (!self.events.is_empty() || body.initial == Some(true))
            .then(|| render_place(self.start));
        Ok(())
    }
}
