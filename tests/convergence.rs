//! Several clients do random things, go away and come back; whatever they did, each client's view,
//! built from `/sync` and `/messages` alone, is what the server says the room is (client-server §10.5.1;
//! bug classes "hole or repetition in the timeline", "wrong room state with lazy loading", "own
//! membership missing").

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use testkit::{Dice, Person, Server, room_path, segment};

use crate::server;

const PEOPLE: usize = 4;
const OPERATIONS: usize = 160;

#[tokio::test]
async fn every_client_sees_the_room_as_it_is() {
    let seed = Dice::seed("convergence");
    for run in 0..2 {
        World::run(seed + run).await;
    }
}

#[tokio::test]
async fn long_every_client_sees_the_room_as_it_is() {
    if std::env::var_os("CAUSEWAY_TEST_LONG").is_some() {
        let seed = Dice::seed("convergence");
        for run in 0..100 {
            World::run(seed + run).await;
        }
    }
}

/// A client: what it has built from the answers so far.
struct Client {
    person: Person,
    lazy: bool,
    online: bool,
    token: Option<String>,
    rooms: BTreeMap<String, View>,
    invites: BTreeSet<String>,
}

/// A room in a client.
#[derive(Default)]
struct View {
    timeline: Vec<Piece>,
    state: BTreeMap<(String, String), String>,
    senders: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Event(String),
    /// Events are missing here; they end at this `prev_batch`.
    Gap(String),
}

/// The server, the clients, and what happened.
struct World {
    server: Server,
    clients: Vec<Client>,
    rooms: Vec<String>,
    /// Events per room in the order of their answers.
    sent: BTreeMap<String, Vec<String>>,
    /// The events that came with the room.
    made_of: BTreeMap<String, Vec<String>>,
    /// Membership by person's number and room.
    members: BTreeMap<(usize, String), &'static str>,
    dice: Dice,
    seed: u64,
    step: usize,
}

impl World {
    async fn run(seed: u64) {
        let server = server();
        let mut dice = Dice::new(seed);
        let mut clients = Vec::new();
        for number in 0..PEOPLE {
            clients.push(Client {
                person: server.person(&format!("person{number}")).await,
                lazy: dice.chance(50),
                online: true,
                token: None,
                rooms: BTreeMap::new(),
                invites: BTreeSet::new(),
            });
        }
        let mut world = Self {
            server,
            clients,
            rooms: Vec::new(),
            sent: BTreeMap::new(),
            made_of: BTreeMap::new(),
            members: BTreeMap::new(),
            dice,
            seed,
            step: 0,
        };
        for preset in ["public_chat", "private_chat"] {
            let room = world.clients[0].person.create_room(json!({
                "preset": preset, "power_level_content_override": { "state_default": 0, "users_default": 0 },
            }));
            let room = room.await;
            world.members.insert((0, room.clone()), "join");
            // What makes the room stays as it is; a state that is set to what it is makes no event.
            let first = history(&world.clients[0].person, &room, None, None).await;
            world.made_of.insert(room.clone(), first);
            world.rooms.push(room);
        }
        for step in 0..OPERATIONS {
            world.step = step;
            world.act().await;
            world.someone_syncs().await;
            if step == OPERATIONS / 2 {
                world.restart();
            }
            if step % 40 == 39 {
                world.check().await;
            }
        }
    }

    fn restart(&mut self) {
        assert!(self.server.stop().success());
        self.server.start();
        for client in &mut self.clients {
            client.person = client.person.at(&self.server.http);
        }
    }

    fn at(&self) -> String {
        format!("seed {}, step {}", self.seed, self.step)
    }

    /// One operation that may or may not be allowed.
    async fn act(&mut self) {
        let who = self.dice.below(PEOPLE);
        let room = self.dice.pick(&self.rooms).clone();
        let me = self.clients[who].person.clone();
        match self.dice.below(100) {
            0..50 => self.say(&me, &room).await,
            50..65 => self.change_state(&me, &room).await,
            65..70 => self.redact(&me, &room).await,
            70..95 => self.move_member(who, &me, &room).await,
            _ => self.clients[who].online = !self.clients[who].online,
        }
    }

