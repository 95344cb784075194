//! A private PostgreSQL for a peer that needs one: its cluster is a folder in the peer's data, so that it is
//! seeded, copied and thrown away with it. Debian's defaults, so each commit is synced to disk (`fsync` and
//! `synchronous_commit` are on); it listens on a socket in its folder only.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};

use crate::machine::{Cores, interrupt};

/// Recovery after a kill and a busy machine included.
const START_PATIENCE: Duration = Duration::from_secs(120);
/// The last checkpoint writes everything that is still in memory.
const STOP_PATIENCE: Duration = Duration::from_secs(120);
const READY_POLL: Duration = Duration::from_millis(50);
/// The kernel's limit for the path of a socket.
const SOCKET_PATH: usize = 107;
/// PostgreSQL refuses to run as root; this is the user that Debian's package makes.
const USER: &str = "postgres";

/// A database server that runs until it is stopped or dropped.
pub struct Postgres {
    /// Its first process, which starts all the others.
    pub pid: u32,
    folder: PathBuf,
    child: Child,
}

/// The folder of the cluster.
pub fn folder(data: &Path) -> PathBuf {
    data.join("postgres")
}

/// The write-ahead log, whose size follows the settings and not what is stored.
pub fn log_ahead(data: &Path) -> PathBuf {
    folder(data).join("pg_wal")
}

/// How a program finds the database `name`.
pub fn address(data: &Path, name: &str) -> String {
    format!(
        "postgres:///{name}?user={USER}&host={}",
        folder(data).display()
    )
}

/// Which version runs, in one line.
pub async fn version() -> Result<String> {
    let output = Command::new(program("postgres"))
        .arg("--version")
        .output()
        .await
        .context("cannot run postgres (scripts/need postgres)")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text
        .split_whitespace()
        .nth(2)
        .unwrap_or("of unknown version");
    Ok(format!("PostgreSQL {version}"))
}

/// Starts the cluster in `data` on the server's cores; makes it and the database `name` when there is none.
pub async fn start(data: &Path, name: &str, cores: Cores) -> Result<Postgres> {
    let folder = folder(data);
    if folder.join(".s.PGSQL.5432").as_os_str().len() > SOCKET_PATH {
        bail!(
            "{} is too long for the path of a socket: choose a shorter --cache",
            folder.display()
        );
    }
    let fresh = !folder.exists();
    if fresh {
        initialise(&folder).await?;
    }
    let log = std::fs::File::create(data.join("postgres.log"))?;
    let mut command = Command::new("taskset");
    command.arg("-c").arg(cores.of_server());
    command.args(as_user()).arg(program("postgres"));
    command.arg("-D").arg(&folder).arg("-k").arg(&folder);
    command
        .args(["-c", "listen_addresses="])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    let child = command.spawn().context("cannot run taskset")?;
    let pid = child.id().context("PostgreSQL ended at once")?;
    let mut postgres = Postgres { pid, folder, child };
    postgres.ready().await.with_context(|| {
        format!(
            "PostgreSQL does not start: see {}",
            data.join("postgres.log").display()
        )
    })?;
    if fresh {
        let mut create = Command::new(program("createdb"));
        create
            .arg("-h")
            .arg(&postgres.folder)
            .args(["-U", USER, name]);
        run(&mut create).await?;
    }
    Ok(postgres)
}

async fn initialise(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    if is_root() {
        run(Command::new("chown").arg(USER).arg(folder)).await?;
    }
    let mut words = as_user();
    words.push(program("initdb").display().to_string());
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).arg("-D").arg(folder);
    // What is measured is a copy that is synced before the measurement.
    command.args([
        "-U",
        USER,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "--no-sync",
    ]);
    run(&mut command)
        .await
        .with_context(|| format!("the user {USER} must be able to reach {}", folder.display()))
}

impl Postgres {
    async fn ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + START_PATIENCE;
        loop {
            let mut asking = Command::new(program("pg_isready"));
            asking
                .args(["-q", "-U", USER, "-d", USER, "-h"])
                .arg(&self.folder);
            let asked = asking.status().await?;
            if asked.success() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("it ended: {status}");
            }
            if Instant::now() > deadline {
                bail!("no answer within {START_PATIENCE:?}");
            }
            tokio::time::sleep(READY_POLL).await;
        }
    }

    /// Counts what the tables hold, as the server by itself does within a minute or two: a plan made without
    /// would be a bad one, and no fault of the peer.
    pub async fn analyse(&self) -> Result<()> {
        let mut command = Command::new(program("vacuumdb"));
        command.args(["--quiet", "--analyze", "--all", "-U", USER, "-h"]);
        run(command.arg(&self.folder)).await
    }

    /// Ends all sessions, writes a checkpoint, and returns when it is gone.
    pub async fn stop(&mut self) -> Result<()> {
        interrupt(self.pid)?;
        match tokio::time::timeout(STOP_PATIENCE, self.child.wait()).await {
            Ok(status) => {
                status?;
                Ok(())
            }
            Err(_) => bail!("PostgreSQL did not stop within {STOP_PATIENCE:?}"),
        }
    }
}

impl Drop for Postgres {
    /// Asked to stop rather than killed: a killed one leaves shared memory behind.
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            interrupt(self.pid).ok();
        }
    }
}

/// The newest of Debian's versions, else what the path has.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten();
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max();
    newest.map_or_else(
        || PathBuf::from(name),
        |version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/{name}")),
    )
}

/// What goes before a command that must not run as root; `setpriv` becomes the command, so that its process
/// id is the command's.
fn as_user() -> Vec<String> {
    if !is_root() {
        return Vec::new();
    }
    ["setpriv", "--reuid", USER, "--regid", USER, "--init-groups"]
        .map(str::to_owned)
        .to_vec()
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

async fn run(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().await?;
    if !output.status.success() {
        bail!(
            "{:?} failed: {}",
            command.as_std().get_program(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}
