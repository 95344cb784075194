//! Answers a search: newest first, all words must occur.

use std::collections::{BTreeMap, HashSet, btree_map::Entry};

use axum::{extract::State, response::Response};
use base::words;
use http::StatusCode;
use http_server::{Authed, Error, Result, Who, json};
use ruma::api::client::search::search_events::v3::{Criteria, Request, SearchKeys};
use serde_json::{Value, json as value};
use store::{StoreError, Tx, Value as Param};

use super::indexer;
use crate::{
    Matrix,
    account_data::ignored,
    rooms::{
        Event,
        access::{self, Reader},
        event::Viewer,
        queries,
    },
    sync::{token::render_place, v3::filter},
};

/// Results in one answer.
const RESULTS_MAX: usize = 50;
/// Events around a result.
const AROUND_MAX: usize = 20;
/// Words that one search may have.
const WORDS_MAX: usize = 8;
/// Candidates looked at for one answer when most of them may not be seen.
const LOOKED_AT_MAX: usize = 2000;

/// `POST /search`.
pub(crate) async fn search(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let Some(criteria) = request.search_categories.room_events else {
        return Ok(json(StatusCode::OK, &value!({ "search_categories": {} })));
    };
    let before = match request.next_batch.as_deref() {
        None => i64::MAX,
        Some(text) => text
            .strip_prefix('q')
            .and_then(|n| n.parse().ok())
            .ok_or_else(|| Error::invalid_param("Unknown search token"))?,
    };
    let words = words::searched(&criteria.search_term);
    if words.len() > WORDS_MAX {
        return Err(Error::invalid_param(format!(
            "Search for at most {WORDS_MAX} words at once"
        )));
    }
    let now_ms = m.clock.now_ms();
    let search = Search {
        who,
        criteria,
        words,
        before,
        now_ms,
    };
    indexer::reach_published(&m).await?;
    let found = m.store.read(move |tx| search.run(tx)).await?;
    Ok(json(
        StatusCode::OK,
        &value!({ "search_categories": { "room_events": found } }),
    ))
}

struct Search {
    who: std::sync::Arc<Who>,
    criteria: Criteria,
    words: Vec<String>,
    before: i64,
    now_ms: u64,
}

