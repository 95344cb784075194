//! The state events of one room of an answer: those that are asked for, and the members that the
//! timeline needs.

use std::collections::{BTreeSet, HashSet};

use serde_json::value::RawValue;
use store::{StoreError, Tx};

use super::{
    super::{Inputs, connection::Generation},
    View,
};
use crate::rooms::{Event, event::Viewer, queries};

/// Member events remembered per connection; beyond it they are told again.
const MEMBERS_MAX: usize = 10_000;
const MEMBER: &str = "m.room.member";

/// A pair of `required_state`: type and key.
type Pair = (String, String);

/// The state of a room that the client does not know.
pub(super) fn whole(
    tx: &mut Tx<'_>,
    view: &View<'_>,
    after: &mut Generation,
    timeline: &[Event],
) -> Result<Vec<Event>, StoreError> {
    let mut state = matching(tx, view, &view.wanted.required_state)?;
    add_members(tx, view, after, timeline, &mut state)?;
    Ok(state)
}

/// What of the `changes` the client wants, and the state that `new` pairs ask for.
pub(super) fn changed(
    tx: &mut Tx<'_>,
    view: &View<'_>,
    after: &mut Generation,
    timeline: &[Event],
    changes: Vec<Event>,
    new: &[Pair],
) -> Result<Vec<Event>, StoreError> {
    let required = &view.wanted.required_state;
    let lazy = required
        .iter()
        .any(|(kind, key)| kind == MEMBER && key == "$LAZY");
    // A member whom the client was told of lazily has changed: what it holds would stay old for ever,
    // because clients read state from here and not from the timeline.
    let is_stale = |event: &Event| {
        let key = event.pdu.state_key().unwrap_or_default().to_owned();
        lazy && event.pdu.kind() == MEMBER && after.members.contains(&(view.row.room, key))
    };
    let mut state: Vec<Event> = changes
        .into_iter()
        .filter(|event| asks_for(required, event, view.me()) || is_stale(event))
        .collect();
    if !new.is_empty() {
        state.extend(matching(tx, view, new)?);
    }
    add_members(tx, view, after, timeline, &mut state)?;
    let mut seen = HashSet::new();
    state.retain(|event| seen.insert(event.pos));
    Ok(state)
}

/// All state but members that the pairs ask for.
fn matching(tx: &mut Tx<'_>, view: &View<'_>, pairs: &[Pair]) -> Result<Vec<Event>, StoreError> {
    let mut state = queries::state_without_members_at(tx, view.row.room, view.rules, view.upto)?;
    state.retain(|event| asks_for(pairs, event, view.me()));
    Ok(state)
}

/// Whether a state event is asked for. `*` stands for every type or key.
fn asks_for(pairs: &[Pair], event: &Event, me: &str) -> bool {
    let (kind, key) = (event.pdu.kind(), event.pdu.state_key().unwrap_or_default());
    pairs.iter().any(|(wanted_kind, wanted_key)| {
        let of_kind = wanted_kind == "*" || wanted_kind == kind;
        let of_key = match wanted_key.as_str() {
            "*" => true,
            "$ME" => key == me,
            // Lazily loaded members are looked up by who wrote.
            "$LAZY" => false,
            wanted => wanted == key,
        };
        of_kind && of_key
    })
}

/// Adds the member events that are asked for: by key, all, one's own, or lazily of who wrote.
fn add_members(
    tx: &mut Tx<'_>,
    view: &View<'_>,
    after: &mut Generation,
    timeline: &[Event],
    state: &mut Vec<Event>,
) -> Result<(), StoreError> {
    let required = view.wanted.required_state.iter();
    let asked: Vec<&str> = required
        .filter(|(kind, _)| kind == MEMBER || kind == "*")
        .map(|(_, key)| key.as_str())
        .collect();
    if asked.contains(&"*") && !view.inputs.knows(view.row.room) {
        let mut all = queries::state_at(tx, view.row.room, view.rules, view.upto)?;
        all.retain(|event| event.pdu.kind() == MEMBER);
        state.extend(all);
        return Ok(());
    }
    let mut needed: BTreeSet<String> = BTreeSet::new();
    for key in asked {
        match key {
            "*" => {}
            "$ME" => drop(needed.insert(view.me().to_owned())),
            "$LAZY" => needed.extend(timeline.iter().flat_map(concerned)),
            user if user.starts_with('@') => drop(needed.insert(user.to_owned())),
            _ => {}
        }
    }
    for user in needed {
        let is_told = |event: &Event| {
            event.pdu.kind() == MEMBER && event.pdu.state_key() == Some(user.as_str())
        };
        let told = state.iter().any(is_told);
        let pair = (view.row.room, user);
        if !told && !after.members.contains(&pair) {
            state.extend(view.state_event(tx, MEMBER, &pair.1)?);
        }
        if after.members.len() < MEMBERS_MAX {
            after.members.insert(pair);
        }
    }
    Ok(())
}

/// The people whose names an event needs: who sent it, and whom a membership event is about.
fn concerned(event: &Event) -> Vec<String> {
    let mut people = vec![event.pdu.sender().to_string()];
    if event.pdu.kind() == MEMBER {
        people.extend(event.pdu.state_key().map(str::to_owned));
    }
    people
}

pub(super) fn render(state: &[Event], inputs: &Inputs) -> Vec<Box<RawValue>> {
    let viewer = Viewer {
        device: inputs.who.device,
        membership: None,
        now_ms: inputs.now_ms,
    };
    let render = |event: &Event| event.render(viewer, false, None);
    state.iter().map(render).collect()
}
