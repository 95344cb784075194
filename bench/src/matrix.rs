//! The few client-server API calls that the scenarios need, the same for every peer.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use hyper::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::client::Client;

/// All seeded accounts share it: the peers' password hashing is not what is measured.
const PASSWORD: &str = "an ordinary passphrase of the bench";

/// A registered user with the token of its first device.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub user_id: String,
    pub token: String,
}

impl Account {
    /// A connection that acts as this account.
    pub fn client(&self, address: SocketAddr) -> Result<Client> {
        Client::new(address, Some(&self.token))
    }
}

/// Registers `name` over `client`, with the dummy stage in one step or in two, whichever the server wants.
pub async fn register(client: &mut Client, name: &str) -> Result<Account> {
    let mut request =
        json!({"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}});
    let path = "/_matrix/client/v3/register";
    let mut reply = client.post(path, &request).await?;
    if reply.status == StatusCode::UNAUTHORIZED {
        let challenge: Value = serde_json::from_slice(&reply.body)?;
        request["auth"]["session"] = challenge["session"].clone();
        reply = client.post(path, &request).await?;
    }
    account(
        &reply
            .json()
            .with_context(|| format!("cannot register {name}"))?,
    )
}

/// Logs `user_id` in on a new device.
pub async fn login(client: &mut Client, user_id: &str) -> Result<Account> {
    let identifier = json!({"type": "m.id.user", "user": user_id});
    let request =
        json!({"type": "m.login.password", "identifier": identifier, "password": PASSWORD});
    let reply = client.post("/_matrix/client/v3/login", &request).await?;
    account(
        &reply
            .json()
            .with_context(|| format!("cannot log {user_id} in"))?,
    )
}

fn account(reply: &Value) -> Result<Account> {
    Ok(Account {
        user_id: text(reply, "user_id")?,
        token: text(reply, "access_token")?,
    })
}

/// Creates a room that anybody may join, and returns its id.
pub async fn create_room(client: &mut Client, name: &str) -> Result<String> {
    let request = json!({"preset": "public_chat", "name": name});
    text(
        &client
            .post("/_matrix/client/v3/createRoom", &request)
            .await?
            .json()?,
        "room_id",
    )
}

/// Joins a room; harmless when the account is in it already.
pub async fn join(client: &mut Client, room_id: &str) -> Result<()> {
    let path = format!("/_matrix/client/v3/rooms/{}/join", encode(room_id));
    client
        .post(&path, &json!({}))
        .await?
        .json()
        .with_context(|| format!("cannot join {room_id}"))?;
    Ok(())
}

/// Sends a message and returns when the server has acknowledged it.
pub async fn send_message(
    client: &mut Client,
    room_id: &str,
    transaction: &str,
    content: Bytes,
) -> Result<()> {
    let path = format!(
        "/_matrix/client/v3/rooms/{}/send/m.room.message/{transaction}",
        encode(room_id)
    );
    client.put(&path, content).await?.ok()?;
    Ok(())
}

/// The address of a sync. `since` empty: a first sync. Presence is left out of the measurement
/// (`offline`): Synapse would otherwise spend most of the time of a 500-member room on it.
pub fn sync_path(since: &str, timeout_ms: u32, timeline_limit: u32) -> String {
    let filter = json!({"room": {
        "timeline": {"limit": timeline_limit, "lazy_load_members": true},
        "state": {"lazy_load_members": true},
    }});
    let filter = encode(&filter.to_string());
    let mut path = format!(
        "/_matrix/client/v3/sync?set_presence=offline&timeout={timeout_ms}&filter={filter}"
    );
    if !since.is_empty() {
        path.push_str("&since=");
        path.push_str(&encode(since));
    }
    path
}

/// The address of a page of history, from a `prev_batch` token backwards.
pub fn messages_path(room_id: &str, from: &str) -> String {
    format!(
        "/_matrix/client/v3/rooms/{}/messages?dir=b&limit=100&from={}",
        encode(room_id),
        encode(from)
    )
}

/// Percent-encodes all but the characters that RFC 3986 allows in a path segment and that ids are made of.
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!:@$".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn text(value: &Value, key: &str) -> Result<String> {
    match value[key].as_str() {
        Some(text) => Ok(text.to_owned()),
        None => bail!("the answer has no {key}: {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_filters_are_encoded_for_a_path() {
        assert_eq!(encode("!room:localhost"), "!room:localhost");
        assert_eq!(encode("{\"a\":1}/+"), "%7B%22a%22:1%7D%2F%2B");
    }

    #[test]
    fn a_first_sync_has_no_since() {
        assert!(!sync_path("", 0, 20).contains("since"));
        assert!(sync_path("s1_2", 30_000, 20).ends_with("&since=s1_2"));
    }
}
