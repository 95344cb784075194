//! room-rules.
