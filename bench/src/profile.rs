//! Where our server spends its time: `perf record` on its process for the length of a scenario.

use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

use crate::machine::interrupt;
use crate::options::{Options, Scenario};
use crate::peers::{Peer, Running};

const SYMBOLS_SHOWN: usize = 40;

/// A running recording.
pub struct Recording {
    perf: Child,
    file: String,
}

/// Starts recording when `--perf` asks for it and the peer is ours.
pub fn start(
    options: &Options,
    peer: Peer,
    scenario: Scenario,
    server: &Running,
) -> Result<Option<Recording>> {
    let Some(folder) = options.perf.as_deref().filter(|_| peer == Peer::Causeway) else {
        return Ok(None);
    };
    std::fs::create_dir_all(folder)?;
    let file = path(folder, scenario);
    let mut command = Command::new("perf");
    command.args([
        "record",
        "--quiet",
        "-F",
        "1999",
        "-o",
        &file,
        "-p",
        &server.pid.to_string(),
    ]);
    let perf = command
        .kill_on_drop(true)
        .spawn()
        .context("cannot run perf (Debian package linux-perf)")?;
    Ok(Some(Recording { perf, file }))
}

fn path(folder: &Path, scenario: Scenario) -> String {
    folder
        .join(format!("{scenario:?}.data").to_lowercase())
        .display()
        .to_string()
}

impl Recording {
    /// Ends the recording and prints the functions that took most time themselves, callees left out.
    pub async fn finish(mut self) -> Result<()> {
        interrupt(self.perf.id().context("perf ended early")?)?;
        self.perf.wait().await?;
        let mut command = Command::new("perf");
        command.args([
            "report",
            "--stdio",
            "--no-children",
            "--percent-limit",
            "0.4",
            "--sort",
            "dso,symbol",
        ]);
        let output = command.args(["-i", &self.file]).output().await?;
        if !output.status.success() {
            bail!(
                "perf report failed: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let lines = text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        for line in lines.take(SYMBOLS_SHOWN) {
            eprintln!("    {line}");
        }
        Ok(())
    }
}
