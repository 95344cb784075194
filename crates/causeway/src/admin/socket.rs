//! The admin socket: one JSON command a connection, one JSON answer. Readable by its owner only.
//!
//! The answer to an export comes after the archive: pieces of at most 64 KiB, each after its length (32
//! bits, little-endian); a length of 0 ends them.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

use super::{Command, Host, execute, export};

/// Longest command; ours have some hundred bytes.
const COMMAND_BYTES_MAX: u64 = 64 * 1024;
/// Longest piece of an archive.
const PIECE_BYTES: usize = 64 * 1024;

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
    let done = match serde_json::from_slice::<Command>(&bytes) {
        Err(error) => Err(anyhow::anyhow!("not a command: {error}")),
        Ok(Command::Export { name }) => stream_export(&mut stream, host, &name).await?,
        Ok(command) => execute(host, command).await,
    };
    let answer = match done {
        Ok(text) => Answer::Done(text),
        Err(error) => Answer::Failed(format!("{error:#}")),
    };
    stream.write_all(&serde_json::to_vec(&answer)?).await?;
    stream.shutdown().await?;
    Ok(())
}

/// Sends the archive in pieces. The outer result: whether the connection held.
async fn stream_export(stream: &mut UnixStream, host: &Host, name: &str) -> Result<Result<String>> {
    let (archive, mut pieces) = tokio::io::duplex(PIECE_BYTES);
    let capabilities = crate::serve::capabilities(&host.matrix, &host.video, &host.services);
    let writing = export::write(&host.matrix, &capabilities, name, archive);
    let sending = async {
        let mut piece = vec![0; PIECE_BYTES];
        loop {
            let length = pieces.read(&mut piece).await?;
            stream.write_u32_le(u32::try_from(length)?).await?;
            if length == 0 {
                return Ok::<_, anyhow::Error>(());
            }
            let piece = piece.get(..length).unwrap_or_default();
            stream.write_all(piece).await?;
        }
    };
    let (written, sent) = tokio::join!(writing, sending);
    sent?;
    Ok(written.map(|()| String::new()))
}

/// Sends a command to the server that runs on `data_dir`; `None` when none runs. `archive` takes what an
/// export streams.
pub async fn call(
    data_dir: &Path,
    command: &Command,
    archive: Option<&mut (dyn AsyncWrite + Send + Unpin)>,
) -> Result<Option<String>> {
    let Ok(mut stream) = UnixStream::connect(path(data_dir)).await else {
        return Ok(None);
    };
    stream.write_all(&serde_json::to_vec(command)?).await?;
    stream.shutdown().await?;
    if let Some(archive) = archive {
        receive(&mut stream, archive).await?;
    }
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await?;
    match serde_json::from_slice(&bytes).context("the server did not answer: look at its log")? {
        Answer::Done(text) => Ok(Some(text)),
        Answer::Failed(text) => bail!("{text}"),
    }
}

async fn receive(
    stream: &mut UnixStream,
    archive: &mut (dyn AsyncWrite + Send + Unpin),
) -> Result<()> {
    let cut_off = "the server ended the export: look at its log";
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let length = usize::try_from(stream.read_u32_le().await.context(cut_off)?)?;
        if length == 0 {
            return Ok(archive.flush().await?);
        }
        let piece = piece.get_mut(..length).context(cut_off)?;
        stream.read_exact(piece).await.context(cut_off)?;
        archive.write_all(piece).await?;
    }
}
