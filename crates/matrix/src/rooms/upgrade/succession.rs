//! What a person keeps when a room is replaced (client-server §11.33): tags, his own push rules for
//! the room, and that it is a direct chat.

use http_server::Result;
use ruma::{OwnedRoomId, RoomId};
use serde_json::Value;
use store::{StoreError, Write};

use crate::{
    Matrix,
    account_data::{self, GLOBAL},
    push::{PUSH_RULES, store_rules},
    rooms::{RoomGuard, queries},
};

/// A room and the one that took over.
pub(crate) struct Succession {
    /// `room.nid` of both.
    pub(super) old: i64,
    pub(super) new: i64,
    old_id: OwnedRoomId,
    new_id: OwnedRoomId,
}

impl Succession {
    /// What the create event of a locked room says it took over from. Whether that is true is known
    /// only from the other room: see [`Succession::carry_over`].
    pub(crate) fn of(room: &RoomGuard) -> Result<Option<Self>> {
        let head = room.head()?;
        let create = head.state("m.room.create", "");
        let content: Value = create
            .and_then(|create| serde_json::from_str(create.content().get()).ok())
            .unwrap_or_default();
        let old_id = content["predecessor"]["room_id"].as_str();
        let Some(old_id) = old_id.and_then(|id| RoomId::parse(id).ok()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            old: 0,
            new: head.nid,
            old_id,
            new_id: head.room_id.clone(),
        }))
    }

    /// Two locked rooms.
    pub(super) fn between(old: &RoomGuard, new: &RoomGuard) -> Result<Self> {
        let (old, new) = (old.head()?, new.head()?);
        Ok(Self {
            old: old.nid,
            new: new.nid,
            old_id: old.room_id.clone(),
            new_id: new.room_id.clone(),
        })
    }

    /// Gives a person in the new room what he had in the old one, if that was really replaced by
    /// this one and he was in it.
    pub(crate) fn carry_over(
        &self,
        m: &Matrix,
        w: &mut Write<'_, '_>,
        user: i64,
    ) -> Result<(), StoreError> {
        let Some((old, rules)) = queries::room_rules(w, &self.old_id)? else {
            return Ok(());
        };
        let tombstone = queries::state_event(w, old, rules, "m.room.tombstone", "")?;
        let points_to = tombstone.and_then(|event| event.pdu.content_string("replacement_room"));
        let was_there = queries::membership(w, old, user)?
            .is_some_and(|(membership, _)| matches!(membership.as_str(), "join" | "leave"));
        if points_to.as_deref() != Some(self.new_id.as_str()) || !was_there {
            return Ok(());
        }
        self.tags(m, w, user, old)?;
        if let Some(json) = self.changed(w, user, "m.direct", direct)? {
            account_data::store(m, w, user, GLOBAL, "m.direct", json.as_bytes())?;
        }
        if let Some(json) = self.changed(w, user, PUSH_RULES, push_rules)? {
            store_rules(m, w, user, &json)?;
        }
        Ok(())
    }

    /// A person's account data after a change for this succession; `None` if there is none to make.
    fn changed(
        &self,
        w: &mut Write<'_, '_>,
        user: i64,
        kind: &str,
        change: fn(&mut Value, &str, &str) -> bool,
    ) -> Result<Option<String>, StoreError> {
        let json = account_data::queries::get(w, user, GLOBAL, kind)?;
        let content = json.and_then(|json| serde_json::from_slice::<Value>(&json).ok());
        Ok(content.and_then(|mut content| {
            change(&mut content, self.old_id.as_str(), self.new_id.as_str())
                .then(|| content.to_string())
        }))
    }

    fn tags(
        &self,
        m: &Matrix,
        w: &mut Write<'_, '_>,
        user: i64,
        old: i64,
    ) -> Result<(), StoreError> {
        let has = account_data::queries::get(w, user, self.new, "m.tag")?;
        let Some(tags) = account_data::queries::get(w, user, old, "m.tag")? else {
            return Ok(());
        };
        if has.is_some() || tags == b"{}" {
            return Ok(());
        }
        account_data::store(m, w, user, self.new, "m.tag", &tags)
    }
}

/// Direct chats: the new room stands beside the old one. Returns whether anything changed.
fn direct(content: &mut Value, old: &str, new: &str) -> bool {
    let mut changed = false;
    for rooms in content
        .as_object_mut()
        .into_iter()
        .flat_map(|people| people.values_mut())
    {
        let Some(rooms) = rooms.as_array_mut() else {
            continue;
        };
        if rooms.iter().any(|room| room == old) && !rooms.iter().any(|room| room == new) {
            rooms.push(new.into());
            changed = true;
        }
    }
    changed
}

/// Rules of the kinds that clients make for one room, named by its id. As [`direct`].
fn push_rules(content: &mut Value, old: &str, new: &str) -> bool {
    let mut changed = false;
    for kind in ["override", "room"] {
        let rules = content
            .get_mut("global")
            .and_then(|global| global.get_mut(kind));
        let Some(rules) = rules.and_then(Value::as_array_mut) else {
            continue;
        };
        let named = |rules: &[Value], id: &str| rules.iter().position(|rule| rule["rule_id"] == id);
        let (Some(at), None) = (named(rules, old), named(rules, new)) else {
            continue;
        };
        let Some(mut copy) = rules.get(at).cloned() else {
            continue;
        };
        copy["rule_id"] = new.into();
        let conditions = copy.get_mut("conditions").and_then(Value::as_array_mut);
        for condition in conditions.into_iter().flatten() {
            if condition["pattern"] == old {
                condition["pattern"] = new.into();
            }
        }
        rules.insert(at, copy);
        changed = true;
    }
    changed
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{direct, push_rules};

    #[test]
    fn the_new_room_joins_the_old_one_among_direct_chats() {
        let mut content = json!({ "@a:x": ["!old", "!other"], "@b:x": ["!other"], "@c:x": 7 });
        assert!(direct(&mut content, "!old", "!new"));
        assert_eq!(content["@a:x"], json!(["!old", "!other", "!new"]));
        assert_eq!(content["@b:x"], json!(["!other"]));
        assert!(!direct(&mut content, "!old", "!new"), "once");
        assert!(!direct(&mut json!([]), "!old", "!new"));
    }

    #[test]
    fn a_muted_room_stays_muted() {
        let rule = json!({ "rule_id": "!old", "actions": [], "enabled": true, "default": false,
            "conditions": [{ "kind": "event_match", "key": "room_id", "pattern": "!old" }] });
        let mut content = json!({ "global": { "override": [rule], "room": [] } });
        assert!(push_rules(&mut content, "!old", "!new"));
        let rules = content["global"]["override"].as_array().unwrap();
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0]["rule_id"], "!new");
        assert_eq!(rules[0]["conditions"][0]["pattern"], "!new");
        assert_eq!(rules[1]["rule_id"], "!old");
        assert!(!push_rules(&mut json!({}), "!old", "!new"));
    }
}
