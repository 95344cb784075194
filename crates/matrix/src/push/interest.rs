//! Who must be looked at for an event beyond its class: people with rules of their own or with
//! pushers, by room. The evaluator owns this; nobody else touches it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use ruma::{OwnedUserId, UserId, push::Ruleset};
use store::{StoreError, Tx, params};

use super::{defaults, stored};
use crate::{account_data::ignored, users::parse_id};

/// Rooms whose interested people are remembered.
const ROOMS_MAX: usize = 10_000;

/// Rules that some people share.
#[derive(Debug)]
pub(super) struct Shared {
    /// For somebody whose id is [`nobody`].
    pub(super) rules: Ruleset,
    /// Whether a rule names its owner in a place of its own, so that nothing can be shared.
    pub(super) personal: bool,
}

/// A person to be looked at.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) user: i64,
    pub(super) user_id: OwnedUserId,
    /// His own rules, interned; `None`: the default ones.
    pub(super) own: Option<Arc<Shared>>,
    /// The same with his id in them, for events that concern him by name.
    pub(super) personal: Option<Ruleset>,
    /// Whom he ignores: their events mean nothing to him.
    pub(super) ignored: HashSet<String>,
    /// `pusher.nid` of his pushers.
    pub(super) pushers: Vec<i64>,
}

#[derive(Default)]
pub(super) struct Interest {
    people: HashMap<i64, Arc<Person>>,
    interned: HashMap<String, Arc<Shared>>,
    rooms: HashMap<i64, Arc<Vec<Arc<Person>>>>,
}

/// The id that stands for "somebody who is not mentioned" in shared rules.
pub(super) fn nobody() -> OwnedUserId {
    ruma::user_id!("@nobody:nowhere.invalid").to_owned()
}

impl Interest {
    /// Everybody with rules of his own or pushers; by indexes, not a scan.
    pub(super) fn load(&mut self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let users: HashSet<i64> = tx
            .query(
                "SELECT user_nid FROM account_data WHERE type IN ('m.push_rules', 'm.ignored_user_list') UNION SELECT user_nid FROM pusher",
                params![],
                |row| row.get(0),
            )?
            .into_iter()
            .collect();
        for user in users {
            self.reload(tx, user)?;
        }
        Ok(())
    }

    /// Reads one person again; the rooms are sorted out anew when they are next needed.
    pub(super) fn reload(&mut self, tx: &mut Tx<'_>, user: i64) -> Result<(), StoreError> {
        let before = self.people.remove(&user);
        let id: Option<String> =
            tx.get("SELECT user_id FROM user_ WHERE nid = ?1", params![user])?;
        let Some(user_id) = id.map(parse_id::<OwnedUserId>).transpose()? else {
            return Ok(());
        };
        let own = stored::own_rules(tx, user, &user_id)?;
        let own = own.filter(|rules| {
            defaults::wire(rules) != defaults::wire(&defaults::default_rules(&user_id))
        });
        let pushers = tx.query(
            "SELECT nid FROM pusher WHERE user_nid = ?1",
            params![user],
            |row| row.get(0),
        )?;
        let ignored = ignored::of(tx, user)?;
        let concerns = own.is_some() || !pushers.is_empty() || !ignored.is_empty();
        if concerns {
            let shared = own.as_ref().map(|rules| self.intern(rules, &user_id));
            self.people.insert(
                user,
                Arc::new(Person {
                    user,
                    user_id,
                    own: shared,
                    personal: own,
                    ignored,
                    pushers,
                }),
            );
        }
        if concerns || before.is_some() {
            self.rooms.clear();
        }
        Ok(())
    }

    fn intern(&mut self, rules: &Ruleset, user_id: &UserId) -> Arc<Shared> {
        let quoted = format!("\"{user_id}\"");
        let own_id = format!("\"{}\"", nobody());
        let text = defaults::wire(rules).to_string();
        let anonymous = text.replace(&quoted, &own_id);
        // Two predefined rules name their owner; anything beyond is his own making.
        let personal =
            text.matches(user_id.as_str()).count() > 2 || text.contains("contains_display_name");
        if let Some(known) = self.interned.get(&anonymous).filter(|_| !personal) {
            return Arc::clone(known);
        }
        let shared = Arc::new(Shared {
            rules: serde_json::from_str(&anonymous).unwrap_or_default(),
            personal,
        });
        if !personal {
            self.interned
                .retain(|_, shared| Arc::strong_count(shared) > 1);
            self.interned.insert(anonymous, Arc::clone(&shared));
        }
        shared
    }

    /// The person, if he has rules of his own or pushers.
    pub(super) fn person(&self, user: i64) -> Option<&Arc<Person>> {
        self.people.get(&user)
    }

    /// A membership changed: the room's list may be another.
    pub(super) fn member_changed(&mut self, room: i64, user: i64) {
        if self.people.contains_key(&user) {
            self.rooms.remove(&room);
        }
    }

    /// The interested people who are joined to a room.
    pub(super) fn in_room(
        &mut self,
        tx: &mut Tx<'_>,
        room: i64,
    ) -> Result<Arc<Vec<Arc<Person>>>, StoreError> {
        if self.people.is_empty() {
            return Ok(Arc::default());
        }
        if let Some(known) = self.rooms.get(&room) {
            return Ok(Arc::clone(known));
        }
        let joined: i64 = tx
            .get("SELECT joined FROM room WHERE nid = ?1", params![room])?
            .unwrap_or(0);
        let mut found = Vec::new();
        if usize::try_from(joined).unwrap_or(usize::MAX) < self.people.len() {
            let members = tx.query(
                "SELECT user_nid FROM member WHERE room_nid = ?1 AND membership = 'join'",
                params![room],
                |row| row.get::<i64>(0),
            )?;
            found.extend(
                members
                    .iter()
                    .filter_map(|user| self.people.get(user))
                    .cloned(),
            );
        } else {
            for person in self.people.values() {
                if is_joined(tx, room, person.user)? {
                    found.push(Arc::clone(person));
                }
            }
        }
        let found = Arc::new(found);
        if self.rooms.len() >= ROOMS_MAX {
            self.rooms.clear();
        }
        self.rooms.insert(room, Arc::clone(&found));
        Ok(found)
    }

    /// Whether nobody has rules of his own or pushers.
    pub(super) fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}

/// Whether a person is in a room.
pub(super) fn is_joined(tx: &mut Tx<'_>, room: i64, user: i64) -> Result<bool, StoreError> {
    let found: Option<String> = tx.get(
        "SELECT membership FROM member WHERE user_nid = ?1 AND room_nid = ?2",
        params![user, room],
    )?;
    Ok(found.as_deref() == Some("join"))
}
