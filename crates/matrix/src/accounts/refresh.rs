//! `POST /refresh` (client-server §5.7.1.1): a refresh token becomes a new access and refresh token.
//!
//! The old pair ends when one of the new pair is used, so that an answer that was lost can be asked for
//! again: until then the same refresh token gives a fresh pair, and the pair that got lost is void.

use axum::extract::State;
use http_server::{Error, Open, Reply, Result};
use ruma::{
    api::client::session::refresh_token::v3::{Request, Response},
    assign,
};
use store::{StoreError, Write};

use super::{
    queries,
    tokens::{self, Pair},
};
use crate::Matrix;

/// Exchanges a refresh token.
pub(crate) async fn refresh(
    State(m): State<Matrix>,
    Open { request, .. }: Open<Request>,
) -> Result<Reply<Response>> {
    let (work, given) = (m.clone(), tokens::hash(&request.refresh_token));
    let pair = m
        .store
        .write(move |w| {
            let row =
                queries::refresh_token(w, &given)?.ok_or_else(|| Error::unknown_token(false))?;
            if let Some(parent) = row.parent {
                confirm(&work, w, row.device, &parent)?;
            }
            queries::delete_children(w, row.device, &given)?;
            let forget = work.clone();
            w.after_commit(move || forget.tokens.forget_device(row.device));
            Ok::<_, Error>(Pair::insert(&work, w, row.device, Some(&given))?)
        })
        .await?;
    let response = Response::new(pair.access_token);
    Ok(Reply(assign!(response, {
        refresh_token: Some(pair.refresh_token), expires_in_ms: Some(m.config.access_token_lifetime),
    })))
}

/// One of the pair that replaces `parent` was used: it has arrived, and everything older ends.
pub(super) fn confirm(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    device: i64,
    parent: &[u8],
) -> Result<(), StoreError> {
    queries::end_older_tokens(w, device, parent)?;
    let forget = m.clone();
    w.after_commit(move || forget.tokens.forget_device(device));
    Ok(())
}
