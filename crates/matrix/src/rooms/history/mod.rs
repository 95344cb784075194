//! Reading what was said (client-server §10.6, §11.21 relations): pages of a room's history, single
//! events, relations, threads. Who may see what is decided by [`access`]; nothing here answers
//! without a [`View`].

pub mod bundle;
mod context;
mod event;
mod initial_sync;
pub mod may_relate;
mod messages;
mod page;
pub mod queries;
mod relations;
mod threads;
mod timestamp;

use std::collections::HashSet;

use axum::Router;
use http_server::{Result, Route, Who};
use ruma::{
    RoomId,
    api::client::{
        context as context_api, message, relations as api, room, threads as threads_api,
    },
};
use serde_json::value::RawValue;
use store::{StoreError, Tx};

use super::{
    Event,
    access::{self, Reader},
    event::Viewer,
};
use crate::{Matrix, account_data::ignored};
use bundle::Bundles;

/// Most events in one page, whatever the client asks for.
const LIMIT_MAX: usize = 1000;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<message::get_message_events::v3::Request, _, _>(messages::messages)
        .endpoint::<context_api::get_context::v3::Request, _, _>(context::context)
        .endpoint::<room::get_room_event::v3::Request, _, _>(event::event)
        .endpoint::<room::get_event_by_timestamp::v1::Request, _, _>(timestamp::to_event)
        .endpoint::<api::get_relating_events::v1::Request, _, _>(relations::all)
        .endpoint::<api::get_relating_events_with_rel_type::v1::Request, _, _>(relations::of_type)
        .endpoint::<api::get_relating_events_with_rel_type_and_event_type::v1::Request, _, _>(
            relations::of_types,
        )
        .merge(initial_sync::routes())
        .endpoint::<threads_api::get_threads::v1::Request, _, _>(threads::threads)
}

/// A room's history as one device of one person is shown it.
pub(crate) struct View {
    pub(crate) reader: Reader,
    pub(crate) user_id: String,
    pub(crate) device: i64,
    /// The newest position that is shown.
    pub(crate) upto: i64,
    pub(crate) now_ms: u64,
    /// Whom the person ignores.
    pub(crate) ignored: HashSet<String>,
}

impl View {
    /// Opens the room; 403 for people who may not read it. `now` is the published position.
    fn open(tx: &mut Tx<'_>, who: &Who, room: &RoomId, now: i64, now_ms: u64) -> Result<Self> {
        let reader = access::reader(tx, room, who.user, who.user_id.as_str())?;
        let upto = reader.upto(now);
        let mut ignored = ignored::of(tx, who.user)?;
        ignored.remove(who.user_id.as_str());
        Ok(Self {
            reader,
            user_id: who.user_id.to_string(),
            device: who.device,
            upto,
            now_ms,
            ignored,
        })
    }

    /// Whether the person is shown the event.
    fn sees(&self, event: &Event) -> bool {
        self.audience().sees(event)
    }

    fn audience(&self) -> bundle::Audience<'_> {
        bundle::Audience {
            room: self.reader.room,
            rules: self.reader.rules,
            user: self.reader.user,
            user_id: &self.user_id,
            device: self.device,
            upto: self.upto,
            now_ms: self.now_ms,
            reader: Some(&self.reader),
            ignored: Some(&self.ignored),
        }
    }

    fn bundles(&self, tx: &mut Tx<'_>, events: &[Event]) -> Result<Bundles, StoreError> {
        bundle::read(tx, &self.audience(), events)
    }

    /// The event with its bundled relations.
    fn render(&self, event: &Event, bundles: &Bundles) -> Box<RawValue> {
        self.audience().render(event, bundles.of(event))
    }

    /// State events: nothing about the reader in them.
    fn render_state(&self, events: &[Event]) -> Vec<Box<RawValue>> {
        let viewer = Viewer {
            device: self.device,
            membership: None,
            now_ms: self.now_ms,
        };
        events
            .iter()
            .map(|event| event.render(viewer, true, None))
            .collect()
    }
}

/// A client's `limit`, 1..=1000.
fn limit(asked: Option<ruma::UInt>, default: usize) -> usize {
    let asked = asked.map(|limit| usize::try_from(u64::from(limit)).unwrap_or(LIMIT_MAX));
    asked.unwrap_or(default).clamp(1, LIMIT_MAX)
}
