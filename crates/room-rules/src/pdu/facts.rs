//! What the content of a member, create or power levels event says, read once per event (no spec chapter; a cache).
//!
//! An event never changes, so neither do these. The auth rules ask for them on every send.

use std::{
    collections::BTreeSet,
    sync::{Arc, OnceLock},
};

use ruma::{OwnedUserId, state_res::events::RoomCreateEvent};
use serde::Deserialize;

use super::Pdu;
use crate::{Rules, power_levels::Levels};

/// Filled on first use; an event has at most one of them.
#[derive(Default)]
pub(crate) struct Facts(OnceLock<Fact>);

enum Fact {
    Membership(Option<Box<str>>),
    Levels(Arc<Levels>),
    Create(Arc<CreateFacts>),
}

/// What a create event says.
pub(crate) struct CreateFacts {
    /// `m.federate`; `None` if it is malformed.
    pub federate: Option<bool>,
    /// The creators; `None` if they are malformed.
    pub creators: Option<BTreeSet<OwnedUserId>>,
}

impl Facts {
    pub(super) fn membership(&self, pdu: &Pdu) -> Option<&str> {
        #[derive(Deserialize)]
        struct Content {
            membership: Box<str>,
        }
        if pdu.kind() != "m.room.member" {
            return None;
        }
        let fact = self.0.get_or_init(|| {
            let content = serde_json::from_str::<Content>(pdu.content().get());
            Fact::Membership(content.ok().map(|content| content.membership))
        });
        match fact {
            Fact::Membership(membership) => membership.as_deref(),
            _ => None,
        }
    }

    /// The levels of a power levels event; `None` for any other event. `rules` are those of its room.
    pub(crate) fn levels(&self, rules: &Rules, pdu: &Pdu) -> Option<&Arc<Levels>> {
        if pdu.kind() != "m.room.power_levels" {
            return None;
        }
        let fact = self
            .0
            .get_or_init(|| Fact::Levels(Arc::new(Levels::read(rules, pdu.content().get()))));
        match fact {
            Fact::Levels(levels) => Some(levels),
            _ => None,
        }
    }

    /// What a create event says; `None` for any other event. `rules` are those of its room.
    pub(crate) fn create(&self, rules: &Rules, pdu: &Pdu) -> Option<&Arc<CreateFacts>> {
        if pdu.kind() != "m.room.create" {
            return None;
        }
        let fact = self.0.get_or_init(|| {
            let create = RoomCreateEvent::new(pdu);
            Fact::Create(Arc::new(CreateFacts {
                federate: create.federate().ok(),
                creators: create
                    .creators(rules.auth())
                    .ok()
                    .map(|all| all.into_iter().collect()),
            }))
        });
        match fact {
            Fact::Create(facts) => Some(facts),
            _ => None,
        }
    }
}
