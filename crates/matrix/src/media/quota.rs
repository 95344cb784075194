//! How much a person may store (client-server §2.2, `M_USER_LIMIT_EXCEEDED`; §13.8.2, 403 for a quota).

use http::StatusCode;
use http_server::{Error, ErrorKind, Result};
use ruma::api::error::UserLimitExceededErrorData;
use store::{Tx, Write};

use super::queries::{self, File};
use crate::Matrix;

/// How many bytes a person may still store; `None`: as many as he likes.
pub(super) async fn left(m: &Matrix, user: i64) -> Result<Option<u64>> {
    let Some(max) = m.config.media_bytes_per_person else {
        return Ok(None);
    };
    let used = m.store.read(move |tx| queries::bytes_of(tx, user)).await?;
    Ok(Some(max.saturating_sub(used)))
}

/// Refuses a file beyond the quota. In the change that adds it: uploads that run at once count too.
pub(super) fn check(m: &Matrix, w: &mut Write<'_, '_>, user: i64, file: &File) -> Result<()> {
    let Some(max) = m.config.media_bytes_per_person else {
        return Ok(());
    };
    let tx: &mut Tx<'_> = w;
    if queries::bytes_of(tx, user)?.saturating_add(file.bytes) > max {
        return Err(exceeded(m));
    }
    Ok(())
}

/// 403: the person has stored as much as he may.
pub(super) fn exceeded(m: &Matrix) -> Error {
    let max = m.config.media_bytes_per_person.unwrap_or_default();
    let info = format!("{}/", m.config.public_url);
    Error::new(
        StatusCode::FORBIDDEN,
        ErrorKind::UserLimitExceeded(UserLimitExceededErrorData::new(info)),
        format!("This file does not fit into the {max} bytes that a person may store here"),
    )
}
