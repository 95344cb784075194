//! palpo (Rust) on a private PostgreSQL, without federation. What differs from its defaults: registration is
//! open, rate limits are off, and, all in its favour, presence is off, the log holds warnings only, and it
//! remembers whose a token is for a minute, which its documentation allows to a single process.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::peers::{Programs, SERVER_NAME, postgres};

/// The name of its database in the cluster.
pub const DATABASE: &str = "palpo";

/// An ed25519 key as PKCS#8; without one palpo makes another at each start.
const SIGNING_KEY: &str = "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f";

pub fn arguments(
    command: &mut Command,
    programs: &Programs,
    data: &Path,
    address: SocketAddr,
) -> Result<()> {
    let path = data.join("palpo.toml");
    std::fs::write(&path, configuration(data, address))?;
    command.arg(program(programs)?).arg("--config").arg(path);
    // It looks for a file `.env` from here upwards.
    command.current_dir(data);
    Ok(())
}

pub fn program(programs: &Programs) -> Result<&Path> {
    programs.palpo.as_deref().context(
        "palpo is in no package registry: build it and give its program with --palpo PATH or CAUSEWAY_BENCH_PALPO",
    )
}

pub async fn version(programs: &Programs) -> Result<String> {
    let output = Command::new(program(programs)?)
        .arg("--version")
        .output()
        .await
        .context("cannot run palpo")?;
    Ok(format!(
        "{} on {}",
        String::from_utf8_lossy(&output.stdout).trim(),
        postgres::version().await?
    ))
}

fn configuration(data: &Path, address: SocketAddr) -> String {
    let database = postgres::address(data, DATABASE);
    let media = data.join("media");
    let media = media.display();
    let limits: String = ["login", "registration", "password", "message"]
        .iter()
        .map(|name| format!("rc_{name} = {{ per_second = 0.0, burst = 0 }}\n"))
        .collect();
    format!(
        "server_name = \"{SERVER_NAME}\"\n\
         allow_registration = true\n\
         trusted_servers = []\n\
         native_token_cache_ttl = 60\n\
         {limits}\
         [[listeners]]\n\
         address = \"{address}\"\n\
         [db]\n\
         url = \"{database}\"\n\
         [logger]\n\
         level = \"warn\"\n\
         format = \"compact\"\n\
         ansi_colors = false\n\
         [keypair]\n\
         document = \"{SIGNING_KEY}\"\n\
         version = \"a_bench\"\n\
         [storage]\n\
         backend = \"fs\"\n\
         root = \"{media}\"\n\
         [federation]\n\
         enable = false\n\
         [presence]\n\
         allow_local = false\n\
         allow_incoming = false\n\
         allow_outgoing = false\n"
    )
}
