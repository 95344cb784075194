//! `GET /rooms/{roomId}/hierarchy` (client-server §11.35.3.1): the tree below a space, depth first.

use std::collections::HashSet;

use axum::{extract::State, response::Response};
use http::StatusCode;
use http_server::{Authed, Error, Result, json};
use room_rules::{Rules, stripped_event};
use ruma::{OwnedRoomId, RoomId, UInt, api::client::space::get_hierarchy::v1::Request};
use serde_json::{Value, json as value, value::RawValue};
use store::{StoreError, Tx, params};

use crate::{
    Matrix,
    directory::summary::{self, Summary},
    rooms::{Event, event::raw, queries},
    users::parse_id,
};

/// Rooms in one answer.
const PAGE_MAX: usize = 50;
/// Rooms walked through for one request, so that a huge tree cannot hold a reader for ever.
const WALKED_MAX: usize = 2000;
/// Deepest level that is followed.
const DEPTH_MAX: u64 = 20;

/// Walks the tree; `from` is the number of rooms that were told before.
pub(crate) async fn get_hierarchy(
    State(m): State<Matrix>,
    Authed { request, who, .. }: Authed<Request>,
) -> Result<Response> {
    let number = |n: Option<UInt>, default: u64| n.map_or(default, u64::from);
    let limit = usize::try_from(number(request.limit, 20))
        .unwrap_or(PAGE_MAX)
        .clamp(1, PAGE_MAX);
    let skip = match request.from.as_deref() {
        None => 0,
        Some(token) => token
            .strip_prefix('h')
            .and_then(|n| n.parse::<usize>().ok())
            .ok_or_else(|| Error::invalid_param("Unknown hierarchy token"))?,
    };
    let walk = Walk {
        user: who.user,
        depth_max: number(request.max_depth, DEPTH_MAX).min(DEPTH_MAX),
        suggested_only: request.suggested_only,
    };
    let body = m
        .store
        .read(move |tx| walk.page(tx, &request.room_id, skip, limit))
        .await?;
    Ok(json(StatusCode::OK, &body))
}

struct Walk {
    user: i64,
    depth_max: u64,
    suggested_only: bool,
}

/// A child of a space.
struct Child {
    room_id: OwnedRoomId,
    event: Event,
    order: Option<String>,
    suggested: bool,
}

impl Walk {
    fn page(&self, tx: &mut Tx<'_>, root: &RoomId, skip: usize, limit: usize) -> Result<Value> {
        if self.visible(tx, root)?.is_none() {
            return Err(Error::forbidden("You may not see this space"));
        }
        let mut todo = vec![(root.to_owned(), 0)];
        let mut seen = HashSet::new();
        let (mut told, mut rooms) = (0, Vec::new());
        while let Some((room_id, depth)) = todo.pop() {
            if seen.len() >= WALKED_MAX || !seen.insert(room_id.clone()) {
                continue;
            }
            let Some((nid, rules, summary)) = self.visible(tx, &room_id)? else {
                continue;
            };
            if rooms.len() == limit {
                return Ok(value!({ "rooms": rooms, "next_batch": format!("h{told}") }));
            }
            let is_space = summary.room_type.as_deref() == Some("m.space");
            let children = if is_space {
                self.children(tx, nid, rules)?
            } else {
                Vec::new()
            };
            told += 1;
            if told > skip {
                rooms.push(entry(&summary, &children)?);
            }
            if depth < self.depth_max {
                // The stack gives the last one first.
                todo.extend(
                    children
                        .into_iter()
                        .rev()
                        .map(|child| (child.room_id, depth + 1)),
                );
            }
        }
        Ok(value!({ "rooms": rooms }))
    }

    /// A room that exists here and whose summary the person may see.
    fn visible(
        &self,
        tx: &mut Tx<'_>,
        room_id: &RoomId,
    ) -> Result<Option<(i64, &'static Rules, Summary)>, StoreError> {
        let Some((nid, rules)) = queries::room_rules(tx, room_id)? else {
            return Ok(None);
        };
        let Some(room) = crate::directory::listed_room(tx, room_id.as_str())? else {
            return Ok(None);
        };
        let summary = summary::read(tx, &room)?;
        let may = summary::may_preview(tx, &summary, nid, Some(self.user))?;
        Ok(may.then_some((nid, rules, summary)))
    }

    /// The children in the order of the spec: by `order`, then by age.
    fn children(
        &self,
        tx: &mut Tx<'_>,
        room: i64,
        rules: &Rules,
    ) -> Result<Vec<Child>, StoreError> {
        let events: Vec<Event> = tx.query(
            &format!(
                "SELECT {} FROM state_span s JOIN event e ON e.pos = s.event_pos
                 WHERE s.room_nid = ?1 AND s.to_pos = ?2 AND s.type = 'm.space.child' ORDER BY s.from_pos LIMIT 1000",
                queries::EVENT_COLUMNS
            ),
            params![room, queries::OPEN],
            |row| queries::read_event(row, rules),
        )?;
        let mut children: Vec<Child> = events.into_iter().filter_map(child).collect();
        children.retain(|child| child.suggested || !self.suggested_only);
        children.sort_by(|a, b| {
            let by_order = match (&a.order, &b.order) {
                (Some(a), Some(b)) => a.cmp(b),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => std::cmp::Ordering::Equal,
            };
            by_order.then(a.event.pos.cmp(&b.event.pos))
        });
        Ok(children)
    }
}

/// A child event that names a room and is not withdrawn (without `via`).
fn child(event: Event) -> Option<Child> {
    let content: Value = serde_json::from_str(event.pdu.content().get()).ok()?;
    content["via"].as_array().filter(|via| !via.is_empty())?;
    let room_id = parse_id::<OwnedRoomId>(event.pdu.state_key()?.to_owned()).ok()?;
    // The grammar of `order`: up to 50 printable ASCII characters.
    let order = content["order"]
        .as_str()
        .filter(|o| o.len() <= 50 && o.bytes().all(|b| (0x20..=0x7e).contains(&b)));
    let order = order.map(str::to_owned);
    Some(Child {
        room_id,
        order,
        suggested: content["suggested"] == true,
        event,
    })
}

fn entry(summary: &Summary, children: &[Child]) -> Result<Value> {
    let mut entry = serde_json::to_value(summary).map_err(Error::internal)?;
    let children: Result<Vec<Value>> = children
        .iter()
        .map(|child| {
            let stripped: Box<RawValue> = raw(stripped_event(&child.event.pdu));
            let mut event: Value = serde_json::from_str(stripped.get()).map_err(Error::internal)?;
            event["origin_server_ts"] = u64::from(child.event.pdu.origin_server_ts().get()).into();
            Ok(event)
        })
        .collect();
    entry["children_state"] = children?.into();
    Ok(entry)
}
