//! `causeway-bench`: our server and others one after the other under the same load, as a table of ratios.
#![expect(
    clippy::disallowed_methods,
    reason = "the bench measures real time, starts servers and connects to them"
)]

mod client;
mod directory;
mod filled;
mod ledger;
mod machine;
mod matrix;
mod measure;
mod options;
mod payload;
mod peers;
mod profile;
mod receivers;
mod report;
mod results;
mod rows;
mod scenarios;
mod video;
mod world;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

use crate::machine::{Cores, Machine};
use crate::options::{Options, Scenario};
use crate::peers::Peer;
use crate::results::Results;
use crate::scenarios::Outcome;

const RESULTS_PAGE: &str = "bench/RESULTS.md";

fn main() -> ExitCode {
    match start() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One thread: the load generator must cost little, and clock readings are then in the order of arrival.
fn start() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    let rest = || std::env::args().skip(1);
    let asked = match first.as_deref() {
        Some("video") => Asked::Video(video::Arguments::parse_from(rest())),
        Some("directory") => Asked::Directory(directory::Arguments::parse_from(rest())),
        _ => Asked::Matrix(Box::new(Options::parse())),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Leaving by this way drops, and thereby ends, the servers that run.
        tokio::select! {
            done = measured(asked) => done,
            () = stopped() => bail!("stopped; what was measured until now is kept"),
        }
    })
}

/// What is to be measured.
enum Asked {
    Matrix(Box<Options>),
    Video(video::Arguments),
    Directory(directory::Arguments),
}

async fn measured(asked: Asked) -> Result<()> {
    match asked {
        Asked::Matrix(options) => run(&options).await,
        Asked::Video(arguments) => video::run(&arguments).await,
        Asked::Directory(arguments) => directory::run(&arguments).await,
    }
}

async fn stopped() {
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        },
        Err(_) => std::future::pending().await,
    }
}

async fn run(options: &Options) -> Result<()> {
    std::fs::create_dir_all(&options.cache)?;
    let path = Results::path(&options.cache, options.quick);
    let mut results = Results::load(&path)?;
    if !options.report_only {
        machine::raise_file_limit()?;
        results.machine = Machine::read(&options.cache)?;
        machine::pin_bench(options.cores)?;
        results.pinned = options.cores == Cores::Apart;
        measure(options, &mut results, &path).await?;
    }
    let measured = report::render(&results);
    println!("{measured}");
    if options.write {
        write_page(options, &measured)?;
    }
    Ok(())
}

/// Runs the rounds, then the scenarios that run once, saving after each peer so that an interrupted run is not lost.
async fn measure(options: &Options, results: &mut Results, path: &Path) -> Result<()> {
    let measured = date_and_commit();
    for &peer in &options.peers {
        results
            .versions
            .insert(peer, peer.version(&options.programs).await?);
    }
    let mut rounds: Vec<(Peer, Vec<Outcome>)> = options
        .peers
        .iter()
        .map(|&peer| (peer, Vec::new()))
        .collect();
    let side_by_side = |scenario: &Scenario| !scenario.is_curve() && *scenario != Scenario::Disk;
    if options.scenarios.iter().any(side_by_side) {
        for round in 1..=options.rounds {
            for (peer, outcomes) in &mut rounds {
                eprintln!(
                    "bench: round {round} of {}: {}",
                    options.rounds,
                    peer.name()
                );
                let round = scenarios::round(options, *peer).await;
                outcomes.push(round.with_context(|| format!("measuring {}", peer.name()))?);
                results.take(*peer, outcomes, &measured, &options.sizes);
                keep(options, results, path)?;
            }
        }
    }
    for &scenario in options
        .scenarios
        .iter()
        .filter(|scenario| !side_by_side(scenario))
    {
        for &peer in options
            .peers
            .iter()
            .filter(|peer| !scenario.is_curve() || **peer == Peer::Causeway)
        {
            eprintln!("bench: {scenario:?}: {}", peer.name());
            let outcome = scenarios::alone(options, peer, scenario).await;
            let outcome = outcome.with_context(|| format!("measuring {}", peer.name()))?;
            results.take(peer, &[outcome], &measured, &options.sizes);
            keep(options, results, path)?;
        }
    }
    Ok(())
}

/// Figures that were taken under a profiler are not kept.
fn keep(options: &Options, results: &Results, path: &Path) -> Result<()> {
    if options.perf.is_some() {
        return Ok(());
    }
    results.save(path)
}

fn write_page(options: &Options, measured: &str) -> Result<()> {
    if options.quick || options.perf.is_some() {
        bail!("a quick or profiled run is not for {RESULTS_PAGE}: leave --write out");
    }
    filled::write_between(report::BEGIN, report::END, measured)
}

/// For the reader of the table: the day and the commit.
fn date_and_commit() -> String {
    let line = |program: &str, arguments: &[&str]| {
        let output = std::process::Command::new(program).args(arguments).output();
        output
            .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
            .unwrap_or_default()
    };
    let (date, commit) = (
        line("date", &["-u", "+%Y-%m-%d"]),
        line("git", &["rev-parse", "--short", "HEAD"]),
    );
    format!("{date} at {commit}")
}
