//! Who publishes: by an access token of the environment, else by a name and a password that are asked for (Matrix,
//! "Login"). Neither is ever an argument, which others on the machine could read.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use super::server::{Anything, Server};
use crate::ask;

const TOKEN_FROM: &str = "CAUSEWAY_ACCESS_TOKEN";
/// What the device is called while it is there.
const DEVICE: &str = "causeway app publish";

/// Somebody who is signed in.
pub struct Session {
    pub token: String,
    /// Signed in for this alone, and out again afterwards.
    is_ours: bool,
}

#[derive(Deserialize)]
struct SignedIn {
    access_token: String,
}

pub async fn sign_in(server: &Server, user: Option<&str>) -> Result<Session> {
    if let Some(token) = given_token() {
        return Ok(Session {
            token,
            is_ours: false,
        });
    }
    let user = match user {
        Some(user) => user.to_owned(),
        None => ask::line("User name")?,
    };
    let password = ask::secret("Password")?;
    let body = json!({
        "type": "m.login.password",
        "identifier": { "type": "m.id.user", "user": user },
        "password": password,
        "initial_device_display_name": DEVICE,
    });
    let done: SignedIn = server
        .post_json("/_matrix/client/v3/login", None, &body)
        .await
        .context("cannot sign in")?;
    Ok(Session {
        token: done.access_token,
        is_ours: true,
    })
}

/// Ends what [`sign_in`] began.
pub async fn sign_out(server: &Server, session: Session) {
    if !session.is_ours {
        return;
    }
    let done = server
        .post_json::<Anything>(
            "/_matrix/client/v3/logout",
            Some(&session.token),
            &json!({}),
        )
        .await;
    if let Err(error) = done {
        eprintln!(
            "The device {DEVICE:?} could not be signed out ({error:#}): do so in Settings, Devices."
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "no setting of a server: a developer's own, and an argument would show it to the whole machine"
)]
fn given_token() -> Option<String> {
    let token = std::env::var(TOKEN_FROM).ok()?;
    Some(token.trim().to_owned()).filter(|token| !token.is_empty())
}
