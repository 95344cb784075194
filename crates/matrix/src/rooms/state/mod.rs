//! Room state (client-server §10.6): reading and setting it.

mod alias;
mod get;
mod levels;
mod set;

use axum::{
    Router,
    routing::{get as on_get, put},
};
use http_server::Route;
use ruma::api::client::state as api;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    let mut router = Router::new()
        .endpoint::<api::get_state_events::v3::Request, _, _>(get::all)
        .endpoint::<api::get_state_event_for_key::v3::Request, _, _>(get::one)
        .endpoint::<api::send_state_event::v3::Request, _, _>(set::send_state_event);
    // An empty state key may be left out, with or without the slash before it.
    for version in ["v3", "r0"] {
        for end in ["", "/"] {
            let path = format!("/_matrix/client/{version}/rooms/{{p5}}/state/{{p7}}{end}");
            router = router.route(&path, on_get(get::one).merge(put(set::send_state_event)));
        }
    }
    router
}