impl Search {
    fn run(&self, tx: &mut Tx<'_>) -> Result<Value> {
        let limit = filter::limit(&self.criteria.filter).clamp(1, RESULTS_MAX);
        let ignored = ignored::of(tx, self.who.user)?;
        let mut readers: BTreeMap<i64, (Reader, String)> = BTreeMap::new();
        let (mut results, mut before, mut looked_at, mut next) = (Vec::new(), self.before, 0, None);
        'pages: while !self.words.is_empty() && looked_at < LOOKED_AT_MAX {
            let page = self.candidates(tx, before)?;
            let full = page.len() == RESULTS_MAX;
            for (pos, room) in page {
                looked_at += 1;
                if results.len() == limit {
                    next = Some(before);
                    break 'pages;
                }
                before = pos;
                results.extend(self.result(tx, pos, room, &mut readers, &ignored)?);
            }
            if !full {
                break;
            }
            next = Some(before);
        }
        let mut body =
            value!({ "count": results.len(), "highlights": self.words, "results": results });
        // Only when the walk ended early: an empty page has nothing behind it.
        if let Some(next) = next.filter(|_| results.len() == limit || looked_at >= LOOKED_AT_MAX) {
            body["next_batch"] = format!("q{next}").into();
        }
        Ok(body)
    }

    /// Events with all the words in rooms that the person has to do with, newest first.
    fn candidates(&self, tx: &mut Tx<'_>, before: i64) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut sql = "SELECT w.pos, w.room_nid FROM search_word w WHERE w.word = ?3 AND w.pos < ?2
             AND EXISTS (SELECT 1 FROM member m WHERE m.user_nid = ?1 AND m.room_nid = w.room_nid AND m.forgotten = 0)"
            .to_owned();
        let mut params = vec![Param::from(self.who.user), Param::from(before)];
        for (at, word) in self.words.iter().enumerate() {
            params.push(Param::from(word));
            if at > 0 {
                let number = at + 3;
                sql.push_str(&format!(
                    " AND EXISTS (SELECT 1 FROM search_word o WHERE o.word = ?{number} AND o.pos = w.pos)"
                ));
            }
        }
        sql.push_str(&format!(" ORDER BY w.pos DESC LIMIT {RESULTS_MAX}"));
        tx.query(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn result(
        &self,
        tx: &mut Tx<'_>,
        pos: i64,
        room: i64,
        readers: &mut BTreeMap<i64, (Reader, String)>,
        ignored: &HashSet<String>,
    ) -> Result<Option<Value>> {
        let (reader, room_id) = match readers.entry(room) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let (room_id, rules) = queries::room_of(tx, room)?;
                let reader =
                    access::open(tx, room, rules, self.who.user, self.who.user_id.as_str())?;
                place.insert((reader, room_id.to_string()))
            }
        };
        let wanted = &self.criteria.filter;
        let page = queries::events_back(tx, room, reader.rules, pos - 1, pos, 1)?;
        let Some(event) = page.into_iter().next() else {
            return Ok(None);
        };
        let shown = filter::passes_room(wanted.rooms.as_deref(), &wanted.not_rooms, room_id)
            && filter::passes(wanted, &event)
            && self.of_key(&event)
            && self.finds(reader, &event, ignored);
        if !shown {
            return Ok(None);
        }
        let context = self.around(tx, reader, &event, ignored)?;
        Ok(Some(
            value!({ "rank": 1.0, "result": self.render(reader, &event), "context": context }),
        ))
    }

    /// Whether the words were looked for in this kind of event.
    fn of_key(&self, event: &Event) -> bool {
        let Some(keys) = &self.criteria.keys else {
            return true;
        };
        keys.iter().any(|key| {
            matches!(
                (key, event.pdu.kind()),
                (SearchKeys::ContentBody, "m.room.message")
                    | (SearchKeys::ContentName, "m.room.name")
                    | (SearchKeys::ContentTopic, "m.room.topic")
            )
        })
    }

    /// Whether the words were found by somebody who may read them.
    fn finds(&self, reader: &Reader, event: &Event, ignored: &HashSet<String>) -> bool {
        self.sees(reader, event, ignored) && !reader.is_erased(event)
    }

    fn sees(&self, reader: &Reader, event: &Event, ignored: &HashSet<String>) -> bool {
        reader.may_see(event, self.who.user_id.as_str())
            && !ignored.contains(event.pdu.sender().as_str())
    }

    fn render(&self, reader: &Reader, event: &Event) -> Box<serde_json::value::RawValue> {
        let membership = reader.membership_at(event.pos + 1);
        let viewer = Viewer {
            device: self.who.device,
            membership: Some(membership),
            now_ms: self.now_ms,
        };
        reader.shown(event).render(viewer, true, None)
    }

    /// The events before (newest first) and after a result.
    fn around(
        &self,
        tx: &mut Tx<'_>,
        reader: &Reader,
        event: &Event,
        ignored: &HashSet<String>,
    ) -> Result<Value> {
        let wanted = &self.criteria.event_context;
        let limit = |n: ruma::UInt| {
            usize::try_from(u64::from(n))
                .unwrap_or(AROUND_MAX)
                .min(AROUND_MAX)
        };
        let older = queries::events_back(
            tx,
            reader.room,
            reader.rules,
            i64::MIN,
            event.pos - 1,
            limit(wanted.before_limit),
        )?;
        let upto = reader.upto(i64::MAX - 1);
        let newer = queries::events_forward(
            tx,
            reader.room,
            reader.rules,
            event.pos,
            upto,
            limit(wanted.after_limit),
        )?;
        let (start, end) = (older.last(), newer.last());
        let mut body = value!({
            "start": render_place(start.unwrap_or(event).pos - 1),
            "end": render_place(end.unwrap_or(event).pos),
        });
        let shown = |events: &[Event]| -> Vec<_> {
            events
                .iter()
                .filter(|e| self.sees(reader, e, ignored))
                .map(|e| self.render(reader, e))
                .collect()
        };
        body["events_before"] = value!(shown(&older));
        body["events_after"] = value!(shown(&newer));
        if wanted.include_profile {
            body["profile_info"] = profiles(tx, reader, older.iter().chain(&newer).chain([event]))?;
        }
        Ok(body)
    }
}

/// Names and pictures of the people in a context.
fn profiles<'e>(
    tx: &mut Tx<'_>,
    reader: &Reader,
    events: impl Iterator<Item = &'e Event>,
) -> Result<Value> {
    let mut out = serde_json::Map::new();
    for event in events {
        let sender = event.pdu.sender().as_str();
        if out.contains_key(sender) {
            continue;
        }
        let member = queries::state_event_at(
            tx,
            reader.room,
            reader.rules,
            "m.room.member",
            sender,
            event.pos,
        )?;
        let text = |field: &str| member.as_ref().and_then(|e| e.pdu.content_string(field));
        out.insert(
            sender.to_owned(),
            value!({ "displayname": text("displayname"), "avatar_url": text("avatar_url") }),
        );
    }
    Ok(out.into())
}
