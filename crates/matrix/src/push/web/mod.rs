//! Web Push: a push gateway inside the server, for the web app (push gateway API §2; RFC 8030).
//!
//! A browser subscribes at a *push service* of its maker, with our public key ([`key`]), and the app sets a
//! pusher that names this server as its gateway, with the subscription in the places where Sygnal has it
//! ([`subscription`]). Such a pusher is served by the same queue as all others ([`super::deliver`]), but goes
//! straight to the push service: a small text ([`payload`]) that the browser alone can read ([`encrypt`]).
//! Whoever else would use the gateway comes through [`gateway`].

mod encrypt;
mod gateway;
mod key;
mod payload;
mod send;
mod subscription;

use axum::{Router, routing::post};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Matrix;
pub use key::VapidKey;
pub(super) use send::send;
pub(super) use subscription::{Names, Subscription};

/// What a pusher of the web app is called.
pub(super) const APP_ID: &str = "org.causeway.web";
/// `pusher.kind` of a subscription; the address of such a pusher is that of its push service.
pub(super) const KIND: &str = "web";

/// Our own interface to notifications.
pub(crate) fn own_routes() -> OpenApiRouter<Matrix> {
    OpenApiRouter::new().routes(routes!(key::push_key))
}

pub(super) fn routes() -> Router<Matrix> {
    Router::new().route("/_matrix/push/v1/notify", post(gateway::notify))
}
