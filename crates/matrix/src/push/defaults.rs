//! The predefined push rules and the form in which rules travel (client-server §13.13.1.6).
//!
//! The list is ruma's: the spec's without the rules that looked for names in the body, which
//! MSC4210 took out (mentions are intentional), followed by the rules for polls (MSC3930).

use ruma::{UserId, push::Ruleset};
use serde_json::{Value, json};

/// The rules of somebody who never changed them.
pub(crate) fn default_rules(user_id: &UserId) -> Ruleset {
    Ruleset::server_default(user_id)
}

/// `{"override": …, …}` with all five kinds, also empty ones: clients index into them.
pub(crate) fn wire(rules: &Ruleset) -> Value {
    json!({
        "override": rules.override_,
        "content": rules.content,
        "room": rules.room,
        "sender": rules.sender,
        "underride": rules.underride,
    })
}

/// The content of `m.push_rules`.
pub(crate) fn content(rules: &Ruleset) -> Value {
    json!({ "global": wire(rules) })
}

#[cfg(test)]
mod tests {
    use ruma::user_id;

    use super::*;

    #[test]
    fn the_default_rules_are_the_specs_in_its_order() {
        let text =
            serde_json::to_string_pretty(&wire(&default_rules(user_id!("@alice:example.com"))))
                .unwrap();
        assert_eq!(text, include_str!("defaults.json").trim_end());
    }
}
