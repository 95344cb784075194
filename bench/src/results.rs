//! What has been measured, kept between runs: a run of some rows replaces those rows and leaves the others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::machine::Machine;
use crate::options::Sizes;
use crate::peers::Peer;
use crate::rows::RowId;

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

    /// Takes the readings of one peer, one list per round, in place of what was there for their rows.
    pub fn take(&mut self, peer: Peer, rounds: &[Vec<Reading>], measured: &str, sizes: &Sizes) {
        let fresh: Vec<&Reading> = rounds.iter().flatten().collect();
        self.series
            .retain(|old| old.peer != peer || !fresh.iter().any(|new| new.row == old.row));
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

    #[test]
    fn a_new_run_replaces_its_rows_and_leaves_the_others() {
        let options = crate::options::Options::for_test();
        let mut results = Results::default();
        let both = [reading(RowId::OpenP50, 1.0), reading(RowId::OpenP99, 2.0)];
        results.take(
            Peer::Causeway,
            &[both.to_vec(), both.to_vec()],
            "then",
            &options.sizes,
        );
        results.take(
            Peer::Causeway,
            &[vec![reading(RowId::OpenP99, 3.0)]],
            "now",
            &options.sizes,
        );
        let values = |row| results.get(Peer::Causeway, row, 0).unwrap().values.clone();
        assert_eq!(values(RowId::OpenP50), [1.0, 1.0]);
        assert_eq!(values(RowId::OpenP99), [3.0]);
        assert!(results.get(Peer::Synapse, RowId::OpenP50, 0).is_none());
    }
}
