//! Password hashing: argon2id off the async threads.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier, password_hash::SaltString};
use http_server::{Error, ErrorKind, Result};

use ruma::UserId;
use store::params;
use tokio::sync::Semaphore;

use super::{logout, queries};
use crate::Matrix;

/// Shortest password that we take, in bytes.
pub const PASSWORD_BYTES_MIN: usize = 8;
/// Longest password we hash, in bytes: more only costs us time.
const PASSWORD_BYTES_MAX: usize = 512;

/// Refuses a password that we would not hash.
pub fn check(password: &str) -> Result<()> {
    if !(PASSWORD_BYTES_MIN..=PASSWORD_BYTES_MAX).contains(&password.len()) {
        return Err(Error::bad_request(
            ErrorKind::WeakPassword,
            format!("The password must have {PASSWORD_BYTES_MIN} to {PASSWORD_BYTES_MAX} bytes"),
        ));
    }
    Ok(())
}

/// The argon2id hash (19 MiB, 2 passes: OWASP's minimum) of `password`, in PHC form.
pub async fn hash(m: &Matrix, password: String) -> Result<String> {
    check(&password)?;
    let mut salt = [0u8; 16];
    m.rng.fill(&mut salt);
    blocking(move || {
        let salt = SaltString::encode_b64(&salt).map_err(Error::internal)?;
        let hash = Argon2::default().hash_password(password.as_bytes(), &salt);
        Ok(hash.map_err(Error::internal)?.to_string())
    })
    .await
}

/// Whether `password` belongs to `hash`.
pub async fn verify(hash: String, password: String) -> Result<bool> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Ok(false);
    }
    blocking(move || {
        let hash = PasswordHash::new(&hash).map_err(Error::internal)?;
        Ok(Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok())
    })
    .await
}

/// Gives a local account a new password and signs out all of its devices.
pub async fn set_password(m: &Matrix, user_id: &UserId, password: String) -> Result<()> {
    let id = user_id.to_owned();
    let account = m.store.read(move |tx| queries::account(tx, &id)).await?;
    let user = account
        .ok_or_else(|| Error::not_found("There is no such account"))?
        .user;
    let hash = hash(m, password).await?;
    let changed = m.store.write(move |w| {
        w.execute(
            "UPDATE account SET password_hash = ?2 WHERE user_nid = ?1",
            params![user, &hash],
        )
    });
    changed.await?;
    logout::remove_all_devices(m, user).await
}

/// As many at once as there are cores: each needs 19 MiB, and more would only wait for each other.
static PLACES: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

async fn blocking<T: Send + 'static>(f: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _place = PLACES.acquire().await.map_err(Error::internal)?;
    tokio::task::spawn_blocking(f)
        .await
        .map_err(Error::internal)?
}
