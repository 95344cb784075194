//! Delivery to push gateways (push gateway API §2): every event once, in order, however long the
//! gateway is away.
//!
//! What waits is rows of `push_job`; a row goes when its gateway has answered. One task per gateway
//! host (*lane*), so that a slow one holds up nobody else; a failing one is left alone for a time that
//! doubles. A browser's subscription is a lane of its own: its push service serves all people of the
//! browser's maker, and refuses one without meaning the others. The event is read when it is sent: what
//! was read or redacted meanwhile is not pushed.
//!
//! Nobody waits for ever behind others: all that is due is looked at, page by page, from a place that
//! moves on each time; and a lane sends a few of each of its pushers before it is looked for anew.

use std::{collections::HashMap, sync::Arc, time::Duration};

use egress::{Limits, Url};
use parking_lot::Mutex;
use room_rules::Rules;
use serde_json::{Value, json, value::RawValue};
use store::{StoreError, Tx, params};

use super::{
    badge, counts, pushers,
    web::{self, Subscription},
};
use crate::{
    Matrix,
    rooms::{Event, queries},
};

const LIMITS: Limits = Limits::new(Duration::from_secs(20), 64 * 1024);
/// First pause after a failure; doubles with each further one.
const PAUSE_MIN_MS: u64 = 1000;
/// Longest pause.
const PAUSE_MAX_MS: u64 = 3600 * 1000;
/// Pushers with something to send that are read in one go.
const PAGE: usize = 1000;
/// Lanes that one person's pushers keep busy at once: whoever lets his own gateways dawdle takes no place of
/// the requests under way that all others need.
const LANES_OF_ONE_MAX: usize = 4;
/// Notifications of one pusher before the others of its lane have their turn.
const TURN_MAX: usize = 10;
/// Older events are of no use as a notification.
pub(super) const AGE_MAX_MS: u64 = 7 * 24 * 3600 * 1000;

/// A pusher with something waiting.
#[derive(Debug, Clone)]
struct Due {
    pusher: i64,
    user: i64,
    url: String,
    is_web: bool,
    lane: String,
}

#[derive(Debug, Default)]
struct Lanes {
    /// The lanes under way, each with the person whose pusher opened it.
    busy: HashMap<String, i64>,
    /// Pauses of failing ones: how long the last was, until when it is.
    paused: HashMap<String, (u64, u64)>,
}

/// Runs until the server stops.
pub(crate) async fn run(m: Matrix) {
    let lanes: Arc<Mutex<Lanes>> = Arc::default();
    let mut begin = 0;
    loop {
        // Registered before looking: what is queued meanwhile wakes us.
        let woken = m.push.jobs.notified();
        let next_ms = look(&m, &lanes, &mut begin).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "Waiting notifications could not be read");
            None
        });
        let pause = next_ms.map_or(Duration::from_secs(60), Duration::from_millis);
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(pause) => {}
            () = m.stopping.cancelled() => return,
        }
    }
}

/// Looks at all pushers with something waiting, once around from `begin`, which moves on by a page: who
/// comes first when a lane is free is another each time. Returns when the next pause ends, in
/// milliseconds from now.
async fn look(
    m: &Matrix,
    lanes: &Arc<Mutex<Lanes>>,
    begin: &mut i64,
) -> Result<Option<u64>, StoreError> {
    let first = std::mem::take(begin);
    let mut next: Option<u64> = None;
    for (mut after, upto) in [(first, i64::MAX), (0, first)] {
        loop {
            let page = m.store.read(move |tx| due(tx, after, upto)).await?;
            let last = page.last().filter(|_| page.len() == PAGE);
            let last = last.map(|due| due.pusher);
            next = next.into_iter().chain(start(m, lanes, page)).min();
            let Some(last) = last else { break };
            if after == first {
                *begin = last;
            }
            after = last;
        }
    }
    Ok(next)
}

/// Starts a task per gateway that is neither busy nor paused; returns when the next pause ends, in
/// milliseconds from now.
fn start(m: &Matrix, lanes: &Arc<Mutex<Lanes>>, due: Vec<Due>) -> Option<u64> {
    let now_ms = m.clock.now_ms();
    let mut by_lane: HashMap<String, Vec<Due>> = HashMap::new();
    for one in due {
        by_lane.entry(one.lane.clone()).or_default().push(one);
    }
    let mut next: Option<u64> = None;
    let mut state = lanes.lock();
    for (lane, due) in by_lane {
        if state.busy.contains_key(&lane) {
            continue;
        }
        // Those who keep enough lanes busy have their turn again when one of them ends.
        let busy = |user: i64| state.busy.values().filter(|by| **by == user).count();
        let mut people = due.iter().map(|due| due.user);
        let Some(user) = people.find(|user| busy(*user) < LANES_OF_ONE_MAX) else {
            continue;
        };
        let wait = state
            .paused
            .get(&lane)
            .map_or(0, |(_, until)| until.saturating_sub(now_ms));
        if wait > 0 {
            next = Some(next.map_or(wait, |next| next.min(wait)));
            continue;
        }
        state.busy.insert(lane.clone(), user);
        let (m, lanes) = (m.clone(), Arc::clone(lanes));
        tokio::spawn(async move {
            let served = serve(&m, due).await;
            let now_ms = m.clock.now_ms();
            {
                let mut state = lanes.lock();
                state.busy.remove(&lane);
                state.note(&lane, served, now_ms);
            }
            m.push.jobs.notify_one();
        });
    }
    next
}

