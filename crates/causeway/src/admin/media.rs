//! `causeway media …`.

use anyhow::{Result, bail};
use matrix::{Matrix, media};

use super::users;

/// Files that are listed at most.
const LISTED_MAX: usize = 1000;

/// What a person has stored, newest first, a line each.
pub async fn list(m: &Matrix, name: &str) -> Result<String> {
    let user_id = users::known(m, name).await?;
    let (work, id) = (m.clone(), user_id.clone());
    let files = m.store.read(move |tx| {
        let user = work.users.find(tx, &id)?.unwrap_or_default();
        media::stored_by(tx, user, LISTED_MAX)
    });
    let files = files.await?;
    if files.is_empty() {
        return Ok(format!("{user_id} has stored nothing."));
    }
    let line = |file: &media::Stored| {
        let name = file.name.as_deref().unwrap_or("(no name)");
        let text = format!(
            "mxc://{}/{}  {} bytes  {}  {name}",
            m.server_name(),
            file.id,
            file.bytes,
            file.content_type
        );
        // What people name may hold orders to a terminal.
        text.chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect::<String>()
    };
    Ok(files.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Deletes a file for everybody.
pub async fn delete(m: &Matrix, address: &str) -> Result<String> {
    let prefix = format!("mxc://{}/", m.server_name());
    let Some(id) = address.strip_prefix(&prefix) else {
        bail!("a file of this server is named {prefix}…");
    };
    if !media::delete(m, id).await? {
        bail!("there is no file {address}");
    }
    Ok(format!(
        "{address} is deleted. Copies on people's devices stay."
    ))
}

/// Deletes files that nothing refers to.
pub async fn sweep(m: &Matrix, video: &video::Video) -> Result<String> {
    let deleted = media::sweep(m).await? + video::sweep_blobs(video).await?;
    Ok(format!(
        "{deleted} files that nothing referred to were deleted."
    ))
}
