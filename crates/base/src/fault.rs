//! How the lower crates' errors become protocol errors without knowing HTTP.

use std::fmt::Display;

/// An error of a lower crate that can reach a client. Its text is for people.
pub trait Fault: Display {
    /// HTTP status and Matrix error code; `None`: our own fault, shown as a 500 with an id.
    fn protocol(&self) -> Option<(u16, &'static str)>;
}
