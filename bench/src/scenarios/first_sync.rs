//! First sync of an account with many rooms, on a new device each time so that no answer can come from a cache of answers.

use anyhow::{Result, bail};

use super::{Stage, reading};
use crate::client::Client;
use crate::matrix::{login, sync_path};
use crate::measure::{millis, now_ns, percentile};
use crate::payload::marks;
use crate::results::Reading;
use crate::rows::RowId;

const DEVICES: usize = 7;
/// What Element asks for.
const TIMELINE_LIMIT: u32 = 20;

pub async fn run(stage: &Stage<'_>) -> Result<Vec<Reading>> {
    let Some(reader) = stage.world.accounts.last() else {
        bail!("the world has no accounts")
    };
    let mut times_ns = Vec::with_capacity(DEVICES);
    let mut size = 0;
    for _ in 0..DEVICES {
        let device = login(
            &mut Client::new(stage.server.address, None)?,
            &reader.user_id,
        )
        .await?;
        let mut client = device.client(stage.server.address)?;
        client.get("/_matrix/client/versions").await?.ok()?;
        let start_ns = now_ns();
        let reply = client.get(&sync_path("", 0, TIMELINE_LIMIT)).await?;
        times_ns.push(now_ns() - start_ns);
        size = check(&stage.world.shelf, reply.ok()?)?;
    }
    let first_ns = times_ns[0];
    Ok(vec![
        reading(RowId::FirstSync, millis(percentile(&mut times_ns, 0.5))),
        reading(RowId::FirstSyncCold, millis(first_ns)),
        reading(RowId::FirstSyncBytes, size as f64 / 1024.0),
    ])
}

/// The answer must hold every room and its messages, or the time says nothing.
fn check(shelf: &[crate::world::Room], body: &[u8]) -> Result<usize> {
    let sync: serde_json::Value = serde_json::from_slice(body)?;
    let rooms = sync["rooms"]["join"].as_object();
    for room in shelf {
        if !rooms.is_some_and(|rooms| rooms.contains_key(&room.id)) {
            bail!("the first sync lacks a room");
        }
    }
    if marks(body).count() < shelf.len() {
        bail!("the first sync lacks messages");
    }
    Ok(body.len())
}