    async fn say(&mut self, me: &Person, room: &str) {
        for _ in 0..=self.dice.below(6) {
            let mut content = json!({ "msgtype": "m.text", "body": format!("step {}", self.step) });
            let known = self.sent.get(room).filter(|sent| !sent.is_empty());
            if let Some(target) = known.map(|sent| self.dice.pick(sent).clone())
                && self.dice.chance(15)
            {
                content["m.relates_to"] = json!({ "rel_type": "m.thread", "event_id": target });
            }
            let txn = testkit::unique().to_string();
            let answer = me.send(room, "m.room.message", &txn, content).await;
            self.remember(room, &answer);
        }
    }

    async fn change_state(&mut self, me: &Person, room: &str) {
        let value = format!("step {}", self.step);
        let own = json!({ "membership": "join", "displayname": value });
        let visibility = *self.dice.pick(&["shared", "joined", "invited"]);
        let (kind, key, content) = match self.dice.below(8) {
            0 => ("m.room.topic", "", json!({ "topic": value })),
            1 => ("m.room.name", "", json!({ "name": value })),
            2 => ("m.room.member", me.user_id.as_str(), own),
            3 => (
                "m.room.history_visibility",
                "",
                json!({ "history_visibility": visibility }),
            ),
            4 | 5 => ("org.example.thing", "a", json!({ "value": value })),
            _ => ("org.example.thing", "b", json!({ "value": value })),
        };
        if kind == "m.room.member" && !self.is_joined(me, room) {
            return;
        }
        let answer = me.state(room, kind, key, content).await;
        self.remember(room, &answer);
    }

    fn is_joined(&self, me: &Person, room: &str) -> bool {
        let who = self
            .clients
            .iter()
            .position(|c| c.person.user_id == me.user_id);
        self.members.get(&(who.unwrap(), room.to_owned())) == Some(&"join")
    }

    async fn redact(&mut self, me: &Person, room: &str) {
        let Some(sent) = self.sent.get(room).filter(|sent| !sent.is_empty()) else {
            return;
        };
        let target = self.dice.pick(sent).clone();
        let path = format!("redact/{}/{}", segment(&target), testkit::unique());
        let answer = me.put(&room_path(room, &path), json!({})).await;
        self.remember(room, &answer);
    }

    fn remember(&mut self, room: &str, answer: &testkit::Answer) {
        assert!(
            !answer.status.is_server_error(),
            "{answer:?} at {}",
            self.at()
        );
        if answer.status.is_success() {
            let id = answer.json()["event_id"].as_str().unwrap().to_owned();
            let sent = self.sent.entry(room.to_owned()).or_default();
            if !sent.contains(&id) && !self.made_of[room].contains(&id) {
                sent.push(id);
            }
        }
    }

    /// A change of membership; the first person made the rooms and stays.
    async fn move_member(&mut self, who: usize, me: &Person, room: &str) {
        let other = 1 + self.dice.below(PEOPLE - 1);
        let target = self.clients[other].person.user_id.clone();
        let choice = self.dice.below(10);
        let (action, subject, then, body) = match choice {
            0..5 => ("join", who, "join", json!({})),
            5 if who != 0 => ("leave", who, "leave", json!({})),
            6 => ("kick", other, "leave", json!({ "user_id": target })),
            7 => ("ban", other, "ban", json!({ "user_id": target })),
            8 => ("unban", other, "leave", json!({ "user_id": target })),
            _ => ("invite", other, "invite", json!({ "user_id": target })),
        };
        let by = if matches!(action, "join" | "leave") {
            me.clone()
        } else {
            self.clients[0].person.clone()
        };
        let answer = by.post(&room_path(room, action), body).await;
        assert!(
            !answer.status.is_server_error(),
            "{answer:?} at {}",
            self.at()
        );
        if answer.status.is_success() {
            self.members.insert((subject, room.to_owned()), then);
        }
    }

