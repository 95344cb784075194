//! A page of a room's events that one person may see and wants to see.

use std::collections::HashSet;

use ruma::api::client::filter::RoomEventFilter;
use serde::Deserialize;
use store::{StoreError, Tx};

use super::{View, queries};
use crate::{
    rooms::{Event, queries as room_queries},
    sync::v3::filter,
};

/// Most rows that one request looks at; a filter that few events pass gets a token to go on.
const SCAN_MAX: usize = 2000;

/// What passes into a page.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) filter: RoomEventFilter,
    pub(super) related_by: RelatedBy,
}

/// The part of a filter that asks for events with certain relations.
#[derive(Debug, Default, Deserialize)]
pub(super) struct RelatedBy {
    #[serde(default, alias = "io.element.relation_senders")]
    related_by_senders: Vec<String>,
    #[serde(default, alias = "io.element.relation_types")]
    related_by_rel_types: Vec<String>,
}

impl RelatedBy {
    /// From the query of a request; what does not parse was refused before.
    pub(super) fn of(uri: &http::Uri) -> Self {
        #[derive(Deserialize)]
        struct Query {
            filter: Option<String>,
        }
        let query = axum::extract::Query::<Query>::try_from_uri(uri).ok();
        let filter = query.and_then(|query| query.0.filter);
        filter
            .and_then(|filter| serde_json::from_str(&filter).ok())
            .unwrap_or_default()
    }

    fn is_open(&self) -> bool {
        self.related_by_senders.is_empty() && self.related_by_rel_types.is_empty()
    }

    fn accepts(&self, rel_type: &str, sender: &str) -> bool {
        let names = |list: &[String], name: &str| list.is_empty() || list.iter().any(|n| n == name);
        names(&self.related_by_senders, sender) && names(&self.related_by_rel_types, rel_type)
    }
}

/// A page, in the order of reading.
pub(super) struct Page {
    pub(super) events: Vec<Event>,
    /// Where the next page begins; `None`: there is nothing more in the window.
    pub(super) next: Option<i64>,
}

/// The window of a page: positions in `(after, upto]`, read from its end or its beginning.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) after: i64,
    pub(super) upto: i64,
    pub(super) backwards: bool,
}

/// Reads up to `limit` events.
pub(super) fn read(
    tx: &mut Tx<'_>,
    view: &View,
    wanted: &Wanted,
    mut span: Span,
    limit: usize,
) -> Result<Page, StoreError> {
    span.upto = span.upto.min(view.upto);
    let mut events = Vec::new();
    let mut looked_at = 0;
    while events.len() < limit {
        let size = (limit - events.len()).max(20) + 1;
        let mut rows = rows(tx, view, span, size)?;
        let more = rows.len() == size;
        rows.truncate(size - 1);
        looked_at += rows.len();
        let candidates = candidates(tx, view, wanted, &rows)?;
        for event in rows {
            if events.len() == limit {
                return Ok(Page {
                    events,
                    next: Some(span.cursor()),
                });
            }
            span.pass(event.pos);
            if candidates.contains(&event.pos) {
                events.push(event);
            }
        }
        if !more {
            return Ok(Page { events, next: None });
        }
        if looked_at >= SCAN_MAX {
            break;
        }
    }
    Ok(Page {
        events,
        next: Some(span.cursor()),
    })
}

impl Span {
    /// The place that the page has come to.
    fn cursor(self) -> i64 {
        if self.backwards {
            self.upto
        } else {
            self.after
        }
    }

    fn pass(&mut self, pos: i64) {
        if self.backwards {
            self.upto = pos - 1;
        } else {
            self.after = pos;
        }
    }
}

fn rows(tx: &mut Tx<'_>, view: &View, span: Span, size: usize) -> Result<Vec<Event>, StoreError> {
    let (room, rules) = (view.reader.room, view.reader.rules);
    if span.backwards {
        room_queries::events_back(tx, room, rules, span.after, span.upto, size)
    } else {
        room_queries::events_forward(tx, room, rules, span.after, span.upto, size)
    }
}

/// The positions of the rows that pass.
fn candidates(
    tx: &mut Tx<'_>,
    view: &View,
    wanted: &Wanted,
    rows: &[Event],
) -> Result<HashSet<i64>, StoreError> {
    let filter = &wanted.filter;
    let passing = rows.iter().filter(|event| {
        filter::passes_room(
            filter.rooms.as_deref(),
            &filter.not_rooms,
            event.pdu.room_id().as_str(),
        ) && filter::passes(filter, event)
            && view.sees(event)
    });
    if wanted.related_by.is_open() {
        return Ok(passing.map(|event| event.pos).collect());
    }
    let passing: Vec<&Event> = passing.collect();
    let ids = queries::texts(passing.iter().map(|event| event.pdu.event_id().as_str()));
    let relations = queries::related_by(tx, view.reader.room, &ids)?;
    let related: HashSet<&str> = relations
        .iter()
        .filter(|(_, rel_type, sender)| wanted.related_by.accepts(rel_type, sender))
        .map(|(target, _, _)| target.as_str())
        .collect();
    let passes = |event: &&&Event| related.contains(event.pdu.event_id().as_str());
    Ok(passing
        .iter()
        .filter(passes)
        .map(|event| event.pos)
        .collect())
}

/// With lazy loading the member events of who wrote, as of the event at `pos`; else nothing.
pub(super) fn senders(
    tx: &mut Tx<'_>,
    view: &View,
    events: &[&Event],
    pos: i64,
) -> Result<Vec<Event>, StoreError> {
    let people: std::collections::BTreeSet<&str> = events
        .iter()
        .map(|event| event.pdu.sender().as_str())
        .collect();
    let people = queries::texts(people);
    queries::members_of_at(tx, view.reader.room, view.reader.rules, pos, &people)
}