impl Lanes {
    fn note(&mut self, lane: &str, served: Served, now_ms: u64) {
        // What has not been tried again for so long has nothing left to send.
        self.paused
            .retain(|_, (_, until)| *until + PAUSE_MAX_MS > now_ms);
        let Served::Later(asked) = served else {
            self.paused.remove(lane);
            return;
        };
        let last = self.paused.get(lane).map_or(0, |(pause, _)| *pause);
        let asked_ms = u64::try_from(asked.as_millis()).unwrap_or(PAUSE_MAX_MS);
        let pause = (last * 2).max(asked_ms).clamp(PAUSE_MIN_MS, PAUSE_MAX_MS);
        self.paused.insert(lane.to_owned(), (pause, now_ms + pause));
    }
}

/// The first pushers in `(after, upto]` with something waiting. Leaps through the index of jobs from one
/// pusher to the next, whatever waits for each.
fn due(tx: &mut Tx<'_>, after: i64, upto: i64) -> Result<Vec<Due>, StoreError> {
    tx.query(
        "WITH RECURSIVE due (nid, place) AS (
           SELECT (SELECT MIN(pusher_nid) FROM push_job WHERE pusher_nid > ?1 AND pusher_nid <= ?2), CAST(1 AS BIGINT)
           UNION ALL
           SELECT (SELECT MIN(pusher_nid) FROM push_job WHERE pusher_nid > due.nid AND pusher_nid <= ?2), due.place + 1
           FROM due WHERE due.nid IS NOT NULL AND due.place < ?3
         )
         SELECT p.nid, p.user_nid, p.url, p.kind FROM due JOIN pusher p ON p.nid = due.nid ORDER BY p.nid",
        params![after, upto, PAGE],
        |row| {
            let url: String = row.get(2)?;
            let is_web = row.get::<String>(3)? == web::KIND;
            let lane = match Url::parse(&url) {
                Ok(gateway) if !is_web => gateway.authority().to_owned(),
                _ => url.clone(),
            };
            Ok::<_, StoreError>(Due { pusher: row.get(0)?, user: row.get(1)?, url, is_web, lane })
        },
    )
}

/// How far a lane came.
enum Served {
    /// Nothing waits any more, the turn is over, or the server stops.
    Done,
    /// The gateway takes nothing now; the time that it asked for.
    Later(Duration),
}

/// Sends what waits for the pushers of one lane: one of each, and again, until nothing waits or everybody
/// had his turn.
async fn serve(m: &Matrix, mut due: Vec<Due>) -> Served {
    for _ in 0..TURN_MAX {
        let mut waiting = Vec::new();
        for one in due {
            match send_next(m, &one).await {
                Ok(Step::Sent) => waiting.push(one),
                Ok(Step::Nothing) => {}
                Ok(Step::Later(pause)) => return Served::Later(pause),
                Err(error) => {
                    tracing::warn!(%error, "A notification could not be prepared");
                    return Served::Later(Duration::ZERO);
                }
            }
            if m.stopping.is_cancelled() {
                return Served::Done;
            }
        }
        if waiting.is_empty() {
            break;
        }
        due = waiting;
    }
    Served::Done
}

enum Step {
    Sent,
    Nothing,
    Later(Duration),
}

/// What a gateway or push service said.
pub(super) enum Answer {
    /// It has the notification.
    Taken,
    /// The key is no longer valid: the pusher goes.
    Gone,
    /// Not now; the time that it asked for, or none.
    Later(Duration),
}

/// What is sent: the job's place and the body, `None` when it is not to be sent after all.
struct Letter {
    event_pos: i64,
    body: Option<Value>,
}

