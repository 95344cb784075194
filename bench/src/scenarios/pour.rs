//! Many messages into a database through the API, as fast as the server takes them, nobody connected.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Result;
use futures::future::try_join_all;

use crate::matrix;
use crate::measure::unix_seconds;
use crate::payload::{Mark, content};
use crate::world::World;

/// Connections that send; each waits for its answer before it sends again.
const SENDERS: usize = 48;

/// Sends `count` messages, spread over the talk rooms and their members. Returns the seconds it took.
pub async fn pour(address: SocketAddr, world: &World, count: usize) -> Result<f64> {
    let (next, run, started) = (AtomicUsize::new(0), unix_seconds(), Instant::now());
    let senders = (0..SENDERS).map(|sender| {
        let next = &next;
        async move {
            let room = &world.talk[sender % world.talk.len()];
            let mut client = world.client(
                address,
                room.members[sender / world.talk.len() % room.members.len()],
            )?;
            loop {
                let seq = next.fetch_add(1, Ordering::Relaxed) as u64;
                if seq >= count as u64 {
                    return Ok::<(), anyhow::Error>(());
                }
                let content = content(Mark {
                    run,
                    seq,
                    sent_ns: 0,
                });
                matrix::send_message(&mut client, &room.id, &format!("pour{run}.{seq}"), content)
                    .await?;
            }
        }
    });
    try_join_all(senders).await?;
    Ok(started.elapsed().as_secs_f64())
}
