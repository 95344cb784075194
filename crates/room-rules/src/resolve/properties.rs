//! Properties of merging: random histories of random forks.

use std::collections::{BTreeSet, HashMap};

use proptest::{collection, prelude::*, sample};
use ruma::{EventId, MilliSecondsSinceUnixEpoch, OwnedEventId, UInt};
use serde_json::{Value, json};

use super::{graph::conflicted_subgraph, resolve, tests::state_set};
use crate::{
    Draft, Pdu, Rules, build,
    test_room::{ALICE, BOB, CAROL, SERVER, TestRoom, key, raw, user},
};

const DAVE: &str = "@dave:elsewhere.example";
const PEOPLE: [&str; 4] = [ALICE, BOB, CAROL, DAVE];

/// Something a person tries; the rules may refuse.
#[derive(Clone, Debug)]
pub(crate) enum Try {
    Member(&'static str, &'static str, &'static str),
    Level(&'static str, &'static str, i64),
    JoinRule(&'static str, &'static str),
    Topic(&'static str, u8),
    Wait(u64),
}

fn any_try() -> impl Strategy<Value = Try> {
    let person = || sample::select(PEOPLE.to_vec());
    let membership = sample::select(vec!["join", "leave", "ban", "invite"]);
    let level = sample::select(vec![0, 50, 100]);
    let rule = sample::select(vec!["public", "invite"]);
    prop_oneof![
        3 => (person(), person(), membership).prop_map(|(a, b, m)| Try::Member(a, b, m)),
        2 => (person(), person(), level).prop_map(|(a, b, l)| Try::Level(a, b, l)),
        1 => (person(), rule).prop_map(|(a, r)| Try::JoinRule(a, r)),
        2 => (person(), any::<u8>()).prop_map(|(a, n)| Try::Topic(a, n)),
        1 => (0..5_u64).prop_map(Try::Wait),
    ]
}

pub(crate) fn any_history() -> impl Strategy<Value = Vec<Try>> {
    collection::vec(any_try(), 0..14)
}

pub(crate) fn play(room: &mut TestRoom, history: &[Try]) {
    for step in history {
        // A refusal is as good as a success here.
        let result = match step {
            Try::Member(actor, target, membership) => room.try_send(
                actor,
                "m.room.member",
                Some(target),
                json!({"membership": membership}),
            ),
            Try::Level(actor, target, level) => {
                let now = room.state("m.room.power_levels", "").unwrap();
                let mut content: Value = serde_json::from_str(now.content().get()).unwrap();
                content["users"][target] = json!(level);
                room.try_send(actor, "m.room.power_levels", Some(""), content)
            }
            Try::JoinRule(actor, rule) => room.try_send(
                actor,
                "m.room.join_rules",
                Some(""),
                json!({"join_rule": rule}),
            ),
            Try::Topic(actor, n) => {
                room.try_send(actor, "m.room.topic", Some(""), json!({"topic": n}))
            }
            Try::Wait(seconds) => {
                room.now += seconds;
                continue;
            }
        };
        drop(result);
    }
}

/// The forks of one room after these histories.
pub(crate) fn forks(
    rules: &'static Rules,
    common: &[Try],
    histories: &[Vec<Try>],
) -> Vec<TestRoom> {
    let mut base = TestRoom::new(rules, json!({"join_rule": "public"}));
    play(&mut base, common);
    let forks = histories.iter().map(|history| {
        let mut fork = base.clone();
        play(&mut fork, history);
        fork
    });
    forks.collect()
}

fn any_rules() -> impl Strategy<Value = &'static Rules> {
    sample::select(Rules::all().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn the_order_of_the_forks_does_not_matter(
        rules in any_rules(),
        common in any_history(),
        histories in collection::vec(any_history(), 3),
    ) {
        let forks = forks(rules, &common, &histories);
        let fetch = |id: &EventId| forks.iter().find_map(|fork| fork.fetch(id));
        let states: Vec<_> = forks.iter().map(state_set).collect();
        let merged = resolve(rules, &states, fetch).unwrap();
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let shuffled: Vec<_> = order.iter().map(|at| states[*at].clone()).collect();
            prop_assert_eq!(&resolve(rules, &shuffled, fetch).unwrap(), &merged);
        }
        // Nothing is made up, and what all agree on stays.
        for (key, event) in &merged {
            let pdu = fetch(event).unwrap();
            prop_assert_eq!((pdu.kind(), pdu.state_key()), (&*key.0, Some(&*key.1)));
        }
        for (key, event) in &states[0] {
            if states.iter().all(|state| state.get(key) == Some(event)) {
                prop_assert_eq!(merged.get(key), Some(event));
            }
        }
    }

    #[test]
    fn the_conflicted_subgraph_is_what_lies_between_conflicted_events(
        edges in collection::vec(collection::vec(any::<sample::Index>(), 0..3), 1..14),
        ends in collection::vec(any::<sample::Index>(), 1..5),
    ) {
        let events = graph_of(&edges);
        let by_id: HashMap<&EventId, &Pdu> = events.iter().map(|pdu| (pdu.event_id(), pdu)).collect();
        let ends: BTreeSet<OwnedEventId> =
            ends.iter().map(|at| at.get(&events).event_id().to_owned()).collect();
        let found = conflicted_subgraph(ends.iter(), |id| by_id.get(id).map(|pdu| (*pdu).clone()));
        let reach = |from: &EventId| {
            let mut seen = BTreeSet::from([from.to_owned()]);
            let mut open = vec![from.to_owned()];
            while let Some(id) = open.pop() {
                let next = by_id[&*id].auth_events().iter().filter(|id| seen.insert((*id).clone()));
                open.extend(next.cloned().collect::<Vec<_>>());
            }
            seen
        };
        for event in &events {
            let id = event.event_id();
            let below = ends.iter().any(|end| reach(end).contains(id));
            let above = reach(id).iter().any(|id| ends.contains(id));
            prop_assert_eq!(found.contains(id), below && above, "{}", id);
        }
    }
}

/// Events whose auth events are earlier ones, as the indices say.
fn graph_of(edges: &[Vec<sample::Index>]) -> Vec<Pdu> {
    let rules = Rules::of(&crate::DEFAULT_ROOM_VERSION).unwrap();
    let room_id = ruma::RoomId::parse("!r:example.org").unwrap();
    let mut events: Vec<Pdu> = Vec::new();
    for (depth, targets) in edges.iter().enumerate() {
        let auth: BTreeSet<OwnedEventId> = targets
            .iter()
            .filter(|_| !events.is_empty())
            .map(|at| at.get(&events).event_id().to_owned())
            .collect();
        let auth: Vec<OwnedEventId> = auth.into_iter().collect();
        let draft = Draft {
            room_id: Some(&room_id),
            sender: user(ALICE),
            kind: "org.example.node",
            state_key: Some(""),
            content: &raw(&json!({})),
            redacts: None,
            origin_server_ts: MilliSecondsSinceUnixEpoch(UInt::new(1).unwrap()),
            prev_events: &[],
            auth_events: &auth,
            depth: depth as u64,
        };
        events.push(build(rules, &draft, SERVER, &key()).unwrap());
    }
    events
}
