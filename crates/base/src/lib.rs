//! The vocabulary of Causeway: clock, randomness, configuration and the `Capability` contract.
//!
//! Invariant: nothing here does I/O or knows a product word (room, video, payment).

mod capability;
mod clock;
pub mod config;
mod fault;
mod ports;
mod rng;
pub mod words;

pub use capability::{
    ACCOUNT_ENDED, Boxed, Capability, Erasure, ExportSink, Failure, TELL_PERSON, Tell, boxed,
};
pub use clock::{Clock, ManualClock, SystemClock};
pub use fault::Fault;
pub use ports::{Groups, Pictures, Signer};
pub use rng::{Rng, SeededRng, SystemRng, token};
