//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::machine::{self, Cores};
use crate::peers::{Peer, Programs};

/// Runs Causeway and other servers one after the other under the same load and prints a table of ratios.
#[derive(Debug, Parser)]
#[command(name = "causeway-bench", version)]
struct Arguments {
    /// Small sizes and one round, for a first look; its figures are not for RESULTS.md.
    #[arg(long)]
    quick: bool,
    /// How often each peer is started and measured.
    #[arg(long)]
    rounds: Option<u32>,
    /// Which servers to measure: without this causeway and synapse, and palpo when its program is given.
    #[arg(long, value_enum, value_delimiter = ',')]
    peers: Vec<Peer>,
    /// Only these scenarios; the table keeps what earlier runs measured of the others.
    #[arg(long, value_enum, value_delimiter = ',')]
    rows: Vec<Scenario>,
    /// Print the table of what has been measured, without measuring.
    #[arg(long)]
    report: bool,
    /// Write the table to bench/RESULTS.md; what is written there by hand stays.
    #[arg(long)]
    write: bool,
    /// Our server's program.
    #[arg(long, default_value = "target/release/causeway")]
    server: PathBuf,
    /// palpo's program. The bench starts a private PostgreSQL for it.
    #[arg(long, env = "CAUSEWAY_BENCH_PALPO")]
    palpo: Option<PathBuf>,
    /// Where databases, results and the peer's virtual environment are kept.
    #[arg(long, default_value = ".cache/bench")]
    cache: PathBuf,
    /// Let the scheduler place server and bench, instead of a core for each.
    #[arg(long)]
    no_pin: bool,
    /// Record a profile of our server in each scenario into this folder, and print the hottest functions.
    /// Recording slows the server, so the figures are shown and not kept.
    #[arg(long)]
    perf: Option<PathBuf>,
    /// Connected members of the fan-out room.
    #[arg(long)]
    hall: Option<usize>,
    /// Idle long-polls for the memory row.
    #[arg(long)]
    idle: Option<usize>,
    /// Events for the row of the size on disk, sent through the API.
    #[arg(long)]
    disk_events: Option<usize>,
    /// Sizes of the database for the curve of the cost of a send.
    #[arg(long, value_delimiter = ',')]
    events: Option<Vec<usize>>,
    /// Numbers of members for the curve of the cost of a send.
    #[arg(long, value_delimiter = ',')]
    members: Option<Vec<usize>>,
    /// Members of each of the five talk rooms, of twenty people.
    #[arg(long, default_value_t = 4)]
    talk_members: usize,
}

/// A scenario is a file in `scenarios/` and fills one or more rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scenario {
    Startup,
    Firstsync,
    Open,
    Idle,
    Closed,
    Fanout,
    Disk,
    Events,
    Members,
}

impl Scenario {
    /// Does it show a curve of our server alone, measured once, rather than a row beside a peer's?
    pub fn is_curve(self) -> bool {
        matches!(self, Scenario::Events | Scenario::Members)
    }
}

/// How large the scenarios are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    pub closed_seconds: u64,
    pub open_seconds: u64,
    pub sends_per_second: u64,
    pub talk_members: usize,
    pub hall: usize,
    pub hall_sends: usize,
    pub shelf_rooms: usize,
    pub idle: usize,
    pub disk_events: usize,
    pub events: Vec<usize>,
    pub members: Vec<usize>,
    pub curve_sends: usize,
}

impl Sizes {
    fn full() -> Sizes {
        Sizes {
            closed_seconds: 10,
            open_seconds: 20,
            sends_per_second: 20,
            talk_members: 20,
            hall: 500,
            hall_sends: 30,
            shelf_rooms: 200,
            idle: 1_000,
            disk_events: 100_000,
            events: vec![10_000, 100_000, 1_000_000],
            members: vec![10, 1_000, 10_000],
            curve_sends: 3_000,
        }
    }

    fn quick() -> Sizes {
        Sizes {
            closed_seconds: 4,
            open_seconds: 5,
            hall: 100,
            hall_sends: 10,
            shelf_rooms: 40,
            idle: 200,
            disk_events: 2_000,
            events: vec![1_000, 10_000],
            members: vec![10, 100],
            curve_sends: 1_000,
            ..Sizes::full()
        }
    }
}

/// The command line, made ready for use.
#[derive(Clone, Debug)]
pub struct Options {
    pub quick: bool,
    pub rounds: u32,
    pub peers: Vec<Peer>,
    pub scenarios: Vec<Scenario>,
    pub report_only: bool,
    pub write: bool,
    pub programs: Programs,
    pub cache: PathBuf,
    pub cores: Cores,
    /// Where profiles go, if they are wanted.
    pub perf: Option<PathBuf>,
    pub sizes: Sizes,
}

impl Options {
    pub fn parse() -> Options {
        Options::from(Arguments::parse())
    }

    #[cfg(test)]
    pub fn for_test() -> Options {
        Options::from(Arguments::parse_from(["causeway-bench"]))
    }
}

impl From<Arguments> for Options {
    fn from(given: Arguments) -> Options {
        let preset = if given.quick {
            Sizes::quick()
        } else {
            Sizes::full()
        };
        let sizes = Sizes {
            hall: given.hall.unwrap_or(preset.hall),
            idle: given.idle.unwrap_or(preset.idle),
            disk_events: given.disk_events.unwrap_or(preset.disk_events),
            events: given.events.unwrap_or(preset.events),
            members: given.members.unwrap_or(preset.members),
            talk_members: given.talk_members,
            ..preset
        };
        let all = Scenario::value_variants();
        let chosen = |scenario: &&Scenario| given.rows.is_empty() || given.rows.contains(scenario);
        let apart = !given.no_pin && machine::cores() > 1;
        Options {
            quick: given.quick,
            rounds: given.rounds.unwrap_or(if given.quick { 1 } else { 3 }),
            peers: if given.peers.is_empty() {
                default_peers(given.palpo.is_some())
            } else {
                given.peers
            },
            scenarios: all.iter().filter(chosen).copied().collect(),
            report_only: given.report,
            write: given.write,
            programs: Programs {
                causeway: given.server,
                venv: given.cache.join("venv"),
                palpo: given.palpo,
            },
            cache: given.cache,
            cores: if apart { Cores::Apart } else { Cores::Shared },
            perf: given.perf,
            sizes,
        }
    }
}

/// palpo is in no package registry, so that a plain run cannot count on it.
fn default_peers(palpo_given: bool) -> Vec<Peer> {
    let mut peers = vec![Peer::Causeway, Peer::Synapse];
    if palpo_given {
        peers.push(Peer::Palpo);
    }
    peers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers(words: &[&str]) -> Vec<Peer> {
        let words = ["causeway-bench"].iter().chain(words);
        Options::from(Arguments::parse_from(words)).peers
    }

    #[test]
    fn palpo_is_measured_when_its_program_is_given() {
        assert_eq!(peers(&[]), [Peer::Causeway, Peer::Synapse]);
        let given = ["--palpo", "/tmp/palpo"];
        assert_eq!(peers(&given), [Peer::Causeway, Peer::Synapse, Peer::Palpo]);
        let chosen = ["--palpo", "/tmp/palpo", "--peers", "causeway"];
        assert_eq!(peers(&chosen), [Peer::Causeway]);
    }
}
