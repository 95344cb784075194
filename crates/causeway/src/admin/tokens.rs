//! `causeway token …`: registration tokens.

use anyhow::{Result, bail};
use matrix::Matrix;
use store::{StoreError, params};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Makes a token and tells it.
pub async fn create(
    m: &Matrix,
    token: Option<String>,
    uses: Option<u64>,
    valid_days: Option<u64>,
) -> Result<String> {
    let token = token.unwrap_or_else(|| base::token(m.rng.as_ref(), 16));
    // The grammar of client-server §5.8.3.
    let fine = |c: char| c.is_ascii_alphanumeric() || "._~-".contains(c);
    if token.is_empty() || token.len() > 64 || !token.chars().all(fine) {
        bail!("a token has 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -");
    }
    let now_ms = m.clock.now_ms();
    let expires_ms = valid_days.map(|days| now_ms.saturating_add(days.saturating_mul(DAY_MS)));
    let row = token.clone();
    let added = m.store.write(move |w| {
        w.execute(
            "INSERT INTO registration_token (token, uses_allowed, expires_ms, created_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (token) DO NOTHING",
            params![&row, uses, expires_ms, now_ms],
        )
    });
    if added.await? == 0 {
        bail!("there is a token {token} already");
    }
    Ok(token)
}

/// All tokens, a line each.
pub async fn list(m: &Matrix) -> Result<String> {
    let now_ms = i64::try_from(m.clock.now_ms())?;
    let rows = m.store.read(|tx| {
        tx.query(
            "SELECT token, uses_allowed, uses, expires_ms FROM registration_token ORDER BY created_ms, token",
            params![],
            |row| Ok::<_, StoreError>((row.get::<String>(0)?, row.get::<Option<i64>>(1)?, row.get::<i64>(2)?, row.get::<Option<i64>>(3)?)),
        )
    });
    let line = |(token, allowed, used, expires): &(String, Option<i64>, i64, Option<i64>)| {
        let allowed = allowed.map_or("any number".to_owned(), |n| n.to_string());
        let ended = if expires.is_some_and(|at| at <= now_ms) {
            "  expired"
        } else {
            ""
        };
        format!("{token}  used {used} of {allowed}{ended}")
    };
    let rows = rows.await?;
    if rows.is_empty() {
        bail!("there is no token: `causeway token create`");
    }
    Ok(rows.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Ends a token; accounts made with it stay.
pub async fn revoke(m: &Matrix, token: String) -> Result<String> {
    let row = token.clone();
    let gone = m.store.write(move |w| {
        w.execute(
            "DELETE FROM registration_token WHERE token = ?1",
            params![&row],
        )
    });
    if gone.await? == 0 {
        bail!("there is no token {token}: see `causeway token list`");
    }
    Ok(format!("{token} is no longer valid."))
}
