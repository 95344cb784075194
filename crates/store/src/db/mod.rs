//! One small face over rusqlite and the postgres crate (decision 1).

mod conn;
mod pool;
mod row;
mod value;

pub use conn::Tx;
pub(crate) use conn::{Access, Conn, Source};
pub(crate) use pool::Pool;
pub use row::{FromColumn, Row};
pub use value::Value;
