//! stories.
fn main(){}