async fn send_next(m: &Matrix, due: &Due) -> Result<Step, StoreError> {
    let (pusher, user, now_ms) = (due.pusher, due.user, m.clock.now_ms());
    let letter = m
        .store
        .read(move |tx| letter(tx, pusher, user, now_ms))
        .await?;
    let Some(Letter { event_pos, body }) = letter else {
        return Ok(Step::Nothing);
    };
    let (mut is_gone, mut told) = (false, None);
    if let Some(body) = body {
        let answer = if due.is_web {
            to_browser(m, &body).await
        } else {
            told = body["notification"]["counts"]["unread"].as_u64();
            to_gateway(m, &due.url, &body).await
        };
        match answer {
            Answer::Taken => {}
            Answer::Gone => is_gone = true,
            Answer::Later(pause) => return Ok(Step::Later(pause)),
        }
        metrics::counter!("causeway_push_notifications_total").increment(1);
    }
    let work = m.clone();
    m.store
        .write(move |w| {
            w.execute(
                "DELETE FROM push_job WHERE pusher_nid = ?1 AND event_pos = ?2",
                params![pusher, event_pos],
            )?;
            if let Some(unread) = told {
                badge::told(w, pusher, unread)?;
            }
            if is_gone {
                pushers::delete_one(w, pusher)?;
                let work = work.clone();
                w.after_commit(move || work.push.person_changed(user));
            }
            Ok::<_, StoreError>(())
        })
        .await?;
    Ok(Step::Sent)
}

async fn to_gateway(m: &Matrix, url: &str, body: &Value) -> Answer {
    match m.egress.post_json(url, body, LIMITS).await {
        Ok(answer) if answer.status.is_success() => {
            let answer: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let pushkey = &body["notification"]["devices"][0]["pushkey"];
            let rejected = answer["rejected"].as_array();
            match rejected.is_some_and(|keys| keys.contains(pushkey)) {
                true => Answer::Gone,
                false => Answer::Taken,
            }
        }
        Ok(answer) => {
            tracing::info!(
                status = answer.status.as_u16(),
                "A push gateway refused a notification; it stays queued"
            );
            Answer::Later(Duration::ZERO)
        }
        Err(error) => {
            tracing::info!(%error, "A push gateway cannot be reached; the notification stays queued");
            Answer::Later(Duration::ZERO)
        }
    }
}

async fn to_browser(m: &Matrix, body: &Value) -> Answer {
    let notification = &body["notification"];
    let device = &notification["devices"][0];
    let (Some(pushkey), Some(data)) = (device["pushkey"].as_str(), device["data"].as_object())
    else {
        return Answer::Gone;
    };
    match Subscription::read(pushkey, data) {
        Ok(to) => web::send(m, &to, notification, data).await,
        Err(_) => Answer::Gone,
    }
}

/// The oldest job of a pusher.
fn letter(
    tx: &mut Tx<'_>,
    pusher: i64,
    user: i64,
    now_ms: u64,
) -> Result<Option<Letter>, StoreError> {
    let job = tx.query_opt(
        "SELECT j.event_pos, j.room_nid, j.tweaks, p.json, p.event_id_only, p.created_ms, p.told_unread, p.kind
         FROM push_job j JOIN pusher p ON p.nid = j.pusher_nid WHERE j.pusher_nid = ?1 ORDER BY j.event_pos LIMIT 1",
        params![pusher],
        |row| {
            Ok::<_, StoreError>(Job {
                event_pos: row.get(0)?,
                room: row.get(1)?,
                tweaks: row.get(2)?,
                pusher: row.get(3)?,
                event_id_only: row.get(4)?,
                created_ms: row.get(5)?,
                told_unread: row.get(6)?,
                is_web: row.get::<String>(7)? == web::KIND,
            })
        },
    )?;
    let Some(job) = job else { return Ok(None) };
    Ok(Some(Letter {
        event_pos: job.event_pos,
        body: job.body(tx, user, now_ms)?,
    }))
}

struct Job {
    event_pos: i64,
    room: i64,
    tweaks: String,
    pusher: Vec<u8>,
    event_id_only: bool,
    created_ms: u64,
    told_unread: u64,
    is_web: bool,
}

impl Job {
    fn body(&self, tx: &mut Tx<'_>, user: i64, now_ms: u64) -> Result<Option<Value>, StoreError> {
        if self.room != badge::NO_ROOM {
            return self.event_body(tx, user, now_ms);
        }
        // A browser takes a subscription away whose messages show nothing.
        if self.is_web {
            return Ok(None);
        }
        let unread = badge::of(tx, user)?;
        let notification =
            json!({ "counts": { "unread": unread }, "prio": "low", "devices": [self.device()] });
        Ok((unread != self.told_unread).then(|| json!({ "notification": notification })))
    }

