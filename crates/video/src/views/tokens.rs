//! `POST /_causeway/v1/views/tokens`.

use std::sync::Arc;

use axum::extract::State;
use http_server::{Caller, Error, Json, Result};
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DAY_MS, base64_of, bytes_of, day, keys::Key, queries, queries::Taker, unknown_key};
use crate::{Video, people};

/// How often the same tokens are signed: answers get lost, and each costs the server a second of one core.
const TRIES_MAX: i64 = 20;
/// Devices of an account that take tokens on one day.
const DEVICES_MAX: usize = 50;
/// An account younger than a day gets one token of so many: making accounts must not pay.
const NEW_ACCOUNT_PART: usize = 10;

/// Tokens to be signed.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewTokens {
    /// The key, today's.
    key: u64,
    /// Blinded messages (RFC 9474, 4.2) in base64: exactly `per_day`.
    blinded: Vec<String>,
}

/// Signed tokens: the share of the device that asks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SignedTokens {
    /// Blind signatures of the first blinded messages, in their order: as many as are this device's share. Accounts younger
    /// than a day share a tenth.
    signatures: Vec<String>,
}

/// Has a device's view tokens of the day signed without showing them: all at once, once a day, so that asking says nothing
/// about watching. Devices of an account share its tokens. The same again is answered the same; others on the same day
/// are refused (429).
#[utoipa::path(
    post, path = "/_causeway/v1/views/tokens", tag = "video", operation_id = "sign_view_tokens",
    request_body = NewTokens, responses((status = 200, body = SignedTokens))
)]
pub(crate) async fn tokens(
    State(v): State<Video>,
    Caller(who): Caller,
    Json(new): Json<NewTokens>,
) -> Result<Json<SignedTokens>> {
    let (now_ms, of) = (v.now_ms(), new.key);
    let by = Taker {
        day: of,
        user: who.user,
        device: who.device,
    };
    // Tomorrow's is made ahead; until then nobody is told that it is there.
    let known = v.view_keys.of(of).filter(|_| of <= day(now_ms));
    let key = known.ok_or_else(unknown_key)?;
    let blinded = blinded(&new, &key, v.config.views_per_day)?;
    let (request, all) = (hash(&blinded), blinded.len());
    let allotted = v.store.write(move |w| {
        let age_ms = now_ms.saturating_sub(people::since_ms(w, by.user)?);
        allot(w, by, &request, signed_of(all, age_ms), now_ms)
    });
    sign(&v, key, blinded, allotted.await?).await.map(Json)
}

/// How many of the tokens an account of this age gets.
fn signed_of(all: usize, age_ms: u64) -> usize {
    if age_ms < DAY_MS {
        all.div_ceil(NEW_ACCOUNT_PART)
    } else {
        all
    }
}

/// Notes that a device takes its share of an account's `cap` tokens; refuses others than those it took. How many these are.
fn allot(
    w: &mut store::Write<'_, '_>,
    by: Taker,
    request: &[u8],
    cap: usize,
    now_ms: u64,
) -> Result<usize> {
    let refused = || {
        let left_ms = ((by.day + 1) * DAY_MS).saturating_sub(now_ms);
        Err(Error::limit_exceeded(std::time::Duration::from_millis(
            left_ms,
        )))
    };
    match queries::allotted(w, by)? {
        Some(taken) if taken.request == request && taken.tries < TRIES_MAX => {
            queries::tried_again(w, by)?;
            Ok(taken.signed)
        }
        Some(_) => refused(),
        // A key signs on its own day. (After it only what was begun on it is answered again.)
        None if by.day != day(now_ms) => Err(unknown_key()),
        None => {
            let devices = queries::devices(w, by.day, by.user)?;
            if devices.today.len() >= DEVICES_MAX {
                return refused();
            }
            let share = devices.share(by.device, cap);
            queries::allot(w, by, request, share)?;
            Ok(share)
        }
    }
}

/// The blinded messages, each of the key's length.
fn blinded(new: &NewTokens, key: &Key, per_day: u32) -> Result<Vec<Vec<u8>>> {
    if new.blinded.len() != usize::try_from(per_day).unwrap_or(usize::MAX) {
        return Err(Error::invalid_param(format!(
            "blinded must have {per_day} entries, the whole of a day's"
        )));
    }
    let decoded = new.blinded.iter().map(|text| {
        let bytes = bytes_of("blinded", text)?;
        if key.takes(&bytes) {
            return Ok(bytes);
        }
        Err(Error::invalid_param(
            "Each entry of blinded must be a number below the key's modulus",
        ))
    });
    decoded.collect()
}

fn hash(blinded: &[Vec<u8>]) -> Vec<u8> {
    digest(&SHA256, &blinded.concat()).as_ref().to_vec()
}

/// Signs, one allotment at a time: a day begins for all clients at once, and other requests have the other cores.
async fn sign(
    v: &Video,
    key: Arc<Key>,
    blinded: Vec<Vec<u8>>,
    count: usize,
) -> Result<SignedTokens> {
    let _alone = v.view_keys.signing().await;
    let rng = Arc::clone(&v.rng);
    let work = tokio::task::spawn_blocking(move || {
        let signed = blinded.iter().take(count).map(|message| {
            let signature = key.sign(rng.as_ref(), message);
            signature.map(|bytes| base64_of(&bytes))
        });
        signed.collect::<Option<Vec<_>>>()
    });
    let signed = work.await.map_err(Error::internal)?;
    let signatures = signed.ok_or_else(|| Error::internal("a message could not be signed"))?;
    Ok(SignedTokens { signatures })
}
