//! Synapse from PyPI on SQLite, in one process, without federation. What differs from its defaults:
//! registration is open, rate limits are off, passwords hash cheaply (seeding only), and the log holds
//! warnings only (which favours Synapse). SQLite syncs each commit, as Synapse leaves it.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use tokio::process::Command;

use crate::peers::{Programs, SERVER_NAME};

const NO_LIMIT: &str = "{per_second: 1000000, burst_count: 1000000}";

pub fn arguments(
    command: &mut Command,
    programs: &Programs,
    data: &Path,
    address: SocketAddr,
) -> Result<()> {
    std::fs::write(data.join("homeserver.yaml"), configuration(data, address))?;
    std::fs::write(data.join("log.yaml"), LOG)?;
    command.arg(programs.venv.join("bin/python")).args([
        "-m",
        "synapse.app.homeserver",
        "--config-path",
    ]);
    command.arg(data.join("homeserver.yaml"));
    generate_signing_key(&data.join("signing.key"))
}

pub fn version_command(programs: &Programs) -> Command {
    let program = "import sys, sqlite3, synapse, synapse.util; from importlib.metadata import version; \
                   print('Synapse', version('matrix-synapse'), 'on Python', sys.version.split()[0], \
                   'with SQLite', sqlite3.sqlite_version)";
    let mut command = Command::new(programs.venv.join("bin/python"));
    command.args(["-c", program]);
    command
}

/// Any 32 bytes are an ed25519 seed; a constant keeps the runs alike.
fn generate_signing_key(path: &Path) -> Result<()> {
    std::fs::write(
        path,
        "ed25519 a_bench AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\n",
    )
    .context("signing key")
}

fn configuration(data: &Path, address: SocketAddr) -> String {
    let (data, port) = (data.display(), address.port());
    let limits = [
        "message",
        "registration",
        "registration_token_request_validity",
        "admin_redaction",
        "room_creation",
    ];
    let limits: String = limits
        .iter()
        .map(|name| format!("rc_{name}: {NO_LIMIT}\n"))
        .collect();
    format!(
        "server_name: {SERVER_NAME}\n\
         report_stats: false\n\
         pid_file: {data}/synapse.pid\n\
         listeners:\n  - {{port: {port}, bind_addresses: ['127.0.0.1'], type: http, resources: [{{names: [client]}}]}}\n\
         database: {{name: sqlite3, args: {{database: {data}/homeserver.db}}}}\n\
         log_config: {data}/log.yaml\n\
         media_store_path: {data}/media\n\
         signing_key_path: {data}/signing.key\n\
         trusted_key_servers: []\n\
         macaroon_secret_key: bench\n\
         form_secret: bench\n\
         enable_registration: true\n\
         enable_registration_without_verification: true\n\
         bcrypt_rounds: 4\n\
         {limits}\
         rc_login: {{address: {NO_LIMIT}, account: {NO_LIMIT}, failed_attempts: {NO_LIMIT}}}\n\
         rc_joins: {{local: {NO_LIMIT}, remote: {NO_LIMIT}}}\n\
         rc_joins_per_room: {NO_LIMIT}\n\
         rc_invites: {{per_room: {NO_LIMIT}, per_user: {NO_LIMIT}, per_issuer: {NO_LIMIT}}}\n\
         rc_presence: {{per_user: {NO_LIMIT}}}\n"
    )
}

const LOG: &str = "version: 1\n\
    formatters: {plain: {format: '%(asctime)s %(levelname)s %(name)s %(message)s'}}\n\
    handlers: {console: {class: logging.StreamHandler, formatter: plain}}\n\
    root: {level: WARNING, handlers: [console]}\n\
    disable_existing_loggers: false\n";
