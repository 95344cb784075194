//! The server is killed with SIGKILL at random moments under load and started again on the same data:
//! what was acknowledged is there once and in order, readers miss and repeat nothing, and nothing is
//! half done (laws 1, 2 and 3; bug classes "lost after restart", "delivered twice", "duplicate on
//! retry").

mod keys;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use http::Method;
use serde_json::{Value, json};
use testkit::{Dice, Http, Person, Server, room_path, segment};

use self::keys::Keys;
use crate::server;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost_doubled_or_half_done_by_a_kill() {
    kills(50).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_hundreds_of_kills_lose_nothing() {
    if std::env::var_os("CAUSEWAY_TEST_LONG").is_some() {
        kills(500).await;
    }
}

/// A write whose answer did or did not come.
#[derive(Debug, Clone)]
struct Sent {
    room: String,
    path: String,
    body: Value,
    event: Option<String>,
}

/// A device that writes message after message.
struct Writer {
    person: Person,
    sent: Vec<Sent>,
    made: Vec<String>,
    count: usize,
}

/// What a reader has been told.
#[derive(Default)]
struct Reader {
    token: Option<String>,
    timelines: HashMap<String, Vec<Piece>>,
    to_device: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Event(String),
    /// Events are missing here; they end at this `prev_batch`.
    Gap(String),
}

async fn kills(rounds: usize) {
    let seed = Dice::seed("crash");
    let mut dice = Dice::new(seed);
    let mut server = server();
    let reader = server.person("reader").await;
    let mut writers = Vec::new();
    for name in ["ada", "bo", "cy"] {
        writers.push(Writer {
            person: server.person(name).await,
            sent: Vec::new(),
            made: Vec::new(),
            count: 0,
        });
    }
    let mut rooms = Vec::new();
    for _ in 0..3 {
        let room = reader.create_room(json!({ "preset": "public_chat" })).await;
        for writer in &writers {
            writer.person.join(&room).await.ok();
        }
        rooms.push(room);
    }
    let mut messages: Vec<(u64, bool)> = Vec::new();
    let mut told = Reader::default();
    let mut keys = Keys::default();

    for round in 0..rounds {
        let http = server.http.clone();
        let mut tasks = Vec::new();
        for mut writer in writers {
            let (http, rooms, mut dice) = (http.clone(), rooms.clone(), fork(&mut dice));
            tasks.push(tokio::spawn(async move {
                writer.write_until_dead(&http, &rooms, &mut dice).await;
                writer
            }));
        }
        let poll = {
            let (http, reader, mut dice) = (http.clone(), reader.clone(), fork(&mut dice));
            tokio::spawn(async move {
                while told.poll(&http, &reader, &mut dice, 500).await {}
                told
            })
        };
        let post = {
            let (http, reader, from) = (http.clone(), reader.clone(), reader.at(&http));
            tokio::spawn(async move {
                while post(&http, &from, &reader, &mut messages).await {}
                messages
            })
        };
        let trade = {
            let (http, reader) = (http.clone(), reader.clone());
            tokio::spawn(async move {
                keys.trade_until_dead(&http, &reader).await;
                keys
            })
        };
        tokio::time::sleep(Duration::from_millis(30 + dice.below(170) as u64)).await;
        server.kill();
        writers = Vec::new();
        for task in tasks {
            writers.push(task.await.unwrap());
        }
        (told, messages) = (poll.await.unwrap(), post.await.unwrap());
        keys = trade.await.unwrap();
        server.start();

        for writer in &mut writers {
            writer.settle(&server.http).await;
        }
        settle_messages(&server.http, &reader, &mut messages).await;
        assert!(keys.settle(&server.http, &reader).await);
        told.catch_up(&server.http, &reader, &mut dice).await;
        if round % 10 == 9 || round + 1 == rounds {
            check(&server, &reader, &told, &writers, &rooms, seed).await;
            let whole = writers.iter().all(|w| !w.sent.is_empty());
            assert!(whole, "somebody never got to write; seed {seed}");
        }
        let expected: Vec<u64> = messages.iter().map(|(number, _)| *number).collect();
        assert_eq!(
            told.to_device, expected,
            "messages to the device; seed {seed}"
        );
    }
    keys.check(&server.http, &reader, seed).await;
    let total: usize = writers.iter().map(|writer| writer.sent.len()).sum();
    eprintln!(
        "crash: {rounds} kills, {total} events, {} messages to a device",
        messages.len()
    );
}

fn fork(dice: &mut Dice) -> Dice {
    Dice::new(dice.below(usize::MAX) as u64)
}

impl Writer {
    async fn write_until_dead(&mut self, http: &Http, rooms: &[String], dice: &mut Dice) {
        loop {
            self.count += 1;
            let token = &self.person.token;
            if dice.chance(8) {
                let body = json!({ "name": format!("{} of {}", self.count, self.person.user_id) });
                let answer = http
                    .attempt(Method::POST, "/_matrix/client/v3/createRoom", token, &body)
                    .await;
                let Some(answer) = answer else { return };
                let room = answer.ok()["room_id"].as_str().unwrap().to_owned();
                self.made.push(room);
                continue;
            }
            let room = dice.pick(rooms).clone();
            let mut sent = Sent {
                path: room_path(&room, &format!("send/m.room.message/t{}", self.count)),
                body: json!({ "msgtype": "m.text", "body": format!("{}", self.count) }),
                room,
                event: None,
            };
            let answer = http
                .attempt(Method::PUT, &sent.path, token, &sent.body)
                .await;
            sent.event = answer.map(event_id);
            let dead = sent.event.is_none();
            self.sent.push(sent);
            if dead {
                return;
            }
        }
    }

    /// After the restart: repeats what got no answer; a repetition of what did get one changes nothing.
    async fn settle(&mut self, http: &Http) {
        let newest = self.sent.len().saturating_sub(3);
        for sent in &mut self.sent[newest..] {
            let answer = http
                .attempt(Method::PUT, &sent.path, &self.person.token, &sent.body)
                .await
                .unwrap();
            let event = event_id(answer);
            if let Some(before) = &sent.event {
                assert_eq!(*before, event, "a repeated request made another event");
            }
            sent.event = Some(event);
        }
    }
}

fn event_id(answer: testkit::Answer) -> String {
    answer.ok()["event_id"].as_str().unwrap().to_owned()
}

impl Reader {
    /// One `/sync` with a random timeline limit; `false` when the server is gone.
    async fn poll(&mut self, http: &Http, who: &Person, dice: &mut Dice, wait_ms: usize) -> bool {
        let limit = 1 + dice.below(20);
        let filter = json!({ "room": { "timeline": { "limit": limit } } });
        let since = self.token.as_ref();
        let since = since.map_or(String::new(), |token| format!("&since={token}"));
        let path = format!(
            "/_matrix/client/v3/sync?timeout={wait_ms}&filter={}{since}",
            segment(&filter.to_string())
        );
        let answer = http
            .attempt(Method::GET, &path, &who.token, &Value::Null)
            .await;
        let Some(answer) = answer else { return false };
        let body = answer.ok();
        self.take_in(&body);
        true
    }

    fn take_in(&mut self, body: &Value) {
        self.token = Some(body["next_batch"].as_str().unwrap().to_owned());
        for (room, news) in body["rooms"]["join"].as_object().into_iter().flatten() {
            let timeline = self.timelines.entry(room.clone()).or_default();
            let news = &news["timeline"];
            if news["limited"] == true {
                timeline.push(Piece::Gap(news["prev_batch"].as_str().unwrap().to_owned()));
            }
            for event in news["events"].as_array().into_iter().flatten() {
                timeline.push(Piece::Event(event["event_id"].as_str().unwrap().to_owned()));
            }
        }
        for message in body["to_device"]["events"].as_array().into_iter().flatten() {
            self.to_device
                .push(message["content"]["n"].as_u64().unwrap());
        }
    }

    /// Polls until there is nothing new, then fills the gaps.
    async fn catch_up(&mut self, http: &Http, who: &Person, dice: &mut Dice) {
        loop {
            let before = self.token.clone();
            assert!(
                self.poll(http, who, dice, 0).await,
                "the server was started"
            );
            if self.token == before {
                break;
            }
        }
        for (room, timeline) in &mut self.timelines {
            while let Some(at) = timeline.iter().position(|p| matches!(p, Piece::Gap(_))) {
                let Piece::Gap(token) = timeline[at].clone() else {
                    unreachable!()
                };
                let known = at.checked_sub(1).map(|before| timeline[before].clone());
                let found = gap(who.at(http), room, &token, known.as_ref()).await;
                timeline.splice(at..=at, found);
            }
        }
    }
}

/// The events that end at `token` (empty: now) and begin after `known` (`None`: the start of the room).
async fn gap(who: Person, room: &str, token: &str, known: Option<&Piece>) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut from = token.to_owned();
    'pages: loop {
        let from_here = if from.is_empty() {
            String::new()
        } else {
            format!("&from={from}")
        };
        let query = format!("messages?dir=b&limit=50{from_here}");
        let page = who.get(&room_path(room, &query)).await.ok();
        for event in page["chunk"].as_array().unwrap() {
            let piece = Piece::Event(event["event_id"].as_str().unwrap().to_owned());
            if Some(&piece) == known {
                break 'pages;
            }
            found.push(piece);
        }
        match page["end"].as_str() {
            Some(end) => from = end.to_owned(),
            None => break,
        }
    }
    found.reverse();
    found
}

