//! What is measured: a file per scenario. Each gets a running server with seeded data and returns readings.

mod closed_loop;
mod curve_events;
mod curve_members;
mod disk_size;
mod fan_out;
mod first_sync;
mod idle;
mod open_loop;
mod pour;
mod startup;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

use crate::measure::{Quiet, cpu_time};
use crate::options::{Options, Scenario};
use crate::peers::{Peer, Running};
use crate::profile;
use crate::results::Reading;
use crate::rows::RowId;
use crate::world::{Plan, Template, World};

/// A server under measurement.
pub struct Stage<'a> {
    pub options: &'a Options,
    pub peer: Peer,
    pub world: &'a World,
    pub data: PathBuf,
    pub server: Running,
}

/// Runs the chosen side-by-side scenarios on one peer, on one fresh copy of its database.
pub async fn round(options: &Options, peer: Peer) -> Result<Vec<Reading>> {
    let template =
        Template::get(options, peer, "talk", &Plan::side_by_side(&options.sizes)).await?;
    let (server, data) = template.start(options, peer, options.cores).await?;
    let mut stage = Stage {
        options,
        peer,
        world: &template.world,
        data,
        server,
    };
    let mut readings = Vec::new();
    for &scenario in options
        .scenarios
        .iter()
        .filter(|scenario| !scenario.is_curve())
    {
        if scenario == Scenario::Disk {
            continue;
        }
        let quiet = Quiet::start(stage.server.pid)?;
        let pid = stage.server.pid;
        let recording = profile::start(options, peer, scenario, &stage.server)?;
        let measured = match scenario {
            Scenario::Startup => startup::run(&mut stage).await?,
            Scenario::Firstsync => first_sync::run(&stage).await?,
            Scenario::Open => open_loop::run(&stage).await?,
            Scenario::Idle => idle::run(&stage).await?,
            Scenario::Closed => closed_loop::run(&stage).await?,
            Scenario::Fanout => fan_out::run(&stage).await?,
            Scenario::Disk | Scenario::Events | Scenario::Members => Vec::new(),
        };
        if let Some(recording) = recording {
            recording.finish().await?;
        }
        // The start-up scenario replaces the process, whose CPU time is then not to be told from others'.
        let others = if stage.server.pid == pid {
            quiet.others()?
        } else {
            0.0
        };
        readings.extend(
            measured
                .into_iter()
                .map(|reading| Reading { others, ..reading }),
        );
    }
    stage.server.stop().await?;
    Ok(readings)
}

/// Runs a scenario that needs a database of its own, once.
pub async fn alone(options: &Options, peer: Peer, scenario: Scenario) -> Result<Vec<Reading>> {
    match scenario {
        Scenario::Disk => disk_size::run(options, peer).await,
        Scenario::Events => curve_events::run(options, peer).await,
        Scenario::Members => curve_members::run(options, peer).await,
        _ => Ok(Vec::new()),
    }
}

/// The server's CPU time between two moments.
struct CpuMeter {
    pid: u32,
    start: Duration,
}

impl CpuMeter {
    fn start(pid: u32) -> Result<CpuMeter> {
        Ok(CpuMeter {
            pid,
            start: cpu_time(pid)?,
        })
    }

    fn seconds(&self) -> Result<f64> {
        Ok(cpu_time(self.pid)?.saturating_sub(self.start).as_secs_f64())
    }
}

fn reading(row: RowId, value: f64) -> Reading {
    Reading {
        row,
        at: 0,
        value,
        others: 0.0,
    }
}

/// Lets what the last step set in motion come to rest.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}
