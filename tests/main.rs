//! stories.
fn main() {}