    async fn someone_syncs(&mut self) {
        let who = self.dice.below(PEOPLE);
        if self.clients[who].online {
            let at = self.at();
            self.clients[who].poll(&mut self.dice, 10, &at).await;
        }
    }

    /// Everybody comes back, catches up and compares.
    async fn check(&mut self) {
        let at = self.at();
        for (who, client) in self.clients.iter_mut().enumerate() {
            client.online = true;
            loop {
                let before = client.token.clone();
                client.poll(&mut self.dice, 0, &at).await;
                if client.token == before {
                    break;
                }
            }
            let rooms_in = |membership: &str| -> BTreeSet<String> {
                let mine = self
                    .members
                    .iter()
                    .filter(|((n, _), m)| *n == who && **m == membership);
                mine.map(|((_, room), _)| room.clone()).collect()
            };
            let joined: BTreeSet<String> = client.rooms.keys().cloned().collect();
            assert_eq!(joined, rooms_in("join"), "joined rooms of {who} at {at}");
            assert_eq!(
                client.invites,
                rooms_in("invite"),
                "invites of {who} at {at}"
            );
            client.compare(&at).await;
        }
        for (room, sent) in &self.sent {
            let stored = history(&self.clients[0].person, room, None, None).await;
            let ours: Vec<&String> = stored.iter().filter(|id| sent.contains(id)).collect();
            assert_eq!(ours, sent.iter().collect::<Vec<_>>(), "{room} at {at}");
        }
    }
}

impl Client {
    /// One `/sync`; of a hundred answers `lost` get lost on their way.
    async fn poll(&mut self, dice: &mut Dice, lost: usize, at: &str) {
        let limit = 1 + dice.below(8);
        let after = dice.chance(50);
        let plain = self.ask(limit, after, "").await;
        if !self.lazy && self.token.is_some() {
            // A filter that lets everything through, but that only the database path can judge.
            let other = self.ask(limit, after, "@nobody:localhost").await;
            assert_eq!(
                told(&plain),
                told(&other),
                "memory and database differ at {at}"
            );
        }
        if !dice.chance(lost) {
            self.take_in(&plain, after);
        }
    }

    async fn ask(&self, limit: usize, after: bool, not_sender: &str) -> Value {
        let mut filter = json!({
            "room": {
                "timeline": { "limit": limit },
                "state": { "lazy_load_members": self.lazy },
            }
        });
        if !not_sender.is_empty() {
            filter["room"]["timeline"]["not_senders"] = json!([not_sender]);
        }
        let query = format!(
            "timeout=0&use_state_after={after}&filter={}",
            segment(&filter.to_string())
        );
        self.person.sync_with(self.token.as_deref(), &query).await
    }

    fn take_in(&mut self, body: &Value, after: bool) {
        self.token = Some(body["next_batch"].as_str().unwrap().to_owned());
        let rooms = |kind: &str| body["rooms"][kind].as_object().cloned().unwrap_or_default();
        for (room, _) in rooms("invite") {
            self.rooms.remove(&room);
            self.invites.insert(room);
        }
        for (room, _) in rooms("leave") {
            self.rooms.remove(&room);
            self.invites.remove(&room);
        }
        for (room, news) in rooms("join") {
            self.invites.remove(&room);
            self.rooms.entry(room).or_default().take_in(&news, after);
        }
    }

    async fn compare(&mut self, at: &str) {
        let (me, lazy) = (self.person.clone(), self.lazy);
        for (room, view) in &mut self.rooms {
            let whose = format!("{} in {room} (lazy: {lazy}) at {at}", me.user_id);
            view.fill_gaps(&me, room).await;
            let all = history(&me, room, None, None).await;
            let all: Vec<Piece> = all.into_iter().map(Piece::Event).collect();
            assert_eq!(view.timeline, all, "the timeline of {whose}");
            let state = me.get(&room_path(room, "state")).await.ok();
            let state: BTreeMap<_, _> =
                state.as_array().unwrap().iter().filter_map(place).collect();
            if lazy {
                view.has_the_members_it_needs(&state, &me.user_id, &whose);
                let rest = |all: &BTreeMap<(String, String), String>| {
                    let mut rest = all.clone();
                    rest.retain(|(kind, _), _| kind != "m.room.member");
                    rest
                };
                assert_eq!(rest(&view.state), rest(&state), "the state of {whose}");
            } else {
                assert_eq!(view.state, state, "the state of {whose}");
            }
        }
    }
}

