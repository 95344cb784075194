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
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::measure::{Processes, Quiet};
use crate::options::{Options, Scenario};
use crate::peers::{Peer, Running};
use crate::profile;
use crate::results::{Fault, Reading};
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

/// What one round of one peer gave.
#[derive(Default)]
pub struct Outcome {
    pub readings: Vec<Reading>,
    pub faults: Vec<Fault>,
}

/// Runs the chosen side-by-side scenarios on one peer, on one fresh copy of its database. A scenario that
/// another peer than ours cannot do is a fault of it, written down, and the next one begins on a server
/// started anew; ours must do them all.
pub async fn round(options: &Options, peer: Peer) -> Result<Outcome> {
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
    let mut outcome = Outcome::default();
    for &scenario in options
        .scenarios
        .iter()
        .filter(|scenario| !scenario.is_curve())
    {
        if scenario == Scenario::Disk {
            continue;
        }
        let started = Instant::now();
        let performed = perform(&mut stage, scenario).await;
        eprintln!("    {scenario:?}: {:.0} s", started.elapsed().as_secs_f64());
        match performed {
            Ok(measured) => outcome.readings.extend(measured),
            Err(error) if peer == Peer::Causeway => return Err(error),
            Err(error) => {
                outcome.faults.push(fault(scenario, &error));
                // The same data under a new process: the old one may be left with work, or be gone.
                stage.server.end().await?;
                let programs = &options.programs;
                stage.server = peer.start(programs, &stage.data, options.cores).await?;
            }
        }
    }
    stage.server.stop().await?;
    Ok(outcome)
}

async fn perform(stage: &mut Stage<'_>, scenario: Scenario) -> Result<Vec<Reading>> {
    let processes = stage.server.processes;
    let quiet = Quiet::start(processes)?;
    let recording = profile::start(stage.options, stage.peer, scenario, &stage.server)?;
    let measured = match scenario {
        Scenario::Startup => startup::run(stage).await?,
        Scenario::Firstsync => first_sync::run(stage).await?,
        Scenario::Open => open_loop::run(stage).await?,
        Scenario::Idle => idle::run(stage).await?,
        Scenario::Closed => closed_loop::run(stage).await?,
        Scenario::Fanout => fan_out::run(stage).await?,
        Scenario::Disk | Scenario::Events | Scenario::Members => Vec::new(),
    };
    if let Some(recording) = recording {
        recording.finish().await?;
    }
    // The start-up scenario replaces the process, whose CPU time is then not to be told from others'.
    let others = if stage.server.processes == processes {
        quiet.others()?
    } else {
        0.0
    };
    let disturbed = |reading| Reading { others, ..reading };
    Ok(measured.into_iter().map(disturbed).collect())
}

fn fault(scenario: Scenario, error: &anyhow::Error) -> Fault {
    let what = format!("{error:#}").replace('\n', " ");
    eprintln!("    {scenario:?} failed: {what}");
    Fault { scenario, what }
}

/// Runs a scenario that needs a database of its own, once.
pub async fn alone(options: &Options, peer: Peer, scenario: Scenario) -> Result<Outcome> {
    let measured = match scenario {
        Scenario::Disk => disk_size::run(options, peer).await,
        Scenario::Events => curve_events::run(options, peer).await,
        Scenario::Members => curve_members::run(options, peer).await,
        _ => Ok(Vec::new()),
    };
    let mut outcome = Outcome::default();
    match measured {
        Ok(readings) => outcome.readings = readings,
        Err(error) if peer == Peer::Causeway => return Err(error),
        Err(error) => outcome.faults.push(fault(scenario, &error)),
    }
    Ok(outcome)
}

/// The server's CPU time between two moments.
struct CpuMeter {
    server: Processes,
    start: Duration,
}

impl CpuMeter {
    fn start(server: Processes) -> Result<CpuMeter> {
        Ok(CpuMeter {
            server,
            start: server.cpu_time()?,
        })
    }

    fn seconds(&self) -> Result<f64> {
        let now = self.server.cpu_time()?;
        Ok(now.saturating_sub(self.start).as_secs_f64())
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
