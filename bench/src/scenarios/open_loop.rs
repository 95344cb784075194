//! Open loop: messages are due at a fixed rate whether or not the server keeps up, and each latency
//! counts from when the message was due, so that a stall is not hidden by the senders' waiting.

use std::time::Duration;

use anyhow::Result;
use futures::future::try_join_all;
use tokio::time::Instant;

use super::closed_loop::rooms_of;
use super::{CpuMeter, Stage, reading, settle};
use crate::ledger::Ledger;
use crate::matrix;
use crate::measure::{disk_flushes, millis, now_ns, percentile};
use crate::payload::content;
use crate::receivers::Receivers;
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::World;

const TALKERS: usize = 20;
const WARM_UP_SECONDS: u64 = 2;

pub async fn run(stage: &Stage<'_>) -> Result<Vec<Reading>> {
    let sizes = &stage.options.sizes;
    let ledger = Ledger::new(TALKERS, &World::audience(&stage.world.talk, TALKERS));
    let talkers = &stage.world.accounts[..TALKERS];
    let mut receivers = Receivers::connect(stage.server.address, talkers, &ledger).await?;
    settle().await;
    talk(stage, &ledger, WARM_UP_SECONDS * sizes.sends_per_second).await?;
    receivers.all_reached(&ledger).await?;
    ledger.end_warm_up();

    let cpu = CpuMeter::start(stage.server.processes)?;
    let flushes = disk_flushes(&stage.data);
    let sends = sizes.open_seconds * sizes.sends_per_second;
    let mut answered_ns = talk(stage, &ledger, sends).await?;
    receivers.all_reached(&ledger).await?;
    let mut tally = ledger.close()?;
    let server_seconds = cpu.seconds()?;
    let mut readings = vec![
        reading(
            RowId::OpenP50,
            millis(percentile(&mut tally.latencies_ns, 0.5)),
        ),
        reading(
            RowId::OpenP99,
            millis(percentile(&mut tally.latencies_ns, 0.99)),
        ),
        reading(RowId::OpenAckP50, millis(percentile(&mut answered_ns, 0.5))),
        reading(
            RowId::OpenAckP99,
            millis(percentile(&mut answered_ns, 0.99)),
        ),
        reading(RowId::OpenCpu, server_seconds * 1e6 / sends as f64),
    ];
    if let (Some(before), Some(after)) = (flushes, disk_flushes(&stage.data)) {
        readings.push(reading(
            RowId::OpenFlushes,
            (after - before) as f64 / sends as f64,
        ));
    }
    Ok(readings)
}

/// Sends `count` messages on schedule, the talkers in turn; returns how long each waited for its answer.
async fn talk(stage: &Stage<'_>, ledger: &Ledger, count: u64) -> Result<Vec<u64>> {
    let (start, start_ns) = (Instant::now(), now_ns());
    let gap = Duration::from_secs(1) / u32::try_from(stage.options.sizes.sends_per_second)?;
    let talkers = (0..TALKERS).map(|talker| async move {
        let rooms = rooms_of(stage.world, talker);
        let mut client = stage.world.client(stage.server.address, talker)?;
        let mut answered_ns = Vec::new();
        for (turn, index) in (talker as u64..count).step_by(TALKERS).enumerate() {
            let due = gap * u32::try_from(index)?;
            tokio::time::sleep_until(start + due).await;
            let room = rooms[(talker + turn) % rooms.len()];
            let due_ns = start_ns + u64::try_from(due.as_nanos())?;
            let mark = ledger.begin(room, due_ns);
            let transaction = format!("{}.{}", mark.run, mark.seq);
            matrix::send_message(
                &mut client,
                &stage.world.talk[room].id,
                &transaction,
                content(mark),
            )
            .await?;
            answered_ns.push(now_ns().saturating_sub(due_ns));
        }
        Ok::<Vec<u64>, anyhow::Error>(answered_ns)
    });
    Ok(try_join_all(talkers).await?.concat())
}
