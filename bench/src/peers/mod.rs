//! The servers that are measured, each started as its users start it.

mod causeway;
mod palpo;
mod postgres;
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
use crate::measure::{Processes, disk_bytes, now_ns};
use crate::peers::postgres::Postgres;

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
    Palpo,
}

/// The servers that ours is compared with, as columns of the table.
pub const OTHERS: [Peer; 2] = [Peer::Synapse, Peer::Palpo];

/// Where the peers' programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    pub causeway: PathBuf,
    /// A Python virtual environment that has `matrix-synapse`.
    pub venv: PathBuf,
    /// Built by hand: it is in no package registry.
    pub palpo: Option<PathBuf>,
}

/// A server that runs until it is stopped or dropped.
pub struct Running {
    pub address: SocketAddr,
    pub processes: Processes,
    /// From the start of the process to the first 200 on `/versions`.
    pub first_answer_ns: u64,
    /// From the start of the process to the ready line, for servers that print one.
    pub ready_line_ns: Option<u64>,
    child: Child,
    database: Option<Postgres>,
}

impl Peer {
    pub fn name(self) -> &'static str {
        match self {
            Peer::Causeway => "Causeway",
            Peer::Synapse => "Synapse",
            Peer::Palpo => "palpo",
        }
    }

    /// The version that is measured, in one line.
    pub async fn version(self, programs: &Programs) -> Result<String> {
        let mut command = match self {
            Peer::Causeway => causeway::version_command(programs),
            Peer::Synapse => synapse::version_command(programs),
            Peer::Palpo => return palpo::version(programs).await,
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
            Peer::Causeway => fingerprint(&programs.causeway),
            Peer::Synapse => self.version(programs).await,
            Peer::Palpo => fingerprint(palpo::program(programs)?),
        }
    }

    /// Bytes that the stopped server's data occupies on disk. A database's write-ahead log is left out.
    pub fn disk_bytes(self, data: &Path) -> Result<u64> {
        let all = disk_bytes(data)?;
        Ok(match self {
            Peer::Palpo => all.saturating_sub(disk_bytes(&postgres::log_ahead(data))?),
            Peer::Causeway | Peer::Synapse => all,
        })
    }

    /// Starts the server on `data`, after the database that it needs, and waits until it answers.
    pub async fn start(self, programs: &Programs, data: &Path, cores: Cores) -> Result<Running> {
        let database = match self {
            Peer::Palpo => Some(postgres::start(data, palpo::DATABASE, cores).await?),
            Peer::Causeway | Peer::Synapse => None,
        };
        let address = free_address()?;
        let mut command = Command::new("taskset");
        command.arg("-c").arg(cores.of_server());
        match self {
            Peer::Causeway => causeway::arguments(&mut command, programs, data, address),
            Peer::Synapse => synapse::arguments(&mut command, programs, data, address)?,
            Peer::Palpo => palpo::arguments(&mut command, programs, data, address)?,
        }
        let log = std::fs::File::create(data.join("server.log"))?;
        // The ready line is read; whatever another server writes is its log.
        let output = match self {
            Peer::Causeway => Stdio::piped(),
            Peer::Synapse | Peer::Palpo => log.try_clone()?.into(),
        };
        command
            .stdin(Stdio::null())
            .stdout(output)
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
        let ready_line_ns = match ready_line {
            Some(line) => line.await?.map(|at_ns| at_ns - started_ns),
            None => None,
        };
        Ok(Running {
            address,
            processes: Processes {
                server: pid,
                database: database.as_ref().map(|database| database.pid),
            },
            first_answer_ns,
            ready_line_ns,
            child,
            database,
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
    /// Ends a server that has failed, by force.
    pub async fn end(&mut self) -> Result<()> {
        self.child.kill().await?;
        self.stop_database().await
    }

    /// Asks the server to stop, and then its database, and waits until they have.
    pub async fn stop(&mut self) -> Result<()> {
        terminate(self.processes.server)?;
        match tokio::time::timeout(STOP_PATIENCE, self.child.wait()).await {
            Ok(status) => status?,
            Err(_) => bail!("the server did not stop within {STOP_PATIENCE:?}"),
        };
        self.stop_database().await
    }

    /// What a server would do by itself after a while, so that a copy of what was seeded is as good as one in use.
    pub async fn settle(&self) -> Result<()> {
        match &self.database {
            Some(database) => database.analyse().await,
            None => Ok(()),
        }
    }

    async fn stop_database(&mut self) -> Result<()> {
        match &mut self.database {
            Some(database) => database.stop().await,
            None => Ok(()),
        }
    }
}

/// Another build may store things in another way: its seeded databases are its own.
fn fingerprint(program: &Path) -> Result<String> {
    let metadata = std::fs::metadata(program)
        .with_context(|| format!("{} is missing: build it", program.display()))?;
    let modified = metadata.modified()?.duration_since(std::time::UNIX_EPOCH)?;
    Ok(format!("{}-{}", metadata.len(), modified.as_millis()))
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
