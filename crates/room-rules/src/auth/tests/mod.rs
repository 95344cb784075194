//! Tables of what the rules allow and forbid, per room version.

mod create;
mod levels;
mod membership;
mod references;
mod words;

use serde_json::{Value, json};

use crate::{
    Rules,
    test_room::{ALICE, BOB, CAROL, TestRoom},
};

pub(super) fn number(rules: &Rules) -> u32 {
    rules.version().as_str().parse().unwrap()
}

pub(super) fn room(rules: &'static Rules, join_rule: &str) -> TestRoom {
    TestRoom::new(rules, json!({"join_rule": join_rule}))
}

/// Sets the power levels as Alice, who may.
pub(super) fn set_levels(room: &mut TestRoom, change: impl FnOnce(&mut Value)) {
    let now = room.state("m.room.power_levels", "").unwrap();
    let mut content: Value = serde_json::from_str(now.content().get()).unwrap();
    change(&mut content);
    room.must(ALICE, "m.room.power_levels", Some(""), content);
}

/// Bob has this level, Carol that one; both are joined; inviting needs 20, kicking 30, banning 60.
pub(super) fn ranked(rules: &'static Rules, bob: i64, carol: i64) -> TestRoom {
    let mut room = room(rules, "invite");
    room.put_member(BOB, "join");
    room.put_member(CAROL, "join");
    set_levels(&mut room, |levels| {
        levels["users"][BOB] = json!(bob);
        levels["users"][CAROL] = json!(carol);
        levels["invite"] = json!(20);
        levels["kick"] = json!(30);
        levels["ban"] = json!(60);
    });
    room
}
