//! `causeway app pack`: a folder becomes an `.xdc` file.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use services::mini_apps::archive;

use super::{check, folder};

/// Writes the file whole or not at all.
pub fn pack(from: &Path, output: Option<PathBuf>) -> Result<()> {
    let files = folder::read(from)?;
    let bytes = archive::write(&files)?;
    let app = archive::read(&bytes)?;
    for warning in check::warnings(&files, &app) {
        eprintln!("{warning}");
    }
    let output = output.unwrap_or_else(|| name_of(from, &app.manifest).into());
    write_whole(&output, &bytes).with_context(|| format!("cannot write {}", output.display()))?;
    println!(
        "{}: {}",
        output.display(),
        check::summary(&app, bytes.len())
    );
    Ok(())
}

/// `chess-1.0.0.xdc`.
fn name_of(folder: &Path, manifest: &archive::Manifest) -> String {
    let id = manifest
        .causeway
        .id
        .clone()
        .unwrap_or_else(|| folder_name(folder));
    match &manifest.causeway.version {
        Some(version) => format!("{id}-{version}.xdc"),
        None => format!("{id}.xdc"),
    }
}

/// Of the folder itself, also where it was called `.`.
pub fn folder_name(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn write_whole(to: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = to.with_extension("xdc.part");
    let mut file = fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(beside, to)
}
