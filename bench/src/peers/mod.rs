//! The servers that are measured, each started as its users start it.

mod causeway;
mod synapse;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use tokio::process::{Child, Command};

use crate::client::Client;
use crate::machine::{Cores, terminate};
use crate::measure::now_ns;

/// Every client and every server name in the bench ends in this.
pub const SERVER_NAME: &str = "localhost";

/// A busy machine has made Synapse take more than a minute; the start-up row shows what it took.
const START_PATIENCE: Duration = Duration::from_secs(240);
const STOP_PATIENCE: Duration = Duration::from_secs(60);
/// Short against every start-up time, long against the cost of asking.
const READY_POLL: Duration = Duration::from_millis(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Peer {
    Causeway,
    Synapse,
}

/// Where the peers' programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    pub causeway: PathBuf,
    /// A Python virtual environment that has `matrix-synapse`.
    pub venv: PathBuf,
}

/// A server that runs until it is stopped or dropped.
pub struct Running {
    pub address: SocketAddr,
    pub pid: u32,
    /// From the start of the process to the first 200 on `/versions`.
    pub first_answer_ns: u64,
    /// From the start of the process to the ready line, for servers that print one.
    pub ready_line_ns: Option<u64>,
    child: Child,
}

impl Peer {
    pub fn name(self) -> &'static str {
        match self {
            Peer::Causeway => "Causeway",
            Peer::Synapse => "Synapse",
        }
    }

    /// The version that is measured, in one line.
    pub async fn version(self, programs: &Programs) -> Result<String> {
        let mut command = match self {
            Peer::Causeway => causeway::version_command(programs),
            Peer::Synapse => synapse::version_command(programs),
        };
        let output = command
            .output()
            .await
            .with_context(|| format!("cannot run {}", self.name()))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Something that changes when a seeded database can no longer be reused.
    pub async fn fingerprint(self, programs: &Programs) -> Result<String> {
        match self {
            Peer::Causeway => causeway::fingerprint(programs),
            Peer::Synapse => self.version(programs).await,
        }
    }

    /// Starts the server on `data` and waits until it answers.
    pub async fn start(self, programs: &Programs, data: &Path, cores: Cores) -> Result<Running> {
        let address = free_address()?;
        let mut command = Command::new("taskset");
        command.arg("-c").arg(cores.of_server());
        match self {
            Peer::Causeway => causeway::arguments(&mut command, programs, data, address),
            Peer::Synapse => synapse::arguments(&mut command, programs, data, address)?,
        }
        let log = std::fs::File::create(data.join("server.log"))?;
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .kill_on_drop(true);
        let started_ns = now_ns();
        let mut child = command
            .spawn()
            .context("cannot run taskset (Debian package util-linux)")?;
        let pid = child.id().context("the server ended at once")?;
        let ready_line = child
            .stdout
            .take()
            .map(|stdout| tokio::spawn(causeway::ready_line(stdout)));
        first_answer(&mut child, address)
            .await
            .with_context(|| self.complaint(data))?;
        let first_answer_ns = now_ns() - started_ns;
        let ready_line_ns = match (self, ready_line) {
            (Peer::Causeway, Some(line)) => line.await?.map(|at_ns| at_ns - started_ns),
            _ => None,
        };
        Ok(Running {
            address,
            pid,
            first_answer_ns,
            ready_line_ns,
            child,
        })
    }

    fn complaint(self, data: &Path) -> String {
        let log = std::fs::read_to_string(data.join("server.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().rev().take(8).collect();
        let end: Vec<&str> = lines.into_iter().rev().collect();
        format!(
            "{} does not start; the end of its log:\n{}",
            self.name(),
            end.join("\n")
        )
    }
}

impl Running {
    /// Asks the server to stop and waits until it has.
    pub async fn stop(&mut self) -> Result<()> {
        terminate(self.pid)?;
        match tokio::time::timeout(STOP_PATIENCE, self.child.wait()).await {
            Ok(status) => {
                status?;
                Ok(())
            }
            Err(_) => bail!("the server did not stop within {STOP_PATIENCE:?}"),
        }
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

async fn first_answer(child: &mut Child, address: SocketAddr) -> Result<()> {
    let asking = async {
        loop {
            let reply = Client::new(address, None)?
                .get("/_matrix/client/versions")
                .await;
            if reply.is_ok_and(|reply| reply.ok().is_ok()) {
                return Ok(());
            }
            tokio::time::sleep(READY_POLL).await;
        }
    };
    tokio::select! {
        answered = asking => answered,
        status = child.wait() => bail!("it ended: {}", status?),
        () = tokio::time::sleep(START_PATIENCE) => bail!("no answer within {START_PATIENCE:?}"),
    }
}