async fn check(
    server: &Server,
    reader: &Person,
    told: &Reader,
    writers: &[Writer],
    rooms: &[String],
    seed: u64,
) {
    let reader = reader.at(&server.http);
    for room in rooms {
        let stored = gap(reader.clone(), room, "", None).await;
        let once: HashSet<String> = stored.iter().map(|piece| format!("{piece:?}")).collect();
        assert_eq!(
            once.len(),
            stored.len(),
            "an event is stored twice; seed {seed}"
        );
        assert_eq!(
            told.timelines[room], stored,
            "what the reader was told differs from what is stored in {room}; seed {seed}"
        );
        for writer in writers {
            let own = writer.sent.iter().filter(|sent| sent.room == *room);
            let mut rest = stored.iter();
            for sent in own {
                let event = Piece::Event(sent.event.clone().unwrap());
                assert!(
                    rest.any(|piece| *piece == event),
                    "{sent:?} is lost or out of order; seed {seed}"
                );
            }
        }
    }
    for writer in writers {
        let person = writer.person.at(&server.http);
        let joined = person.get("/_matrix/client/v3/joined_rooms").await.ok();
        let joined: Vec<&str> = joined["joined_rooms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|room| room.as_str().unwrap())
            .collect();
        for made in &writer.made {
            assert!(
                joined.contains(&made.as_str()),
                "{made} is lost; seed {seed}"
            );
        }
        for room in joined
            .iter()
            .filter(|room| !rooms.iter().any(|r| r == *room))
        {
            let state = person.get(&room_path(room, "state")).await.ok();
            let state = state.as_array().unwrap();
            for kind in ["create", "member", "power_levels", "join_rules", "name"] {
                let kind = format!("m.room.{kind}");
                assert!(
                    state.iter().any(|event| event["type"] == *kind),
                    "{room} is half made: no {kind}; seed {seed}"
                );
            }
        }
    }
}

fn to_device_path(txn: &str) -> String {
    format!("/_matrix/client/v3/sendToDevice/org.example.number/{txn}")
}

/// Sends the next number to the reader's device; `false` when the server is gone.
async fn post(http: &Http, from: &Person, to: &Person, sent: &mut Vec<(u64, bool)>) -> bool {
    let number = sent.len() as u64 + 1;
    let answer = post_number(http, from, to, number).await;
    sent.push((number, answer));
    answer
}

async fn post_number(http: &Http, from: &Person, to: &Person, number: u64) -> bool {
    let body = json!({ "messages": { &to.user_id: { &to.device_id: { "n": number } } } });
    let path = to_device_path(&format!("n{number}"));
    let answer = http.attempt(Method::PUT, &path, &from.token, &body).await;
    answer.map(testkit::Answer::ok).is_some()
}

/// Repeats the last two, whether they were answered or not: neither may arrive twice.
async fn settle_messages(http: &Http, who: &Person, sent: &mut [(u64, bool)]) {
    let newest = sent.len().saturating_sub(2);
    for (number, answered) in &mut sent[newest..] {
        assert!(
            post_number(http, who, who, *number).await,
            "the server was started"
        );
        *answered = true;
    }
}
