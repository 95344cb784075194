//! What processes leave when they die while they work: folders of jobs, and blobs that were arriving. Each bears the
//! name of its process, so that nobody takes away what another still works with.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use store::{StoreError, blobs};

use super::remove_folder;
use crate::{Video, uploads::files};

/// Something that bears the name of a process.
#[derive(Debug)]
pub struct Leftover {
    process: String,
    what: What,
}

#[derive(Debug)]
enum What {
    Folder(PathBuf),
    Blob(String),
}

/// The name of a blob while it arrives.
pub(super) fn arriving(process: &str, random: &str) -> String {
    format!("{process}.{random}")
}

/// All that bears the name of a process, also of one that lives. Who looks which processes live does so *after* this:
/// a new one is entered before it works.
pub async fn leftovers(v: &Video) -> Result<Vec<Leftover>, StoreError> {
    let folders = entries(&v.work.all).await?.into_iter();
    let mut found: Vec<_> = folders
        .map(|name| Leftover {
            what: What::Folder(v.work.all.join(&name)),
            process: name,
        })
        .collect();
    for name in entries(&v.blobs.incoming_folder()).await? {
        found.push(Leftover {
            process: name.split('.').next().unwrap_or_default().to_owned(),
            what: What::Blob(name),
        });
    }
    Ok(found)
}

/// Clears away what belongs to none of the living.
pub async fn clear(
    v: &Video,
    found: Vec<Leftover>,
    lives: impl Fn(&str) -> bool,
) -> Result<(), StoreError> {
    for leftover in found.iter().filter(|found| !lives(&found.process)) {
        match &leftover.what {
            What::Folder(path) => remove_folder(path).await?,
            What::Blob(name) => v.blobs.delete_leftover(blobs::INCOMING, name).await?,
        }
    }
    Ok(())
}

async fn entries(folder: &Path) -> Result<BTreeSet<String>, StoreError> {
    let looked = async {
        let mut names = BTreeSet::new();
        let mut entries = tokio::fs::read_dir(folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
        Ok::<_, std::io::Error>(names)
    };
    match looked.await {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        looked => looked.map_err(|error| files::io(folder, error)),
    }
}