    fn event_body(
        &self,
        tx: &mut Tx<'_>,
        user: i64,
        now_ms: u64,
    ) -> Result<Option<Value>, StoreError> {
        let (room_id, rules) = queries::room_of(tx, self.room)?;
        let found = tx.query_opt(
            &format!(
                "SELECT {}, e.redacted_by FROM event e WHERE e.pos = ?1",
                queries::EVENT_COLUMNS
            ),
            params![self.event_pos],
            |row| {
                Ok::<_, StoreError>((
                    queries::read_event(row, rules)?,
                    row.get::<Option<String>>(9)?,
                ))
            },
        )?;
        let Some((event, None)) = found else {
            return Ok(None);
        };
        let ts: u64 = event.pdu.origin_server_ts().get().into();
        if now_ms.saturating_sub(ts) > AGE_MAX_MS || !still_news(tx, user, self.room, &event)? {
            return Ok(None);
        }
        let unread = badge::of(tx, user)?;
        let mut notification = json!({
            "event_id": event.pdu.event_id(),
            "room_id": room_id,
            "counts": { "unread": unread },
            "prio": self.priority(&event),
            "devices": [self.device()],
        });
        let is_secret = self.is_web && is_encrypted(tx, self.room, rules, &event)?;
        if !self.event_id_only && !is_secret {
            self.describe(tx, user, &event, &mut notification)?;
        }
        Ok(Some(json!({ "notification": notification })))
    }

    /// Encrypted events and what sounds or highlights may wake a phone.
    fn priority(&self, event: &Event) -> &'static str {
        let wakes = event.pdu.kind() == "m.room.encrypted"
            || self.tweaks.contains("highlight")
            || self.tweaks.contains("sound");
        if wakes { "high" } else { "low" }
    }

    fn device(&self) -> Value {
        let pusher: Value = serde_json::from_slice(&self.pusher).unwrap_or_default();
        let mut data = pusher["data"].clone();
        if let Some(data) = data.as_object_mut() {
            // The gateway knows its own address.
            data.remove("url");
        }
        json!({
            "app_id": pusher["app_id"],
            "pushkey": pusher["pushkey"],
            "pushkey_ts": self.created_ms / 1000,
            "data": data,
            "tweaks": serde_json::from_str::<Value>(&self.tweaks).unwrap_or_default(),
        })
    }

    /// What gateways that show the message themselves need.
    fn describe(
        &self,
        tx: &mut Tx<'_>,
        user: i64,
        event: &Event,
        out: &mut Value,
    ) -> Result<(), StoreError> {
        let (_, rules) = queries::room_of(tx, self.room)?;
        let sender = event.pdu.sender().as_str();
        out["type"] = event.pdu.kind().into();
        out["sender"] = sender.into();
        let content: Box<RawValue> = event.pdu.content().to_owned();
        out["content"] = serde_json::from_str(content.get()).unwrap_or_default();
        if event.pdu.kind() == "m.room.member" {
            let own: Option<String> =
                tx.get("SELECT user_id FROM user_ WHERE nid = ?1", params![user])?;
            out["user_is_target"] = (event.pdu.state_key() == own.as_deref()).into();
        }
        let mut state =
            |kind: &str, key: &str, field: &str| -> Result<Option<String>, StoreError> {
                let found = queries::state_event(tx, self.room, rules, kind, key)?;
                Ok(found
                    .and_then(|event| event.pdu.content_string(field))
                    .filter(|text| !text.is_empty()))
            };
        for (name, found) in [
            (
                "sender_display_name",
                state("m.room.member", sender, "displayname")?,
            ),
            ("room_name", state("m.room.name", "", "name")?),
            ("room_alias", state("m.room.canonical_alias", "", "alias")?),
        ] {
            if let Some(text) = found {
                out[name] = text.into();
            }
        }
        Ok(())
    }
}

/// Whether what is said in the room is for its people alone. What the app shows of it, it decrypts itself.
fn is_encrypted(
    tx: &mut Tx<'_>,
    room: i64,
    rules: &Rules,
    event: &Event,
) -> Result<bool, StoreError> {
    if event.pdu.kind() == "m.room.encrypted" {
        return Ok(true);
    }
    let found = queries::state_event(tx, room, rules, "m.room.encryption", "")?;
    Ok(found.is_some())
}

/// Whether the person still has the event before him: he is in the room (or invited by it) and has
/// not read it.
fn still_news(tx: &mut Tx<'_>, user: i64, room: i64, event: &Event) -> Result<bool, StoreError> {
    if event.pdu.kind() == "m.room.member" {
        let now = queries::membership(tx, room, user)?;
        return Ok(now.is_some_and(|(membership, pos)| pos == event.pos && membership == "invite"));
    }
    let Some(marker) = counts::marker(tx, user, room)? else {
        return Ok(false);
    };
    let root = event.thread_root().unwrap_or_default();
    Ok(counts::read_upto(tx, marker, &root)? < event.pos)
}
