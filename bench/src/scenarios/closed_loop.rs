//! Closed loop: twenty people in five rooms, each sending the next message as soon as the last one is
//! acknowledged, all of them connected. The figure is deliveries per second of server CPU time.

use std::time::{Duration, Instant};

use anyhow::Result;
use futures::future::try_join_all;

use super::{CpuMeter, Stage, reading, settle};
use crate::ledger::Ledger;
use crate::matrix;
use crate::measure::Processes;
use crate::payload::content;
use crate::receivers::Receivers;
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::World;

const TALKERS: usize = 20;
const WARM_UP: Duration = Duration::from_secs(2);

pub async fn run(stage: &Stage<'_>) -> Result<Vec<Reading>> {
    let ledger = Ledger::new(TALKERS, &World::audience(&stage.world.talk, TALKERS));
    let talkers = &stage.world.accounts[..TALKERS];
    let mut receivers = Receivers::connect(stage.server.address, talkers, &ledger).await?;
    settle().await;
    talk(stage, &ledger, WARM_UP).await?;
    receivers.all_reached(&ledger).await?;
    ledger.end_warm_up();

    let (cpu, own_cpu) = (
        CpuMeter::start(stage.server.processes)?,
        CpuMeter::start(Processes::this())?,
    );
    let started = Instant::now();
    let sends = talk(
        stage,
        &ledger,
        Duration::from_secs(stage.options.sizes.closed_seconds),
    )
    .await?;
    receivers.all_reached(&ledger).await?;
    let seconds = started.elapsed().as_secs_f64();
    let tally = ledger.close()?;
    let server_seconds = cpu.seconds()?;
    eprintln!(
        "    closed: {sends} sends, {} deliveries, {} gaps in {seconds:.1} s; CPU: server {server_seconds:.2} s, bench {:.2} s",
        tally.delivered,
        tally.gaps,
        own_cpu.seconds()?
    );
    Ok(vec![
        reading(RowId::ClosedRate, tally.delivered as f64 / server_seconds),
        reading(RowId::ClosedSends, sends as f64 / seconds),
        reading(RowId::ClosedCpu, server_seconds * 1e6 / sends as f64),
    ])
}

/// Everybody sends until the time is over, to his rooms in turn. Returns the number of sends.
async fn talk(stage: &Stage<'_>, ledger: &Ledger, duration: Duration) -> Result<usize> {
    let end = Instant::now() + duration;
    let sends =
        try_join_all((0..TALKERS).map(|talker| talk_alone(stage, ledger, talker, end))).await?;
    Ok(sends.into_iter().sum())
}

async fn talk_alone(
    stage: &Stage<'_>,
    ledger: &Ledger,
    talker: usize,
    end: Instant,
) -> Result<usize> {
    let rooms = rooms_of(stage.world, talker);
    let mut client = stage.world.client(stage.server.address, talker)?;
    let mut sends = 0;
    while Instant::now() < end {
        let room = rooms[(talker + sends) % rooms.len()];
        let mark = ledger.begin_now(room);
        let transaction = format!("{}.{}", mark.run, mark.seq);
        matrix::send_message(
            &mut client,
            &stage.world.talk[room].id,
            &transaction,
            content(mark),
        )
        .await?;
        sends += 1;
    }
    Ok(sends)
}

/// The talk rooms that an account is in.
pub fn rooms_of(world: &World, account: usize) -> Vec<usize> {
    let rooms = world.talk.iter().enumerate();
    rooms
        .filter(|(_, room)| room.members.contains(&account))
        .map(|(index, _)| index)
        .collect()
}
