//! What has been measured, kept between runs: a run of some rows replaces those rows and leaves the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::machine::Machine;
use crate::options::{Scenario, Sizes};
use crate::peers::Peer;
use crate::rows::RowId;
use crate::scenarios::Outcome;

/// One measured figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub row: RowId,
    /// Where on its curve; 0 for side-by-side rows.
    pub at: u64,
    pub value: f64,
    /// Share of the machine that other programs used meanwhile, 0 to 1.
    pub others: f64,
}

/// A scenario that a peer could not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub scenario: Scenario,
    /// What happened, in one line.
    pub what: String,
}

/// The figures of one row (and place on a curve) of one peer, one per round.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Series {
    pub peer: Peer,
    pub row: RowId,
    pub at: u64,
    pub values: Vec<f64>,
    pub others: f64,
    /// When and of what: date and commit for the reader.
    pub measured: String,
    pub sizes: Sizes,
}

#[derive(Default, Serialize, Deserialize)]
pub struct Results {
    pub machine: Machine,
    pub versions: BTreeMap<Peer, String>,
    pub pinned: bool,
    pub series: Vec<Series>,
    #[serde(default)]
    pub faults: Vec<(Peer, Fault)>,
}

impl Results {
    pub fn path(cache: &Path, quick: bool) -> PathBuf {
        cache.join(if quick {
            "results-quick.json"
        } else {
            "results.json"
        })
    }

    /// What earlier runs left, or nothing.
    pub fn load(path: &Path) -> Result<Results> {
        match std::fs::read(path) {
            Ok(text) => serde_json::from_slice(&text)
                .with_context(|| format!("{} is damaged: delete it", path.display())),
            Err(_) => Ok(Results::default()),
        }
    }

    pub fn save(&self, path: &Path) -> Result<()> {
        std::fs::write(path, serde_json::to_vec_pretty(self)?)?;
        Ok(())
    }

    /// Takes what the rounds of one peer gave in place of what was there of the same scenarios.
    pub fn take(&mut self, peer: Peer, rounds: &[Outcome], measured: &str, sizes: &Sizes) {
        let fresh: Vec<&Reading> = rounds.iter().flat_map(|round| &round.readings).collect();
        let faults: Vec<&Fault> = rounds.iter().flat_map(|round| &round.faults).collect();
        let done = |scenario: Scenario| {
            fresh.iter().any(|new| new.row.scenario() == scenario)
                || faults.iter().any(|new| new.scenario == scenario)
        };
        self.series
            .retain(|old| old.peer != peer || !done(old.row.scenario()));
        self.faults
            .retain(|(of, old)| *of != peer || !done(old.scenario));
        self.faults
            .extend(faults.into_iter().map(|fault| (peer, fault.clone())));
        for reading in fresh {
            let place = |old: &&mut Series| {
                old.peer == peer && old.row == reading.row && old.at == reading.at
            };
            match self.series.iter_mut().find(place) {
                Some(series) => {
                    series.values.push(reading.value);
                    series.others = series.others.max(reading.others);
                }
                None => self.series.push(Series {
                    peer,
                    row: reading.row,
                    at: reading.at,
                    values: vec![reading.value],
                    others: reading.others,
                    measured: measured.to_owned(),
                    sizes: sizes.clone(),
                }),
            }
        }
    }

    /// The series of a row; `at` 0 for side-by-side rows.
    pub fn get(&self, peer: Peer, row: RowId, at: u64) -> Option<&Series> {
        self.series
            .iter()
            .find(|series| series.peer == peer && series.row == row && series.at == at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(row: RowId, value: f64) -> Reading {
        Reading {
            row,
            at: 0,
            value,
            others: 0.0,
        }
    }

    fn round(readings: &[Reading]) -> Outcome {
        Outcome {
            readings: readings.to_vec(),
            faults: Vec::new(),
        }
    }

    #[test]
    fn a_scenario_that_failed_leaves_its_fault_and_no_older_figures() {
        let sizes = crate::options::Options::for_test().sizes;
        let mut results = Results::default();
        let done = round(&[reading(RowId::FanRate, 1.0), reading(RowId::OpenP50, 1.0)]);
        results.take(Peer::Palpo, &[done], "then", &sizes);
        let failed = Outcome {
            readings: Vec::new(),
            faults: vec![Fault {
                scenario: Scenario::Fanout,
                what: "lost".into(),
            }],
        };
        for _ in 0..2 {
            results.take(Peer::Palpo, std::slice::from_ref(&failed), "now", &sizes);
            assert_eq!(results.faults.len(), 1);
        }
        assert!(results.get(Peer::Palpo, RowId::FanRate, 0).is_none());
        assert!(results.get(Peer::Palpo, RowId::OpenP50, 0).is_some());
        let done = round(&[reading(RowId::FanRate, 1.0)]);
        results.take(Peer::Palpo, &[done], "later", &sizes);
        assert!(results.faults.is_empty());
    }

    #[test]
    fn a_new_run_replaces_its_rows_and_leaves_the_others() {
        let options = crate::options::Options::for_test();
        let mut results = Results::default();
        let both = [reading(RowId::OpenP50, 1.0), reading(RowId::OpenP99, 2.0)];
        results.take(
            Peer::Causeway,
            &[round(&both), round(&both)],
            "then",
            &options.sizes,
        );
        results.take(
            Peer::Causeway,
            &[round(&[reading(RowId::IdleCpu, 3.0)])],
            "now",
            &options.sizes,
        );
        let again = [round(&[reading(RowId::IdleCpu, 4.0)])];
        results.take(Peer::Causeway, &again, "later", &options.sizes);
        let values = |row| results.get(Peer::Causeway, row, 0).unwrap().values.clone();
        assert_eq!(values(RowId::OpenP50), [1.0, 1.0]);
        assert_eq!(values(RowId::OpenP99), [2.0, 2.0]);
        assert_eq!(values(RowId::IdleCpu), [4.0]);
        assert!(results.get(Peer::Synapse, RowId::OpenP50, 0).is_none());
    }
}
