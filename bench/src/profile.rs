//! Where our server spends its time: `perf record` on its process for the length of a scenario.

use std::path::Path;

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

use crate::machine::interrupt;
use crate::options::{Options, Scenario};
use crate::peers::{Peer, Running};

const SYMBOLS_SHOWN: usize = 60;

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
        &server.processes.server.to_string(),
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
    /// Ends the recording and prints the functions that took most time: first by themselves, then with
    /// all that they call.
    pub async fn finish(mut self) -> Result<()> {
        interrupt(self.perf.id().context("perf ended early")?)?;
        self.perf.wait().await?;
        for (title, mode) in [
            ("by itself", "--no-children"),
            ("with callees", "--children"),
        ] {
            eprintln!("    {} {title}:", self.file);
            self.print(mode).await?;
        }
        Ok(())
    }

    async fn print(&self, mode: &str) -> Result<()> {
        let mut command = Command::new("perf");
        command.args([
            "report",
            "--stdio",
            "--percent-limit",
            "0.4",
            "--sort",
            "symbol",
            "-g",
            "none",
        ]);
        let output = command.args([mode, "-i", &self.file]).output().await?;
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
            let words: Vec<&str> = line
                .split_whitespace()
                .filter(|word| *word != "-")
                .collect();
            eprintln!(
                "      {}",
                words.join(" ").chars().take(160).collect::<String>()
            );
        }
        Ok(())
    }
}
