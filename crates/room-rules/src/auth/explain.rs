//! Words for a refusal: what was missing, in a sentence (no spec chapter; the spec only asks for `error` text).
//!
//! Nothing here decides anything: ruma has already refused the event.

use ruma::events::room::power_levels::UserPowerLevel;

use crate::{JoinRule, Pdu, PowerLevels, Rules};

/// What the room says about the people concerned.
struct Scene<'a, S> {
    rules: &'a Rules,
    pdu: &'a Pdu,
    state: &'a S,
    levels: PowerLevels,
}

/// Why the event was refused; `fallback` is ruma's own text.
pub(super) fn refusal<S>(rules: &Rules, pdu: &Pdu, state: &S, fallback: &str) -> String
where
    S: Fn(&str, &str) -> Option<Pdu>,
{
    let Some(create) = state("m.room.create", "") else {
        return "This room does not exist here.".to_owned();
    };
    let levels = PowerLevels::of(rules, &create, state("m.room.power_levels", "").as_ref());
    let scene = Scene {
        rules,
        pdu,
        state,
        levels,
    };
    let found = if pdu.kind() == "m.room.member" {
        scene.member()
    } else {
        scene.other()
    };
    found.unwrap_or_else(|| sentence(fallback))
}

/// ruma's text as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => format!(
            "{}{}.",
            first.to_uppercase(),
            chars.as_str().trim_end_matches('.')
        ),
        None => "The rules of the room do not allow this.".to_owned(),
    }
}

impl<S: Fn(&str, &str) -> Option<Pdu>> Scene<'_, S> {
    fn membership(&self, user: &str) -> String {
        (self.state)("m.room.member", user)
            .and_then(|member| member.membership())
            .unwrap_or_else(|| "leave".to_owned())
    }

    fn own_level(&self) -> UserPowerLevel {
        self.levels.user(self.pdu.sender())
    }

    /// Why someone who is not joined may not act; `None` if he is joined.
    fn not_joined(&self) -> Option<String> {
        Some(match self.membership(self.pdu.sender().as_str()).as_str() {
            "join" => return None,
            "ban" => "You are banned from this room.".to_owned(),
            "invite" => "You are invited to this room but have not joined it yet.".to_owned(),
            "knock" => {
                "You have asked to join this room, but nobody has let you in yet.".to_owned()
            }
            _ => "You are not in this room.".to_owned(),
        })
    }

    fn too_low(&self, need: i64, to: &str) -> Option<String> {
        match self.own_level() {
            UserPowerLevel::Int(have) if i64::from(have) < need => Some(format!(
                "You need power level {need} to {to}; yours is {have}."
            )),
            _ => None,
        }
    }

    fn other(&self) -> Option<String> {
        if let Some(text) = self.not_joined() {
            return Some(text);
        }
        let pdu = self.pdu;
        if pdu.kind() == "m.room.third_party_invite" {
            return self.too_low(self.levels.invite, "invite people");
        }
        let need = self.levels.needed(pdu.kind(), pdu.is_state());
        if let Some(text) = self.too_low(need, &action(pdu.kind(), pdu.is_state())) {
            return Some(text);
        }
        if pdu
            .state_key()
            .is_some_and(|key| key.starts_with('@') && key != pdu.sender().as_str())
        {
            return Some("A state key that is a user id may only be set by that user.".to_owned());
        }
        if pdu.kind() == "m.room.redaction" {
            return self.too_low(self.levels.redact, "remove other people's messages");
        }
        None
    }

    fn member(&self) -> Option<String> {
        let target = self.pdu.state_key()?;
        let now = self.membership(target);
        let own = target == self.pdu.sender().as_str();
        match (self.pdu.membership_str()?, own) {
            ("join", true) => self.join(&now),
            ("join", false) => Some("You can only join for yourself.".to_owned()),
            ("knock", true) => self.knock(&now),
            ("knock", false) => Some("You can only knock for yourself.".to_owned()),
            ("leave", true) => Some("You are not in this room.".to_owned()),
            ("leave", false) => self.kick(target, &now),
            ("ban", _) => self.ban(target),
            ("invite", _) => self.invite(target, &now),
            _ => None,
        }
    }

    fn join_rule(&self) -> JoinRule {
        JoinRule::of(self.rules, (self.state)("m.room.join_rules", "").as_ref())
    }

    fn join(&self, now: &str) -> Option<String> {
        if now == "ban" {
            return Some("You are banned from this room.".to_owned());
        }
        Some(match self.join_rule() {
            JoinRule::Public => return None,
            JoinRule::Restricted(_) | JoinRule::KnockRestricted(_) => {
                "You need an invitation, or to be a member of one of the rooms that this room trusts."
            }
            JoinRule::Knock => "You need an invitation to join this room; you can ask for one by knocking.",
            JoinRule::Invite | JoinRule::Private => "You need an invitation to join this room.",
        }
        .to_owned())
    }

    fn knock(&self, now: &str) -> Option<String> {
        Some(match now {
            "ban" => "You are banned from this room.".to_owned(),
            "join" => "You are already in this room.".to_owned(),
            "invite" => "You are already invited to this room; just join it.".to_owned(),
            _ if !self.rules.supports_knock() => format!(
                "Rooms of version {} cannot be knocked on.",
                self.rules.version()
            ),
            _ if !self.join_rule().allows_knock() => "This room does not take knocks.".to_owned(),
            _ => return None,
        })
    }

    fn kick(&self, target: &str, now: &str) -> Option<String> {
        if let Some(text) = self.not_joined() {
            return Some(text);
        }
        if now == "ban"
            && let Some(text) = self.too_low(self.levels.ban, "lift a ban")
        {
            return Some(text);
        }
        self.too_low(self.levels.kick, "remove people")
            .or_else(|| self.outranked(target, "remove"))
    }

    fn ban(&self, target: &str) -> Option<String> {
        self.not_joined()
            .or_else(|| self.too_low(self.levels.ban, "ban people"))
            .or_else(|| self.outranked(target, "ban"))
    }

    fn outranked(&self, target: &str, what: &str) -> Option<String> {
        let target_id = ruma::UserId::parse(target).ok()?;
        (self.levels.user(&target_id) >= self.own_level())
            .then(|| format!("You cannot {what} {target}, whose power level is not below yours."))
    }

    fn invite(&self, target: &str, now: &str) -> Option<String> {
        if let Some(text) = self.not_joined() {
            return Some(text);
        }
        match now {
            "join" => Some(format!("{target} is already in this room.")),
            "ban" => Some(format!("{target} is banned from this room.")),
            _ => self.too_low(self.levels.invite, "invite people"),
        }
    }
}

/// What sending an event of this type means to a person.
fn action(kind: &str, is_state: bool) -> String {
    match kind {
        "m.room.topic" => "change the topic",
        "m.room.name" => "rename the room",
        "m.room.avatar" => "change the room's picture",
        "m.room.power_levels" => "change power levels",
        "m.room.canonical_alias" => "change the room's addresses",
        "m.room.history_visibility" => "change who can read the history",
        "m.room.join_rules" => "change who can join",
        "m.room.guest_access" => "change guest access",
        "m.room.encryption" => "turn on encryption",
        "m.room.tombstone" => "upgrade the room",
        "m.room.pinned_events" => "pin messages",
        "m.room.server_acl" => "change which servers may take part",
        "m.space.child" => "change the rooms of this space",
        "m.room.redaction" => "remove messages",
        "m.reaction" => "react",
        "m.room.message" | "m.room.encrypted" => "send messages",
        _ if is_state => return format!("set {kind}"),
        _ => return format!("send {kind} events"),
    }
    .to_owned()
}
