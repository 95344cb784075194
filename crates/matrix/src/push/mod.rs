//! Push rules, unread counts, push gateways (client-server §13.13, push gateway API).
//!
//! The way of an event: its *class* (what it means for everybody with the default rules) is decided
//! when it is built and moves the room's running number; after the commit the *worker* judges it for
//! the few people whom it concerns beyond that; *counts* reads both; *deliver* sends to gateways, and to browsers
//! (*web*).

pub(crate) mod badge;
mod class;
pub(crate) mod counts;
pub(crate) mod defaults;
mod deliver;
mod evaluate;
mod interest;
mod judge;
mod notices;
mod notifications;
mod place;
mod pushers;
mod rules;
mod stored;
mod web;
mod worker;

use std::time::Duration;

use axum::{Router, routing::get};
use http_server::Route;
use ruma::api::client::push::{
    delete_pushrule, get_notifications, get_pushers, get_pushrule, get_pushrule_actions,
    get_pushrule_enabled, get_pushrules_all, get_pushrules_global_scope, set_pusher, set_pushrule,
    set_pushrule_actions, set_pushrule_enabled,
};
use store::params;

use crate::Matrix;
pub(crate) use class::Class;
pub(crate) use stored::{PUSH_RULES, store as store_rules};
pub use web::VapidKey;
pub(crate) use web::own_routes;
pub use worker::Push;

/// How often old findings are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(3600);
/// Findings that were read are kept this long, for `GET /notifications`.
const KEPT_MS: u64 = 30 * 24 * 3600 * 1000;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new()
        .endpoint::<get_pushrules_all::v3::Request, _, _>(rules::all)
        .endpoint::<get_pushrules_global_scope::v3::Request, _, _>(rules::global)
        .endpoint::<get_pushrule::v3::Request, _, _>(rules::get)
        .endpoint::<set_pushrule::v3::Request, _, _>(rules::put)
        .endpoint::<delete_pushrule::v3::Request, _, _>(rules::delete)
        .endpoint::<get_pushrule_enabled::v3::Request, _, _>(rules::enabled)
        .endpoint::<set_pushrule_enabled::v3::Request, _, _>(rules::set_enabled)
        .endpoint::<get_pushrule_actions::v3::Request, _, _>(rules::actions)
        .endpoint::<set_pushrule_actions::v3::Request, _, _>(rules::set_actions)
        .endpoint::<get_pushers::v3::Request, _, _>(pushers::list)
        .endpoint::<set_pusher::v3::Request, _, _>(pushers::set)
        .endpoint::<get_notifications::v3::Request, _, _>(notifications::notifications)
        .merge(web::routes())
        // Element asks without the slash.
        .route("/_matrix/client/v3/pushrules", get(rules::all))
        .route("/_matrix/client/v3/pushrules/global", get(rules::global))
}

/// Starts the evaluator, the deliverer, and the sweep of old findings.
pub(crate) fn spawn_background(m: &Matrix) {
    tokio::spawn(worker::run(m.clone()));
    tokio::spawn(deliver::run(m.clone()));
    tokio::spawn(notices::runner(m).run(m.stopping.clone()));
    tokio::spawn(sweep(m.clone()));
}

async fn sweep(m: Matrix) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(SWEEP_EVERY) => {}
            () = m.stopping.cancelled() => return,
        }
        let before_ms = m.clock.now_ms().saturating_sub(KEPT_MS);
        let swept = m.store.write(move |w| {
            w.execute(
                "DELETE FROM notif WHERE ts < ?1 AND EXISTS (SELECT 1 FROM member m WHERE m.user_nid = notif.user_nid
                   AND m.room_nid = notif.room_nid AND (m.membership <> 'join'
                     OR (notif.root = '' AND m.read_pos >= notif.event_pos)))",
                params![before_ms],
            )
        });
        if let Err(error) = swept.await {
            let error: store::StoreError = error;
            tracing::warn!(%error, "Old notifications could not be removed");
        }
    }
}
