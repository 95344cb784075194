//! Outgoing requests: the only code of Causeway that opens a connection (law 6 of the design).
//!
//! A person chooses where a link preview or a push notification goes, so a person could point the
//! server at the host's own network. Each request therefore passes one guard: the address is checked
//! ([`target`]), its name is resolved here and every address that is not public is dropped
//! ([`resolve`], [`address`]), the connection goes to exactly an address that was checked, and each
//! redirect begins again at the first step ([`fetch`]). Size, time and redirects are bounded. Texts in the DNS are asked
//! for without a connection to whom they are of ([`texts`]).
//!
//! Invariants: nothing is read from the environment (no proxy variables); no cookie, referer or
//! credential is ever sent; a body is handed over as it came, never decompressed.

mod address;
mod config;
mod error;
mod fetch;
mod resolve;
mod target;
#[cfg(test)]
mod tests;
mod texts;

pub use bytes::Bytes;
pub use http::{HeaderMap, StatusCode};
pub use url::Url;

pub use config::{EgressConfig, InvalidRange, Road};
pub use error::EgressError;
pub use fetch::{Egress, Excess, Fetched, Limits};
pub use resolve::{Resolve, Resolving, SystemResolver};
