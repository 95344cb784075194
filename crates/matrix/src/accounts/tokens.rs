//! Access tokens: random, stored as SHA-256, cached in memory (decision 4).

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use base::token;
use http_server::{Authenticator, Error, Result, Who};
use parking_lot::RwLock;
use ruma::{OwnedDeviceId, OwnedUserId};
use sha2::{Digest, Sha256};
use store::{StoreError, Write};

use super::{
    queries::{self, TokenKind},
    refresh,
};
use crate::{Matrix, devices, users::parse_id};

/// 42 characters of 6 bits: 252 bits.
const TOKEN_LEN: usize = 42;
/// Cached owners; some 300 bytes each.
const CACHE_MAX: usize = 100_000;

type Hash = [u8; 32];

/// Owners of valid access tokens. Entries leave when their device signs out.
#[derive(Debug, Default)]
pub struct TokenCache {
    owners: RwLock<HashMap<Hash, Cached>>,
    /// How often somebody was forgotten: what was read before must not be remembered after.
    forgotten: AtomicU64,
}

#[derive(Debug, Clone)]
struct Cached {
    who: Arc<Who>,
    expires_ms: Option<u64>,
    seen: Arc<Seen>,
}

/// When a token was last used, to ten minutes.
#[derive(Debug, Default)]
struct Seen {
    at_ms: AtomicU64,
    written_ms: AtomicU64,
}

impl TokenCache {
    /// The devices whose last use moved since the last call, and to when.
    pub(crate) fn take_seen(&self) -> Vec<(i64, u64)> {
        let owners = self.owners.read();
        let moved = owners.values().filter_map(|cached| {
            let at_ms = cached.seen.at_ms.load(Ordering::Relaxed);
            let before_ms = cached.seen.written_ms.swap(at_ms, Ordering::Relaxed);
            (before_ms < at_ms).then_some((cached.who.device, at_ms))
        });
        moved.collect()
    }

    /// Forgets every token of a device.
    pub fn forget_device(&self, device: i64) {
        let mut owners = self.owners.write();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        owners.retain(|_, cached| cached.who.device != device);
    }

    /// Forgets every token of a user.
    pub fn forget_user(&self, user: i64) {
        let mut owners = self.owners.write();
        self.forgotten.fetch_add(1, Ordering::AcqRel);
        owners.retain(|_, cached| cached.who.user != user);
    }

    /// Remembers an owner who was read while the counter stood at `forgotten`.
    fn insert(&self, hash: Hash, cached: Cached, forgotten: u64) {
        let mut map = self.owners.write();
        if self.forgotten.load(Ordering::Acquire) != forgotten {
            return;
        }
        if map.len() >= CACHE_MAX {
            map.clear();
        }
        map.insert(hash, cached);
    }
}

/// What a sign-in hands out.
pub(crate) struct SignIn {
    pub(crate) device_id: OwnedDeviceId,
    pub(crate) access_token: String,
    /// With its access token's lifetime, when the client asked for one.
    pub(crate) refresh_token: Option<String>,
}

/// An access token that expires, and the token that renews it.
pub(super) struct Pair {
    pub(super) access_token: String,
    pub(super) refresh_token: String,
}

impl Pair {
    /// Gives a device a new pair; `parent`: the refresh token that it replaces once it is used.
    pub(super) fn insert(
        m: &Matrix,
        w: &mut Write<'_, '_>,
        device: i64,
        parent: Option<&Hash>,
    ) -> Result<Self, StoreError> {
        let lifetime_ms =
            u64::try_from(m.config.access_token_lifetime.as_millis()).unwrap_or(u64::MAX / 2);
        let expires_ms = m.clock.now_ms() + lifetime_ms;
        let pair = Self {
            access_token: format!("cwa_{}", token(m.rng.as_ref(), TOKEN_LEN)),
            refresh_token: format!("cwr_{}", token(m.rng.as_ref(), TOKEN_LEN)),
        };
        let access = hash(&pair.access_token);
        queries::insert_token(
            w,
            &access,
            device,
            TokenKind::Access,
            Some(expires_ms),
            parent,
        )?;
        queries::insert_token(
            w,
            &hash(&pair.refresh_token),
            device,
            TokenKind::Refresh,
            None,
            parent,
        )?;
        Ok(pair)
    }
}

