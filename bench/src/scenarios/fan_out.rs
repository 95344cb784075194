//! Fan-out: one person writes in a room whose members are all connected; the next message leaves when the
//! last member has the one before. Figures: deliveries per second of server CPU time, and the last member's wait.

use anyhow::Result;

use super::{CpuMeter, Stage, reading, settle};
use crate::ledger::Ledger;
use crate::matrix;
use crate::measure::{millis, percentile};
use crate::payload::content;
use crate::receivers::Receivers;
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::World;

const WARM_UP: usize = 3;
/// The kernel shows CPU time in hundredths of a second: go on until that is too little to matter, or until
/// a fast server has had this many times the sends.
const CPU_SECONDS: f64 = 1.5;
const BATCHES: usize = 15;

pub async fn run(stage: &Stage<'_>) -> Result<Vec<Reading>> {
    let hall = stage.options.sizes.hall;
    let ledger = Ledger::new(hall, &World::audience(&stage.world.halls, hall));
    let members = &stage.world.accounts[..hall];
    let mut receivers = Receivers::connect(stage.server.address, members, &ledger).await?;
    settle().await;
    speak(stage, &ledger, &mut receivers, WARM_UP).await?;
    ledger.end_warm_up();

    let cpu = CpuMeter::start(stage.server.processes)?;
    let mut last_ns = Vec::new();
    for _ in 0..BATCHES {
        last_ns.extend(
            speak(
                stage,
                &ledger,
                &mut receivers,
                stage.options.sizes.hall_sends,
            )
            .await?,
        );
        if cpu.seconds()? >= CPU_SECONDS {
            break;
        }
    }
    let server_seconds = cpu.seconds()?;
    let tally = ledger.close()?;
    Ok(vec![
        reading(RowId::FanRate, tally.delivered as f64 / server_seconds),
        reading(RowId::FanLastP50, millis(percentile(&mut last_ns, 0.5))),
        reading(RowId::FanLastMax, millis(percentile(&mut last_ns, 1.0))),
    ])
}

/// Sends one message after the other; returns for each how long the last member waited.
async fn speak(
    stage: &Stage<'_>,
    ledger: &Ledger,
    receivers: &mut Receivers,
    count: usize,
) -> Result<Vec<u64>> {
    let mut client = stage.world.client(stage.server.address, 0)?;
    let mut last_ns = Vec::with_capacity(count);
    for _ in 0..count {
        let mark = ledger.begin_now(0);
        let transaction = format!("{}.{}", mark.run, mark.seq);
        matrix::send_message(
            &mut client,
            &stage.world.halls[0].id,
            &transaction,
            content(mark),
        )
        .await?;
        receivers.all_reached(ledger).await?;
        last_ns.push(ledger.last_reached_ns(mark));
    }
    Ok(last_ns)
}
