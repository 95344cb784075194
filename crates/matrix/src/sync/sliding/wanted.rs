//! What a client wants of a room: the sum of the lists and the subscription that show it.

use std::sync::Arc;

use ruma::{UInt, events::StateEventType};

/// Most timeline events per room.
const TIMELINE_MAX: usize = 100;

/// What the client wants of a room.
#[derive(Debug, Clone, Default)]
pub(super) struct Wanted {
    pub(super) timeline_limit: usize,
    /// Pairs of type and key; `$ME`, `$LAZY` and `*` stand for more.
    pub(super) required_state: Vec<(String, String)>,
}

impl Wanted {
    /// All that a client needs to hear that it is out of a room: its own membership.
    pub(super) fn of_the_leaving() -> Self {
        Self {
            timeline_limit: 1,
            required_state: vec![("m.room.member".to_owned(), "$ME".to_owned())],
        }
    }

    /// Takes in what one more list or subscription wants.
    pub(super) fn add(&mut self, limit: UInt, required: &[(StateEventType, String)]) {
        let limit = usize::try_from(u64::from(limit)).unwrap_or(TIMELINE_MAX);
        self.timeline_limit = self.timeline_limit.max(limit.min(TIMELINE_MAX));
        for (kind, key) in required {
            let pair = (kind.to_string(), key.clone());
            if !self.required_state.contains(&pair) {
                self.required_state.push(pair);
            }
        }
    }

    /// The required state as it is remembered.
    pub(super) fn required(&self) -> Arc<Vec<(String, String)>> {
        Arc::new(self.required_state.clone())
    }
}
