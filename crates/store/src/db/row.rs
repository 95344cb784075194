//! Columns of a result row.

use crate::StoreError;

/// One row of a result, valid inside the mapping closure only.
pub enum Row<'r> {
    /// SQLite's.
    Sqlite(&'r rusqlite::Row<'r>),
    /// PostgreSQL's.
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// The value of the zero-based `column`.
    pub fn get<T: FromColumn>(&self, column: usize) -> Result<T, StoreError> {
        T::from_column(self, column)
    }
}

/// A type that a column can be read as.
pub trait FromColumn: Sized {
    /// Reads the zero-based `column`.
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError>;
}

macro_rules! from_column {
    ($($ty:ty),*) => {$(
        impl FromColumn for $ty {
            fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
                match row {
                    Row::Sqlite(row) => Ok(row.get(column)?),
                    Row::Postgres(row) => Ok(row.try_get(column)?),
                }
            }
        }
    )*};
}
from_column!(String, Option<String>, Vec<u8>, Option<Vec<u8>>);

impl FromColumn for Option<i64> {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
        match row {
            Row::Sqlite(row) => Ok(row.get(column)?),
            Row::Postgres(row) => match row.try_get::<_, Option<i64>>(column) {
                Ok(v) => Ok(v),
                // Literals and CASE expressions come back as int4.
                Err(_) => Ok(row.try_get::<_, Option<i32>>(column)?.map(Into::into)),
            },
        }
    }
}

impl FromColumn for i64 {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
        Option::<i64>::from_column(row, column)?.ok_or_else(|| StoreError::Column {
            column,
            reason: "unexpected NULL".into(),
        })
    }
}

impl FromColumn for bool {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
        Ok(i64::from_column(row, column)? != 0)
    }
}

impl FromColumn for u64 {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
        unsigned(i64::from_column(row, column)?, column)
    }
}

impl FromColumn for Option<u64> {
    fn from_column(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
        let value = Option::<i64>::from_column(row, column)?;
        value.map(|value| unsigned(value, column)).transpose()
    }
}

fn unsigned(value: i64, column: usize) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError::Column {
        column,
        reason: format!("{value} is negative"),
    })
}
