//! `causeway export`: all that the server holds of one person, as a tar archive.

use std::{io::ErrorKind, path::Path};

use anyhow::{Context, Result, bail};
use base::{Boxed, Capability, ExportSink, boxed};
use matrix::Matrix;
use ruma::UserId;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::users;

/// Tar's unit.
const BLOCK: usize = 512;

/// Writes the archive of a person into `out`.
pub async fn write(
    m: &Matrix,
    capabilities: &[Box<dyn Capability>],
    name: &str,
    out: impl AsyncWrite + Send + Unpin,
) -> Result<()> {
    let user_id = users::known(m, name).await?;
    let mut tar = Tar {
        out,
        folder: String::new(),
        mtime: m.clock.now_ms() / 1000,
        left: 0,
        padding: 0,
    };
    for capability in capabilities {
        tar.folder = capability.name().to_owned();
        export(capability.as_ref(), &user_id, &mut tar).await?;
    }
    tar.end().await
}

async fn export(
    capability: &dyn Capability,
    user_id: &UserId,
    sink: &mut dyn ExportSink,
) -> Result<()> {
    let done = capability.export(user_id, sink).await;
    done.map_err(|error| anyhow::anyhow!("{error}"))
}

/// Makes the file that the archive goes into; one that is there is not written over.
pub async fn create(output: &Path) -> Result<tokio::fs::File> {
    let shown = output.display();
    match tokio::fs::File::create_new(output).await {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{shown} is there already: give another name, or move that file away first")
        }
        Err(error) => Err(error).with_context(|| {
            format!("cannot make {shown}: give a name in a folder that can be written")
        }),
    }
}

/// What the host reads at the end; a file that is not whole is removed.
pub async fn finished(done: Result<()>, file: tokio::fs::File, output: &Path) -> Result<String> {
    let done = match done {
        Ok(()) => file.sync_all().await.map_err(Into::into),
        failed => failed,
    };
    if let Err(error) = done {
        if let Err(left) = tokio::fs::remove_file(output).await {
            bail!(
                "{error:#}; and {} could not be removed: {left}",
                output.display()
            );
        }
        return Err(error);
    }
    let bytes = tokio::fs::metadata(output).await?.len();
    Ok(format!(
        "{} holds everything, in {bytes} bytes. It is private: hand it to the person alone.",
        output.display()
    ))
}

/// POSIX tar (ustar), written as it comes. Only the headers are the `tar` crate's: its builder wants to write and
/// read without awaiting.
struct Tar<W> {
    out: W,
    folder: String,
    mtime: u64,
    /// Bytes of the running file that are still to come.
    left: u64,
    padding: usize,
}

impl<W: AsyncWrite + Send + Unpin> Tar<W> {
    async fn begin_file(&mut self, path: &str, bytes: u64) -> Result<()> {
        self.end_file().await?;
        let path = format!("{}/{path}", self.folder);
        self.out
            .write_all(header(&path, bytes, self.mtime)?.as_bytes())
            .await?;
        self.left = bytes;
        self.padding = (BLOCK - usize::try_from(bytes % BLOCK as u64)?) % BLOCK;
        Ok(())
    }

    async fn add(&mut self, piece: &[u8]) -> Result<()> {
        let Some(left) = self.left.checked_sub(piece.len() as u64) else {
            bail!("a file is longer than was said");
        };
        self.left = left;
        Ok(self.out.write_all(piece).await?)
    }

    async fn end_file(&mut self) -> Result<()> {
        if self.left > 0 {
            bail!("a file is shorter than was said");
        }
        let zeros = [0; BLOCK];
        let padding = std::mem::take(&mut self.padding);
        Ok(self
            .out
            .write_all(zeros.get(..padding).unwrap_or_default())
            .await?)
    }

    async fn end(&mut self) -> Result<()> {
        self.end_file().await?;
        self.out.write_all(&[0; 2 * BLOCK]).await?;
        Ok(self.out.flush().await?)
    }
}

impl<W: AsyncWrite + Send + Unpin> ExportSink for Tar<W> {
    fn begin<'a>(&'a mut self, path: &'a str, bytes: u64) -> Boxed<'a, ()> {
        boxed(async move { self.begin_file(path, bytes).await.map_err(Into::into) })
    }

    fn piece<'a>(&'a mut self, piece: &'a [u8]) -> Boxed<'a, ()> {
        boxed(async move { self.add(piece).await.map_err(Into::into) })
    }
}

/// The block before a file. Our names are short and plain; sizes go to 8 GiB, more than an upload may have.
fn header(path: &str, bytes: u64, mtime: u64) -> Result<tar::Header> {
    let mut header = tar::Header::new_ustar();
    let fits = header.set_path(path).is_ok() && bytes < 1 << 33;
    if !fits {
        bail!("{path} does not fit into a tar archive");
    }
    header.set_entry_type(tar::EntryType::Regular);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_size(bytes);
    header.set_mtime(mtime);
    header.set_cksum();
    Ok(header)
}
