//! Incoming HTTP: typed routes, authentication, errors, limits, the listener.
//!
//! Invariant: knows no product word. Who a token belongs to is answered by the [`Authenticator`]
//! that the binary wires in.

mod auth;
mod call;
mod error;
mod limits;
mod other_hosts;
mod plain;
pub mod range;
mod route;
mod serve;
mod shape;
mod web_app;

pub use auth::{AuthState, Authenticator, Who};
pub use call::{
    Admin, Authed, Caller, Guest, Nameless, Open, RequestMeta, Visitor, answer_after_body, collect,
};
pub use error::{Error, Result};
pub use limits::{Caller as RateCaller, Class as RateClass, Network, RateLimits};
pub use other_hosts::OtherHosts;
pub use plain::{Json, Path, Query};
pub use route::{Reply, Route, json};
pub use ruma::api::error::ErrorKind;
pub use serve::{Limits, Server, layered, unrecognized};
pub use shape::check as check_shape;
pub use web_app::{WebApp, WebFile, WebFiles};
