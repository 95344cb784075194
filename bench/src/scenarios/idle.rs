//! Memory of the server while many people are connected and nothing happens.

use anyhow::{Result, bail};

use super::{CpuMeter, Stage, reading, settle};
use crate::measure::memory;
use crate::receivers::Idle;
use crate::results::Reading;
use crate::rows::RowId;

/// Longer than the scenario, so that no poll ends while it looks.
const POLL_TIMEOUT_MS: u32 = 300_000;
const MEBIBYTE: f64 = 1024.0 * 1024.0;

pub async fn run(stage: &Stage<'_>) -> Result<Vec<Reading>> {
    let before = memory(stage.server.pid)?;
    let accounts = &stage.world.accounts[..stage.options.sizes.idle];
    let idle = Idle::connect(stage.server.address, accounts, POLL_TIMEOUT_MS).await?;
    for _ in 0..3 {
        settle().await;
    }
    let (cpu, answers) = (CpuMeter::start(stage.server.pid)?, idle.answers());
    settle().await;
    let idle_cpu = cpu.seconds()?;
    let during = memory(stage.server.pid)?;
    let (answered, failed) = (idle.answers() - answers, idle.failed());
    if answered > 0 || failed > 0 {
        bail!(
            "of {} long-polls {failed} failed and {answered} were answered: the server is not idle",
            accounts.len()
        );
    }
    drop(idle);
    settle().await;
    Ok(vec![
        reading(RowId::BaseRss, before.rss as f64 / MEBIBYTE),
        reading(RowId::IdleRss, during.rss as f64 / MEBIBYTE),
        reading(RowId::IdlePss, during.pss as f64 / MEBIBYTE),
        reading(RowId::IdleCpu, idle_cpu * 100.0),
    ])
}