/// What both paths must tell alike.
fn told(body: &Value) -> Value {
    let mut rooms = body["rooms"]["join"].clone();
    without_age(&mut rooms);
    let parts = ["timeline", "unread_notifications"];
    let told = rooms.as_object().into_iter().flatten().map(|(room, news)| {
        let told = parts.map(|part| news[part].clone()).to_vec();
        (room.clone(), Value::from(told))
    });
    told.collect::<serde_json::Map<_, _>>().into()
}

fn without_age(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("age");
            fields.values_mut().for_each(without_age);
        }
        Value::Array(items) => items.iter_mut().for_each(without_age),
        _ => {}
    }
}

impl View {
    fn take_in(&mut self, news: &Value, after: bool) {
        let timeline = &news["timeline"];
        if timeline["limited"] == true {
            let token = timeline["prev_batch"].as_str().unwrap().to_owned();
            self.timeline.push(Piece::Gap(token));
        }
        let events = timeline["events"].as_array().cloned().unwrap_or_default();
        for event in &events {
            self.timeline.push(Piece::Event(text(&event["event_id"])));
            self.senders.insert(text(&event["sender"]));
        }
        let key = if after { "state_after" } else { "state" };
        let state = news[key]["events"].as_array().cloned().unwrap_or_default();
        self.state.extend(state.iter().filter_map(place));
        if !after {
            self.state.extend(events.iter().filter_map(place));
        }
    }

    async fn fill_gaps(&mut self, me: &Person, room: &str) {
        while let Some(at) = self
            .timeline
            .iter()
            .position(|p| matches!(p, Piece::Gap(_)))
        {
            let Piece::Gap(token) = self.timeline[at].clone() else {
                unreachable!()
            };
            let known = match at.checked_sub(1).map(|before| &self.timeline[before]) {
                Some(Piece::Event(id)) => Some(id.clone()),
                _ => None,
            };
            let found = history(me, room, Some(&token), known.as_deref()).await;
            self.timeline
                .splice(at..=at, found.into_iter().map(Piece::Event));
        }
    }

    fn has_the_members_it_needs(
        &self,
        state: &BTreeMap<(String, String), String>,
        me: &str,
        whose: &str,
    ) {
        for user in self.senders.iter().map(String::as_str).chain([me]) {
            let member = ("m.room.member".to_owned(), user.to_owned());
            assert!(
                self.state.contains_key(&member),
                "{user} is unknown to {whose}"
            );
        }
        for (place, event) in self
            .state
            .iter()
            .filter(|((kind, _), _)| kind == "m.room.member")
        {
            assert_eq!(
                Some(event),
                state.get(place),
                "{place:?} is out of date for {whose}"
            );
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Where a state event belongs; `None` for other events.
fn place(event: &Value) -> Option<((String, String), String)> {
    let key = event["state_key"].as_str()?.to_owned();
    Some(((text(&event["type"]), key), text(&event["event_id"])))
}

/// What a person may read, oldest first: up to `from`, after `known`.
async fn history(me: &Person, room: &str, from: Option<&str>, known: Option<&str>) -> Vec<String> {
    let mut found = Vec::new();
    let mut from = from.map(str::to_owned);
    'pages: loop {
        let begin = from
            .as_ref()
            .map_or(String::new(), |token| format!("&from={token}"));
        let path = room_path(room, &format!("messages?dir=b&limit=30{begin}"));
        let page = me.get(&path).await.ok();
        for event in page["chunk"].as_array().unwrap() {
            let id = text(&event["event_id"]);
            if Some(id.as_str()) == known {
                break 'pages;
            }
            found.push(id);
        }
        match page["end"].as_str() {
            Some(end) => from = Some(end.to_owned()),
            None => break,
        }
    }
    found.reverse();
    found
}
