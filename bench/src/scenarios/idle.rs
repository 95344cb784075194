//! Memory of the server while many people are connected and nothing happens.

use anyhow::{Result, bail};

use super::{CpuMeter, Stage, reading, settle};
use crate::receivers::Idle;
use crate::results::Reading;
use crate::rows::RowId;

/// Longer than the scenario, so that no poll ends while it looks.
const POLL_TIMEOUT_MS: u32 = 300_000;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

pub async fn run(stage: &Stage<'_>) -> Result<Vec<Reading>> {
    let before = stage.server.processes.memory()?;
    let accounts = &stage.world.accounts[..stage.options.sizes.idle];
    let idle = Idle::connect(stage.server.address, accounts, POLL_TIMEOUT_MS).await?;
    for _ in 0..3 {
        settle().await;
    }
    let (cpu, answers) = (CpuMeter::start(stage.server.processes)?, idle.answers());
    settle().await;
    let idle_cpu = cpu.seconds()?;
    let during = stage.server.processes.memory()?;
    let (answered, failed) = (idle.answers() - answers, idle.failed());
    if answered > 0 || failed > 0 {
        bail!(
            "of {} long-polls {failed} failed and {answered} were answered: the server is not idle",
            accounts.len()
        );
    }
    drop(idle);
    settle().await;
    let mebibytes = |row, bytes: u64| reading(row, bytes as f64 / MEBIBYTE);
    let mut readings = vec![
        mebibytes(RowId::BasePss, before.pss),
        mebibytes(RowId::IdlePss, during.pss),
        reading(RowId::IdleCpu, idle_cpu * 100.0),
    ];
    readings.extend(before.rss.map(|rss| mebibytes(RowId::BaseRss, rss)));
    readings.extend(during.rss.map(|rss| mebibytes(RowId::IdleRss, rss)));
    Ok(readings)
}
