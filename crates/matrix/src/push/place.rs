//! Where a new push rule goes (client-server §13.13.1.7, `before` and `after`).

use std::{borrow::Borrow, hash::Hash};

use http_server::{Error, ErrorKind, Result};
use ruma::push::{
    Action, ConditionalPushRule, NewPushRule, PatternedPushRule, Ruleset, SimplePushRule,
};

/// Longest rule id.
const RULE_ID_BYTES_MAX: usize = 255;

/// The actions of a new rule.
pub(super) fn actions_of(rule: &NewPushRule) -> &[Action] {
    match rule {
        NewPushRule::Override(rule) | NewPushRule::Underride(rule) => &rule.actions,
        NewPushRule::Content(rule) => &rule.actions,
        NewPushRule::Room(rule) => &rule.actions,
        NewPushRule::Sender(rule) => &rule.actions,
        _ => &[],
    }
}

/// Refuses actions that nobody defined: they would do nothing, silently. The two that older clients
/// send for "nothing" are taken.
pub(super) fn check_actions(actions: &[Action]) -> Result<()> {
    for action in actions {
        let json = serde_json::to_value(action).map_err(Error::internal)?;
        let known = match &json {
            serde_json::Value::String(name) => {
                matches!(name.as_str(), "notify" | "dont_notify" | "coalesce")
            }
            other => other
                .get("set_tweak")
                .is_some_and(serde_json::Value::is_string),
        };
        if !known {
            return Err(Error::invalid_param("Actions are `notify` and `set_tweak`"));
        }
    }
    Ok(())
}

/// Adds a rule, or replaces the one of its id (which keeps its place unless told otherwise, and
/// stays disabled if it was).
pub(super) fn insert(
    rules: &mut Ruleset,
    rule: NewPushRule,
    after: Option<&str>,
    before: Option<&str>,
) -> Result<()> {
    check_id(rule.rule_id())?;
    for neighbour in [after, before].into_iter().flatten() {
        if neighbour.starts_with('.') {
            return Err(Error::invalid_param(
                "A rule cannot be placed relative to a predefined one",
            ));
        }
    }
    match rule {
        // `.m.rule.master` stays first.
        NewPushRule::Override(new) => put(
            &mut rules.override_,
            ConditionalPushRule::from(new),
            1,
            after,
            before,
        ),
        NewPushRule::Underride(new) => put(
            &mut rules.underride,
            ConditionalPushRule::from(new),
            0,
            after,
            before,
        ),
        NewPushRule::Content(new) => put(
            &mut rules.content,
            PatternedPushRule::from(new),
            0,
            after,
            before,
        ),
        NewPushRule::Room(new) => put(&mut rules.room, SimplePushRule::from(new), 0, after, before),
        NewPushRule::Sender(new) => put(
            &mut rules.sender,
            SimplePushRule::from(new),
            0,
            after,
            before,
        ),
        _ => Err(Error::invalid_param(
            "Rules are of kind override, content, room, sender or underride",
        )),
    }
}

fn check_id(rule_id: &str) -> Result<()> {
    if rule_id.starts_with('.') {
        return Err(Error::invalid_param(
            "Ids that begin with a dot are for predefined rules",
        ));
    }
    if rule_id.is_empty() || rule_id.len() > RULE_ID_BYTES_MAX || rule_id.contains(['/', '\\']) {
        return Err(Error::invalid_param(
            "A rule id has 1 to 255 bytes and no slash or backslash",
        ));
    }
    Ok(())
}

/// A rule as the list sees it.
trait Listed {
    fn id(&self) -> &str;
    fn is_enabled(&self) -> bool;
    fn set_enabled(&mut self, enabled: bool);
}

macro_rules! listed {
    ($({$($generics:tt)*} $ty:ty),*) => {$(
        impl $($generics)* Listed for $ty {
            fn id(&self) -> &str {
                self.rule_id.borrow()
            }
            fn is_enabled(&self) -> bool {
                self.enabled
            }
            fn set_enabled(&mut self, enabled: bool) {
                self.enabled = enabled;
            }
        }
    )*};
}
listed!({} ConditionalPushRule, {} PatternedPushRule);

impl<T: AsRef<str>> Listed for SimplePushRule<T> {
    fn id(&self) -> &str {
        self.rule_id.as_ref()
    }
    fn is_enabled(&self) -> bool {
        self.enabled
    }
    fn set_enabled(&mut self, enabled: bool) {
        self.enabled = enabled;
    }
}

/// The place is found in the list without the rule itself. Lists are short: they are rebuilt.
fn put<T, L>(
    list: &mut L,
    mut rule: T,
    first: usize,
    after: Option<&str>,
    before: Option<&str>,
) -> Result<()>
where
    T: Listed + Hash + Eq,
    L: IntoIterator<Item = T> + FromIterator<T> + Default,
{
    let mut rest: Vec<T> = std::mem::take(list).into_iter().collect();
    let old = rest.iter().position(|other| other.id() == rule.id());
    if let Some(old) = old {
        rule.set_enabled(rest.remove(old).is_enabled());
    }
    let of = |id: &str| {
        rest.iter()
            .position(|other| other.id() == id)
            .ok_or_else(|| {
                Error::bad_request(
                    ErrorKind::Unknown,
                    "The rule named in `before` or `after` does not exist",
                )
            })
    };
    let at = match (before, after) {
        (Some(before), after) => {
            let at = of(before)?;
            if let Some(after) = after
                && of(after)? >= at
            {
                return Err(Error::bad_request(
                    ErrorKind::Unknown,
                    "`after` names a rule that comes behind `before`",
                ));
            }
            at
        }
        (None, Some(after)) => of(after)? + 1,
        (None, None) => old.unwrap_or(first),
    };
    rest.insert(at.min(rest.len()), rule);
    *list = rest.into_iter().collect();
    Ok(())
}
