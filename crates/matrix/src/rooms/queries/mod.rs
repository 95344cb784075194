//! SQL of rooms, a file per subject.

mod addresses;
mod erased;
mod events;
mod host;
mod members;
mod room;
mod state;
mod txns;

pub use self::{
    addresses::*, erased::*, events::*, host::*, members::*, room::*, state::*, txns::*,
};
