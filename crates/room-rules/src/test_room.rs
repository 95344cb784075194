//! A room for tests: builds events as the room core does, and keeps the state.

use std::collections::HashMap;

use ruma::{EventId, MilliSecondsSinceUnixEpoch, OwnedEventId, OwnedRoomId, UInt, UserId};
use serde_json::{Value, json, value::RawValue};

use crate::{
    Draft, Pdu, Rules, RulesError, ServerKey, auth_types, authorise, build,
    defaults::{Preset, create_content, power_levels_content},
};

pub const SERVER: &str = "example.org";
pub const ALICE: &str = "@alice:example.org";
pub const BOB: &str = "@bob:example.org";
pub const CAROL: &str = "@carol:example.org";

pub fn key() -> ServerKey {
    ServerKey::from_seed([7; 32], "test").unwrap()
}

pub fn raw(value: &Value) -> Box<RawValue> {
    RawValue::from_string(value.to_string()).unwrap()
}

pub fn user(id: &str) -> &UserId {
    <&UserId>::try_from(id).unwrap()
}

/// What a test sends.
#[derive(Clone)]
pub struct Send<'a> {
    pub sender: &'a str,
    pub kind: &'a str,
    pub state_key: Option<&'a str>,
    pub content: Value,
    pub redacts: Option<OwnedEventId>,
}

#[derive(Clone)]
pub struct TestRoom {
    pub rules: &'static Rules,
    pub room_id: Option<OwnedRoomId>,
    pub state: HashMap<(String, String), Pdu>,
    pub last: Vec<OwnedEventId>,
    pub events: HashMap<OwnedEventId, Pdu>,
    pub now: u64,
}

impl TestRoom {
    /// No event yet.
    pub fn empty(rules: &'static Rules) -> Self {
        let room_id = (!rules.room_id_is_create_hash())
            .then(|| OwnedRoomId::try_from(format!("!room:{SERVER}")).unwrap());
        Self {
            rules,
            room_id,
            state: HashMap::new(),
            last: Vec::new(),
            events: HashMap::new(),
            now: 1_700_000_000_000,
        }
    }

    /// Created by Alice, who is joined; default power levels; this join rule.
    pub fn new(rules: &'static Rules, join_rules: Value) -> Self {
        let mut room = Self::empty(rules);
        let alice = user(ALICE);
        let create = create_content(rules, Default::default(), alice, &[]);
        room.must(
            ALICE,
            "m.room.create",
            Some(""),
            serde_json::to_value(create).unwrap(),
        );
        room.must(
            ALICE,
            "m.room.member",
            Some(ALICE),
            json!({"membership": "join"}),
        );
        let levels = power_levels_content(rules, Preset::PrivateChat, alice, &[]);
        room.must(
            ALICE,
            "m.room.power_levels",
            Some(""),
            serde_json::to_value(levels).unwrap(),
        );
        room.must(ALICE, "m.room.join_rules", Some(""), join_rules);
        room
    }

    pub fn state(&self, kind: &str, key: &str) -> Option<Pdu> {
        self.state.get(&(kind.to_owned(), key.to_owned())).cloned()
    }

    /// Builds without checking the rules.
    pub fn build(&self, send: &Send<'_>) -> Result<Pdu, RulesError> {
        let content = raw(&send.content);
        let sender = user(send.sender);
        let auth: Vec<OwnedEventId> =
            auth_types(self.rules, send.kind, sender, send.state_key, &content)?
                .into_iter()
                .filter_map(|(kind, key)| Some(self.state(kind, &key)?.event_id().to_owned()))
                .collect();
        let draft = Draft {
            room_id: self.room_id.as_deref(),
            sender,
            kind: send.kind,
            state_key: send.state_key,
            content: &content,
            redacts: send.redacts.as_deref(),
            origin_server_ts: MilliSecondsSinceUnixEpoch(UInt::new(self.now).unwrap()),
            prev_events: &self.last,
            auth_events: &auth,
            depth: self.events.len() as u64 + 1,
        };
        build(self.rules, &draft, SERVER, &key())
    }

    /// Builds, checks and, if allowed, applies.
    pub fn send(&mut self, send: &Send<'_>) -> Result<Pdu, RulesError> {
        self.now += 1;
        let pdu = self.build(send)?;
        authorise(self.rules, &pdu, |kind, key| self.state(kind, key))?;
        self.apply(&pdu);
        Ok(pdu)
    }

    pub fn apply(&mut self, pdu: &Pdu) {
        self.room_id = Some(pdu.room_id().to_owned());
        self.last = vec![pdu.event_id().to_owned()];
        self.events.insert(pdu.event_id().to_owned(), pdu.clone());
        if let Some(key) = pdu.state_key() {
            self.state
                .insert((pdu.kind().to_owned(), key.to_owned()), pdu.clone());
        }
    }

    pub fn try_send(
        &mut self,
        sender: &str,
        kind: &str,
        state_key: Option<&str>,
        content: Value,
    ) -> Result<Pdu, RulesError> {
        self.send(&Send {
            sender,
            kind,
            state_key,
            content,
            redacts: None,
        })
    }

    pub fn must(&mut self, sender: &str, kind: &str, key: Option<&str>, content: Value) -> Pdu {
        let version = self.rules.version().clone();
        self.try_send(sender, kind, key, content)
            .unwrap_or_else(|error| panic!("version {version}, {kind} by {sender}: {error}"))
    }

    /// Puts someone into this membership without asking the rules.
    pub fn put_member(&mut self, who: &str, membership: &str) {
        self.now += 1;
        let content = json!({"membership": membership});
        let send = Send {
            sender: who,
            kind: "m.room.member",
            state_key: Some(who),
            content,
            redacts: None,
        };
        let pdu = self.build(&send).unwrap();
        self.apply(&pdu);
    }

    pub fn fetch(&self, id: &EventId) -> Option<Pdu> {
        self.events.get(id).cloned()
    }
}

/// The public half of [`key`], for verifying.
pub fn public_keys() -> ruma::signatures::PublicKeyMap {
    let public = ruma::serde::Base64::parse(key().public_base64()).unwrap();
    let keys = ruma::signatures::PublicKeySet::from([(key().key_id().to_owned(), public)]);
    ruma::signatures::PublicKeyMap::from([(SERVER.to_owned(), keys)])
}
