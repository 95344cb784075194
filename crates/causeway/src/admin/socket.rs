//! The admin socket: one JSON command a connection, one JSON answer. Readable by its owner only.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

use super::{Command, Host, execute};

/// Longest command; ours have some hundred bytes.
const COMMAND_BYTES_MAX: u64 = 64 * 1024;

#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Done(String),
    Failed(String),
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("admin.sock")
}

/// Serves commands until the server stops.
pub async fn listen(data_dir: &Path, host: Host) -> Result<()> {
    let path = path(data_dir);
    // We hold the folder's lock: a socket that is there is a dead server's.
    if path.exists() {
        std::fs::remove_file(&path).context("cannot remove the old admin socket")?;
    }
    let listener =
        UnixListener::bind(&path).with_context(|| format!("cannot make {}", path.display()))?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    let stopping = host.matrix.stopping.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    let Ok((stream, _)) = accepted else { continue };
                    let host = host.clone();
                    tokio::spawn(async move {
                        if let Err(error) = answer(stream, &host).await {
                            tracing::warn!(error = format!("{error:#}"), "An admin command was cut off");
                        }
                    });
                }
                () = stopping.cancelled() => break,
            }
        }
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::debug!(%error, "The admin socket is gone already");
        }
    });
    Ok(())
}

async fn answer(mut stream: UnixStream, host: &Host) -> Result<()> {
    let mut bytes = Vec::new();
    (&mut stream)
        .take(COMMAND_BYTES_MAX)
        .read_to_end(&mut bytes)
        .await?;
    let answer = match serde_json::from_slice::<Command>(&bytes) {
        Err(error) => Answer::Failed(format!("not a command: {error}")),
        Ok(command) => match execute(host, command).await {
            Ok(text) => Answer::Done(text),
            Err(error) => Answer::Failed(format!("{error:#}")),
        },
    };
    stream.write_all(&serde_json::to_vec(&answer)?).await?;
    stream.shutdown().await?;
    Ok(())
}

/// Sends a command to the server that runs on `data_dir`; `None` when none runs.
pub async fn call(data_dir: &Path, command: &Command) -> Result<Option<String>> {
    let Ok(mut stream) = UnixStream::connect(path(data_dir)).await else {
        return Ok(None);
    };
    stream.write_all(&serde_json::to_vec(command)?).await?;
    stream.shutdown().await?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    match serde_json::from_slice(&bytes).context("the server did not answer: look at its log")? {
        Answer::Done(text) => Ok(Some(text)),
        Answer::Failed(text) => bail!("{text}"),
    }
}
