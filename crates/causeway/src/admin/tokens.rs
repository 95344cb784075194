//! `causeway token …`: what [`matrix::admin::tokens`] does, in words.

use anyhow::{Result, bail};
use matrix::{
    Matrix,
    admin::tokens::{self, NewToken, Token},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Makes a token and tells it.
pub async fn create(
    m: &Matrix,
    token: Option<String>,
    uses: Option<u64>,
    valid_days: Option<u64>,
) -> Result<String> {
    let now_ms = m.clock.now_ms();
    let expires_ts = valid_days.map(|days| now_ms.saturating_add(days.saturating_mul(DAY_MS)));
    let new = NewToken {
        token,
        uses,
        expires_ts,
    };
    Ok(tokens::create(m, new, None).await?.token)
}

/// All tokens, a line each.
pub async fn list(m: &Matrix) -> Result<String> {
    let now_ms = m.clock.now_ms();
    let all = tokens::list(m).await?;
    if all.is_empty() {
        bail!("there is no token: `causeway token create`");
    }
    let lines: Vec<String> = all.iter().map(|token| line(token, now_ms)).collect();
    Ok(lines.join("\n"))
}

fn line(token: &Token, now_ms: u64) -> String {
    let allowed = token
        .uses_allowed
        .map_or("any number".to_owned(), |n| n.to_string());
    let ended = if token.expires_ts.is_some_and(|at| at <= now_ms) {
        "  expired"
    } else {
        ""
    };
    format!("{}  used {} of {allowed}{ended}", token.token, token.uses)
}

/// Ends a token; accounts made with it stay.
pub async fn revoke(m: &Matrix, token: String) -> Result<String> {
    tokens::delete(m, &token).await?;
    Ok(format!("{token} is no longer valid."))
}
