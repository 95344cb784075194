//! What the rules cost per event: `cargo run --profile quick -p room-rules --example send_cost`.
//!
//! Prints the median of many rounds in microseconds; nothing is asserted.
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement needs the machine's clock"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a measurement may stop at the first surprise"
)]

use std::{collections::HashMap, hint::black_box, time::Instant};

use room_rules::{
    DEFAULT_ROOM_VERSION, Draft, Pdu, PowerLevels, Rules, ServerKey, auth_types, authorise, build,
    client_event,
};
use ruma::{MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, UserId};
use serde_json::{Value, json, value::RawValue};

const SERVER: &str = "example.org";

struct Room {
    rules: &'static Rules,
    key: ServerKey,
    room_id: Option<OwnedRoomId>,
    state: HashMap<(String, String), Pdu>,
    last: Vec<OwnedEventId>,
    depth: u64,
}

impl Room {
    fn build(&self, sender: &UserId, kind: &str, key: Option<&str>, content: &RawValue) -> Pdu {
        let auth: Vec<OwnedEventId> = auth_types(self.rules, kind, sender, key, content)
            .unwrap()
            .into_iter()
            .filter_map(|(kind, key)| {
                Some(
                    self.state
                        .get(&(kind.to_owned(), key))?
                        .event_id()
                        .to_owned(),
                )
            })
            .collect();
        let draft = Draft {
            room_id: self.room_id.as_deref(),
            sender,
            kind,
            state_key: key,
            content,
            redacts: None,
            origin_server_ts: MilliSecondsSinceUnixEpoch(1_700_000_000_000_u64.try_into().unwrap()),
            prev_events: &self.last,
            auth_events: &auth,
            depth: self.depth,
        };
        build(self.rules, &draft, SERVER, &self.key).unwrap()
    }

    fn authorise(&self, pdu: &Pdu) {
        authorise(self.rules, pdu, |kind, key| {
            self.state.get(&(kind.to_owned(), key.to_owned())).cloned()
        })
        .unwrap();
    }

    fn put(&mut self, sender: &UserId, kind: &str, key: &str, content: Value) {
        let content = RawValue::from_string(content.to_string()).unwrap();
        let pdu = self.build(sender, kind, Some(key), &content);
        self.authorise(&pdu);
        self.room_id = Some(pdu.room_id().to_owned());
        self.last = vec![pdu.event_id().to_owned()];
        self.depth += 1;
        self.state.insert((kind.to_owned(), key.to_owned()), pdu);
    }
}

fn room(named_users: usize) -> Room {
    let rules = Rules::of(&DEFAULT_ROOM_VERSION).unwrap();
    let key = ServerKey::from_seed([7; 32], "bench").unwrap();
    let alice = <&UserId>::try_from("@alice:example.org").unwrap();
    let mut room = Room {
        rules,
        key,
        room_id: None,
        state: HashMap::new(),
        last: Vec::new(),
        depth: 1,
    };
    room.put(alice, "m.room.create", "", json!({"room_version": "12"}));
    room.put(
        alice,
        "m.room.member",
        alice.as_str(),
        json!({"membership": "join"}),
    );
    let users: Value = (0..named_users)
        .map(|n| (format!("@mod{n}:example.org"), json!(50)))
        .collect::<serde_json::Map<_, _>>()
        .into();
    room.put(
        alice,
        "m.room.power_levels",
        "",
        json!({"users": users, "events": {"m.room.name": 50, "m.room.power_levels": 100,
            "m.room.history_visibility": 100, "m.room.canonical_alias": 50, "m.room.avatar": 50,
            "m.room.tombstone": 150, "m.room.server_acl": 100, "m.room.encryption": 100}}),
    );
    room.put(
        alice,
        "m.room.join_rules",
        "",
        json!({"join_rule": "public"}),
    );
    let bob = <&UserId>::try_from("@bob:example.org").unwrap();
    room.put(
        bob,
        "m.room.member",
        bob.as_str(),
        json!({"membership": "join", "displayname": "Bob"}),
    );
    room
}

/// The median of 200 rounds of 50 calls, in microseconds a call.
fn measure(name: &str, mut work: impl FnMut()) {
    let mut rounds: Vec<f64> = (0..200)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..50 {
                work();
            }
            start.elapsed().as_secs_f64() * 1e6 / 50.0
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!(
        "{name:58} {:8.2} µs",
        rounds.get(100).copied().unwrap_or_default()
    );
}

fn main() {
    let bob = <&UserId>::try_from("@bob:example.org").unwrap();
    let body = "The causeway stays passable when the tide comes in.";
    let text = json!({"msgtype": "m.text", "body": body});
    let sealed = json!({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "A".repeat(900),
        "session_id": "B".repeat(43), "sender_key": "C".repeat(43), "device_id": "DEVICE"});
    for named in [0, 1000] {
        println!("-- {named} users named in the power levels");
        let room = room(named);
        for (kind, content) in [("m.room.message", &text), ("m.room.encrypted", &sealed)] {
            let content = RawValue::from_string(content.to_string()).unwrap();
            let pdu = room.build(bob, kind, None, &content);
            measure(
                &format!("{kind} ({} bytes): build", pdu.json().len()),
                || {
                    black_box(room.build(bob, kind, None, &content));
                },
            );
            measure("  authorise", || room.authorise(black_box(&pdu)));
            measure("  client event", || {
                black_box(client_event(&pdu, false));
            });
            measure("  read from the store", || {
                let id = pdu.event_id().to_owned();
                black_box(Pdu::from_stored(id, pdu.json().clone(), room.rules, false).unwrap());
            });
            measure("  parse from another server", || {
                black_box(Pdu::parse(pdu.json(), room.rules, None).unwrap());
            });
        }
        let topic = RawValue::from_string(json!({"membership": "join"}).to_string()).unwrap();
        let pdu = room.build(bob, "m.room.member", Some(bob.as_str()), &topic);
        measure("join: build", || {
            black_box(room.build(bob, "m.room.member", Some(bob.as_str()), &topic));
        });
        measure("  authorise", || room.authorise(black_box(&pdu)));
        let create = &room.state[&("m.room.create".to_owned(), String::new())];
        let levels = room
            .state
            .get(&("m.room.power_levels".to_owned(), String::new()));
        measure("power levels: read", || {
            black_box(PowerLevels::of(room.rules, create, levels));
        });
    }
}
