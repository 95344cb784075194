//! `GET /notifications` (client-server §13.13.1.4): what a person was notified of, newest first.

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use ruma::{UserId, api::client::push::get_notifications::v3::Request};
use serde_json::{Value, json as value};
use store::{StoreError, Tx, params};

use super::{counts, evaluate, stored};
use crate::{
    Matrix,
    rooms::{Event, event::Viewer, queries},
};

const LIMIT_DEFAULT: u64 = 20;
const LIMIT_MAX: u64 = 100;

/// A page of notifications; `from` is the `next_token` of the page before.
pub(crate) async fn notifications(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let before = match request.from.as_deref() {
        None | Some("") => i64::MAX,
        Some(text) => text
            .strip_prefix("n1.")
            .and_then(|pos| pos.parse().ok())
            .ok_or_else(|| Error::invalid_param("Unknown pagination token"))?,
    };
    let limit = request
        .limit
        .map_or(LIMIT_DEFAULT, u64::from)
        .clamp(1, LIMIT_MAX);
    let only_highlight = request.only.as_deref() == Some("highlight");
    let (user, device, user_id) = (who.user, who.device, who.user_id.clone());
    let now_ms = m.clock.now_ms();
    let (found, next) = m
        .store
        .read(move |tx| {
            let page = Page {
                user,
                before,
                limit: usize::try_from(limit).unwrap_or(1),
                only_highlight,
            };
            let (events, next) = page.read(tx)?;
            let viewer = Viewer {
                device,
                membership: Some("join"),
                now_ms,
            };
            let shown: Result<Vec<Value>, StoreError> = events
                .into_iter()
                .map(|(room, event)| show(tx, user, &user_id, room, &event, viewer))
                .collect();
            Ok::<_, Error>((shown?, next))
        })
        .await?;
    let mut body = value!({ "notifications": found });
    if let Some(next) = next {
        body["next_token"] = format!("n1.{next}").into();
    }
    Ok(json(StatusCode::OK, &body))
}

struct Page {
    user: i64,
    before: i64,
    limit: usize,
    only_highlight: bool,
}

/// Events with their rooms, and where the next page begins.
type Found = (Vec<(i64, Event)>, Option<i64>);

impl Page {
    /// The page's events with their rooms, and where the next one begins. Of each room at most a
    /// page is read.
    fn read(&self, tx: &mut Tx<'_>) -> Result<Found, StoreError> {
        let rooms = tx.query(
            "SELECT room_nid, count_from FROM member WHERE user_nid = ?1 AND membership = 'join'",
            params![self.user],
            |row| Ok::<_, StoreError>((row.get::<i64>(0)?, row.get::<i64>(1)?)),
        )?;
        let mut found: Vec<(i64, i64)> = Vec::new();
        for (room, from) in rooms {
            found.extend(
                self.of_room(tx, room, from)?
                    .into_iter()
                    .map(|pos| (pos, room)),
            );
        }
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup();
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let next = found.last().filter(|_| more).map(|(pos, _)| *pos);
        let mut events = Vec::with_capacity(found.len());
        for (pos, room) in found {
            let (_, rules) = queries::room_of(tx, room)?;
            events.extend(
                queries::events_back(tx, room, rules, pos - 1, pos, 1)?
                    .into_iter()
                    .map(|event| (room, event)),
            );
        }
        Ok((events, next))
    }

    /// Positions of the newest events of a room that notified the person.
    fn of_room(&self, tx: &mut Tx<'_>, room: i64, from: i64) -> Result<Vec<i64>, StoreError> {
        let wanted = self.limit + 1;
        // By class, less what his own rules silence; then what only he is notified of.
        let least = if self.only_highlight { 2 } else { 1 };
        let column = if self.only_highlight {
            "highlight"
        } else {
            "notify"
        };
        let mut out = tx.query(
            &format!(
                "SELECT e.pos FROM event e WHERE e.room_nid = ?1 AND e.pos > ?2 AND e.pos < ?3 AND e.counts > 0
                   AND e.counts >= ?4 AND e.sender_nid <> ?5 AND NOT EXISTS (SELECT 1 FROM notif n
                     WHERE n.user_nid = ?5 AND n.room_nid = ?1 AND n.event_pos = e.pos AND n.{column} < 0)
                 ORDER BY e.pos DESC LIMIT ?6"
            ),
            params![room, from, self.before, least, self.user, wanted],
            |row| row.get::<i64>(0),
        )?;
        out.extend(tx.query(
            &format!(
                "SELECT event_pos FROM notif WHERE user_nid = ?1 AND room_nid = ?2 AND event_pos > ?3 AND event_pos < ?4
                   AND {column} > 0 ORDER BY event_pos DESC LIMIT ?5"
            ),
            params![self.user, room, from, self.before, wanted],
            |row| row.get::<i64>(0),
        )?);
        Ok(out)
    }
}

fn show(
    tx: &mut Tx<'_>,
    user: i64,
    user_id: &UserId,
    room: i64,
    event: &Event,
    viewer: Viewer<'_>,
) -> Result<Value, StoreError> {
    let (room_id, _) = queries::room_of(tx, room)?;
    let root = event.thread_root().unwrap_or_default();
    let read = match counts::marker(tx, user, room)? {
        Some(marker) => counts::read_upto(tx, marker, &root)? >= event.pos,
        None => true,
    };
    let members: i64 = tx
        .get("SELECT joined FROM room WHERE nid = ?1", params![room])?
        .unwrap_or(0);
    let facts = evaluate::Room {
        members: u64::try_from(members).unwrap_or(0),
        may_notify_room: event.highlights,
    };
    // As the rules are now: those of then are not kept.
    let rules = stored::rules(tx, user, user_id)?;
    let actions = evaluate::actions(
        &rules,
        &evaluate::flat(&event.pdu),
        &event.pdu,
        user_id,
        facts,
    );
    let ts: u64 = event.pdu.origin_server_ts().get().into();
    Ok(value!({
        "actions": actions,
        "event": event.render(viewer, false, None),
        "read": read,
        "room_id": room_id,
        "ts": ts,
    }))
}
