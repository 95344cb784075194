//! What story tests are told with: the real server as a process, people with plain HTTP clients, a
//! private PostgreSQL when `CAUSEWAY_TEST_DATABASE=postgres`.
//!
//! A test gets a server of its own on a free port with a folder of its own; both go with the value.
#![expect(
    clippy::disallowed_methods,
    reason = "a test kit starts processes and looks at the clock"
)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]
#![expect(
    missing_docs,
    reason = "the names are sentences; see the stories for use"
)]

mod dice;
mod person;
mod postgres;
mod server;
mod signer;
mod view_token;

pub use dice::Dice;
pub use person::{Answer, Http, PASSWORD, Person, room_path, room_path_v1, segment, unique};
pub use server::{Server, ServerBuilder};
pub use signer::Signer;
pub use view_token::{SignedToken, ViewToken};