/// Gives the device (made when new) a fresh access token; its older ones end. `refreshable`: the token
/// expires and comes with one that renews it.
pub(crate) fn sign_in(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    device_id: Option<&str>,
    display_name: Option<&str>,
    refreshable: bool,
) -> Result<SignIn, StoreError> {
    let rng = m.rng.as_ref();
    let device_id = device_id.map_or_else(|| token(rng, 10).to_uppercase(), str::to_owned);
    let now_ms = devices::rounded(m.clock.now_ms());
    let device = ensure_device(m, w, user, &device_id, display_name, now_ms)?;
    queries::delete_tokens(w, device)?;
    let (access_token, refresh_token) = if refreshable {
        let pair = Pair::insert(m, w, device, None)?;
        (pair.access_token, Some(pair.refresh_token))
    } else {
        let access_token = format!("cwa_{}", token(rng, TOKEN_LEN));
        queries::insert_token(
            w,
            &hash(&access_token),
            device,
            TokenKind::Access,
            None,
            None,
        )?;
        (access_token, None)
    };
    let forget = m.clone();
    w.after_commit(move || forget.tokens.forget_device(device));
    Ok(SignIn {
        device_id: device_id.into(),
        access_token,
        refresh_token,
    })
}

/// The number of a device; a new one is announced to the people who share a room with its owner.
pub(crate) fn ensure_device(
    m: &Matrix,
    w: &mut Write<'_, '_>,
    user: i64,
    device_id: &str,
    display_name: Option<&str>,
    now_ms: u64,
) -> Result<i64, StoreError> {
    let (device, is_new) = queries::ensure_device(w, user, device_id, display_name, now_ms)?;
    if is_new {
        devices::list_changed(m, w, user)?;
    }
    Ok(device)
}

/// What is stored of a token.
pub(super) fn hash(token: &str) -> Hash {
    Sha256::digest(token).into()
}

impl Authenticator for Matrix {
    fn authenticate<'a>(
        &'a self,
        token: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<Arc<Who>, Error>> + Send + 'a>> {
        Box::pin(async move {
            let hash = hash(token);
            let cached = self.tokens.owners.read().get(&hash).cloned();
            let cached = match cached {
                Some(cached) => cached,
                None => look_up(self, hash).await?,
            };
            if cached
                .expires_ms
                .is_some_and(|at| at <= self.clock.now_ms())
            {
                return Err(Error::unknown_token(true));
            }
            let now_ms = devices::rounded(self.clock.now_ms());
            cached.seen.at_ms.fetch_max(now_ms, Ordering::Relaxed);
            Ok(cached.who)
        })
    }
}

async fn look_up(m: &Matrix, hash: Hash) -> Result<Cached> {
    let forgotten = m.tokens.forgotten.load(Ordering::Acquire);
    let row = m
        .store
        .read(move |tx| queries::access_token(tx, &hash))
        .await?;
    let row = row.ok_or_else(|| Error::unknown_token(false))?;
    if let Some(parent) = row.parent {
        let (work, device) = (m.clone(), row.device);
        m.store
            .write(move |w| refresh::confirm(&work, w, device, &parent))
            .await?;
    }
    let who = Arc::new(Who {
        user_id: parse_id::<OwnedUserId>(row.user_id)?,
        user: row.user,
        device_id: row.device_id.into(),
        device: row.device,
        admin: row.admin,
    });
    let expires_ms = row.expires_ms.and_then(|ms| u64::try_from(ms).ok());
    let seen = Arc::default();
    let cached = Cached {
        who,
        expires_ms,
        seen,
    };
    m.tokens.insert(hash, cached.clone(), forgotten);
    Ok(cached)
}
