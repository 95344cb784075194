//! Our own server: `causeway serve` with its defaults, so every acknowledged write is synced to disk.

use std::net::SocketAddr;
use std::path::Path;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{ChildStdout, Command};

use crate::measure::now_ns;
use crate::peers::{Programs, SERVER_NAME};

pub fn arguments(command: &mut Command, programs: &Programs, data: &Path, address: SocketAddr) {
    command
        .arg(&programs.causeway)
        .arg("serve")
        .arg("--data-dir")
        .arg(data);
    command
        .arg("--listen")
        .arg(address.to_string())
        .args(["--server-name", SERVER_NAME]);
    command.args(["--registration", "open", "--no-rate-limits"]);
}

pub fn version_command(programs: &Programs) -> Command {
    let mut command = Command::new(&programs.causeway);
    command.arg("--version");
    command
}

/// When the ready line came; goes on reading so that the server never waits on a full pipe.
pub async fn ready_line(stdout: ChildStdout) -> Option<u64> {
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if line.starts_with("causeway listening on ") {
            let at_ns = now_ns();
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Some(at_ns);
        }
    }
    None
}
