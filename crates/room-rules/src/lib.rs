//! The rules of Matrix rooms, versions 1 to 12 (spec: room versions; server-server API, PDUs).
//!
//! Everything here is a plain function of its arguments: no clock, no randomness, no network, no
//! database. The types and the hard parts of the rules come from ruma; this crate puts them in the
//! form the room core needs, makes the way of a send fast, and words refusals for people.
//!
//! | you want to | look in |
//! | --- | --- |
//! | know what a room version can do | [`Rules`] |
//! | make an event, hashed and signed | [`build`], [`Draft`], [`ServerKey`] |
//! | read an event from the wire or from disk | [`Pdu::parse`], [`Pdu::from_stored`] |
//! | know which state an event must reference | [`auth_types`] |
//! | know whether an event is allowed | [`authorise`], [`authorise_by_auth_events`] |
//! | know who may do what | [`PowerLevels`], [`creators`] |
//! | know who may join | [`JoinRule`] |
//! | redact | [`redact`], [`redact_pdu`], [`redaction_applies`] |
//! | show an event to a client | [`client_event`], [`stripped_event`] |
//! | begin or upgrade a room | [`defaults`], [`upgrade`] |
//! | check an event of another server | [`signers`], [`verify`] |
//! | merge forks | [`resolve`] |
//!
//! The way of an event that we send: the core fills a [`Draft`] from its own state, [`build`]
//! canonicalises the content, hashes, signs and names it, [`authorise`] checks it against the
//! current state. Only then it is stored. [`build`] never copies a field from another server
//! (law 4 of the design).
//!
//! A [`Pdu`] is one `Arc`: clone it freely.

mod auth;
mod canonical;
mod client;
pub mod defaults;
mod error;
mod join_rule;
mod key;
mod pdu;
mod power_levels;
mod redact;
mod resolve;
mod rules;
pub mod upgrade;
mod verify;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod test_room;

pub use auth::{auth_types, authorise, authorise_by_auth_events};
pub use canonical::{canonical_json, canonical_object};
pub use client::{STRIPPED_STATE_TYPES, client_event, client_event_with_unsigned, stripped_event};
pub use error::RulesError;
pub use join_rule::JoinRule;
pub use key::ServerKey;
pub use pdu::{Draft, MAX_ID_BYTES, MAX_PDU_BYTES, Pdu, build, build_with_hashes};
pub use power_levels::{PowerLevels, creators};
pub use redact::{redact, redact_pdu, redaction_applies};
pub use resolve::{StateSet, resolve};
pub use rules::{DEFAULT_ROOM_VERSION, Rules};
pub use verify::{Verdict, signers, verify};
