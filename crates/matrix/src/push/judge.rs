//! One event, everybody whom it concerns beyond its class: rows for `notif`, jobs for pushers.

use std::{collections::HashMap, sync::Arc};

use room_rules::{Pdu, PowerLevels, Rules};
use ruma::{
    UserId,
    push::{Action, FlattenedJson},
};
use store::{StoreError, Tx, params};

use super::{
    class::{Class, is_notice, mentions},
    defaults::default_rules,
    evaluate::{self, Room},
    interest::{Interest, Person, Shared, is_joined, nobody},
};
use crate::rooms::{Event, queries};

/// What an event means for one person beyond its class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) user: i64,
    pub(super) room: i64,
    pub(super) event_pos: i64,
    pub(super) root: String,
    pub(super) notify: i64,
    pub(super) highlight: i64,
}

/// An event for a gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Job {
    pub(super) pusher: i64,
    pub(super) room: i64,
    pub(super) event_pos: i64,
    pub(super) tweaks: String,
}

/// The outcome of some events.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub(super) rows: Vec<Row>,
    pub(super) jobs: Vec<Job>,
}

/// Judges an event of a room.
pub(super) fn judge(
    tx: &mut Tx<'_>,
    interest: &mut Interest,
    room: i64,
    event: &Event,
    out: &mut Verdict,
) -> Result<(), StoreError> {
    let mentioned = mentions(&event.pdu);
    if mentioned.users.is_empty() && interest.is_empty() {
        return Ok(());
    }
    let people = interest.in_room(tx, room)?;
    let is_member = event.pdu.kind() == "m.room.member";
    if people.is_empty() && mentioned.users.is_empty() && !is_member {
        return Ok(());
    }
    let mut case = Case::open(tx, room, event, mentioned.room)?;
    if is_member {
        // Of a membership only the person himself is told.
        let Some(key) = event.pdu.state_key() else {
            return Ok(());
        };
        let target: Option<i64> =
            tx.get("SELECT nid FROM user_ WHERE user_id = ?1", params![key])?;
        if let Some(person) = target.and_then(|user| interest.person(user)).cloned() {
            case.person(&person, true, is_joined(tx, room, person.user)?, out);
        }
        return Ok(());
    }
    for person in people.iter() {
        let by_name = mentioned.users.iter().any(|id| *id == person.user_id);
        case.person(person, by_name, true, out);
    }
    for user_id in &mentioned.users {
        let user: Option<i64> = tx.get(
            "SELECT nid FROM user_ WHERE user_id = ?1 AND is_local = 1",
            params![user_id],
        )?;
        let Some(user) =
            user.filter(|user| *user != event.sender && interest.person(*user).is_none())
        else {
            continue;
        };
        if is_joined(tx, room, user)? {
            case.mentioned(user, out);
        }
    }
    Ok(())
}

/// An event under judgement, with what was found out about it already.
struct Case<'e> {
    room: i64,
    event: &'e Event,
    flat: FlattenedJson,
    facts: Room,
    root: String,
    /// Actions by shared rules, for people who are not mentioned.
    shared: HashMap<*const Shared, Vec<Action>>,
    default: Option<Vec<Action>>,
}

impl<'e> Case<'e> {
    fn open(
        tx: &mut Tx<'_>,
        room: i64,
        event: &'e Event,
        mentions_room: bool,
    ) -> Result<Self, StoreError> {
        let members: i64 = tx
            .get("SELECT joined FROM room WHERE nid = ?1", params![room])?
            .unwrap_or(0);
        let may_notify_room = mentions_room && may_notify_room(tx, room, &event.pdu)?;
        Ok(Self {
            room,
            event,
            flat: evaluate::flat(&event.pdu),
            facts: Room {
                members: u64::try_from(members).unwrap_or(0),
                may_notify_room,
            },
            root: event.thread_root().unwrap_or_default(),
            shared: HashMap::new(),
            default: None,
        })
    }

    /// The class that the counters were moved by.
    fn class(&self) -> Class {
        Class {
            notify: self.event.counts,
            highlight: self.event.highlights,
        }
    }

    fn person(&mut self, person: &Arc<Person>, by_name: bool, counts: bool, out: &mut Verdict) {
        if person.user == self.event.sender {
            return;
        }
        let is_ignored = person.ignored.contains(self.event.pdu.sender().as_str());
        let actions = if is_ignored {
            Vec::new()
        } else {
            self.actions(person, by_name)
        };
        let (notify, highlight) = evaluate::outcome(&actions);
        if counts {
            self.row(person.user, Class { notify, highlight }, out);
        }
        if notify {
            let tweaks = evaluate::tweaks(&actions).to_string();
            out.jobs.extend(person.pushers.iter().map(|pusher| Job {
                pusher: *pusher,
                room: self.room,
                event_pos: self.event.pos,
                tweaks: tweaks.clone(),
            }));
        }
    }

    fn actions(&mut self, person: &Arc<Person>, by_name: bool) -> Vec<Action> {
        match (&person.own, &person.personal) {
            (Some(shared), Some(personal)) => {
                if by_name || shared.personal {
                    return self.evaluate(personal, &person.user_id);
                }
                let key = Arc::as_ptr(shared);
                if let Some(known) = self.shared.get(&key) {
                    return known.clone();
                }
                let actions = self.evaluate(&shared.rules, &nobody());
                self.shared.insert(key, actions.clone());
                actions
            }
            _ if by_name => self.evaluate(&default_rules(&person.user_id), &person.user_id),
            _ => {
                if self.default.is_none() {
                    self.default = Some(self.evaluate(&default_rules(&nobody()), &nobody()));
                }
                self.default.clone().unwrap_or_default()
            }
        }
    }

    fn evaluate(&self, rules: &ruma::push::Ruleset, user_id: &UserId) -> Vec<Action> {
        evaluate::actions(rules, &self.flat, &self.event.pdu, user_id, self.facts)
    }

    /// Somebody with the default rules who is mentioned by name.
    fn mentioned(&self, user: i64, out: &mut Verdict) {
        let silent = is_notice(&self.event.pdu)
            || self.event.pdu.kind().eq_ignore_ascii_case("m.room.member");
        if !silent {
            self.row(
                user,
                Class {
                    notify: true,
                    highlight: true,
                },
                out,
            );
        }
    }

    /// Notes the difference to the class, if there is one.
    fn row(&self, user: i64, personal: Class, out: &mut Verdict) {
        let class = self.class();
        let notify = i64::from(personal.notify) - i64::from(class.notify);
        let highlight = i64::from(personal.highlight) - i64::from(class.highlight);
        if notify != 0 || highlight != 0 {
            let (room, event_pos) = (self.room, self.event.pos);
            out.rows.push(Row {
                user,
                room,
                event_pos,
                root: self.root.clone(),
                notify,
                highlight,
            });
        }
    }
}

/// Whether the sender of an `@room` had the power for it, by the state before the event.
fn may_notify_room(tx: &mut Tx<'_>, room: i64, pdu: &Pdu) -> Result<bool, StoreError> {
    let (_, rules): (_, &'static Rules) = queries::room_of(tx, room)?;
    let create = queries::state_event(tx, room, rules, "m.room.create", "")?;
    let levels = queries::state_event(tx, room, rules, "m.room.power_levels", "")?;
    let Some(create) = create else {
        return Ok(false);
    };
    let power = PowerLevels::of(rules, &create.pdu, levels.as_ref().map(|event| &event.pdu));
    Ok(power.may_notify(pdu.sender(), "room"))
}
