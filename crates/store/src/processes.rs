//! Which processes work on a data folder: one `serve`, and any number of `worker`s beside it, also on other machines
//! that share the folder.
//!
//! Each holds a lock on a file of its own. The system lets go of it when the process ends, however it ends: a file
//! that nobody holds is a dead process's, and what that one had is free.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use crate::StoreError;

/// What is held by who looks or begins, so that no file is seen before its lock is taken.
const GATE: &str = ".lock";

/// This process among the others, for as long as this lives. Its file stays: whoever comes next sees that it is dead.
pub struct Process {
    folder: PathBuf,
    _held: File,
}

/// Who is there.
#[derive(Debug, Default)]
pub struct Found {
    /// Names of those who live.
    pub living: Vec<String>,
    /// Names of those who have ended.
    pub dead: Vec<String>,
}

impl Found {
    /// Whether a process of this name lives.
    pub fn lives(&self, name: &str) -> bool {
        self.living.iter().any(|living| living == name)
    }
}

impl Process {
    /// Enters this process, named `name` ([`crate::Store::process`]).
    pub fn begin(data_dir: &Path, name: &str) -> Result<Self, StoreError> {
        let folder = folder(data_dir);
        let path = folder.join(name);
        let begun = || {
            std::fs::create_dir_all(&folder)?;
            let _alone = gate(&folder)?;
            let file = File::create_new(&path)?;
            file.lock()?;
            Ok(file)
        };
        let held = begun().map_err(|error| io(&path, error))?;
        Ok(Self {
            folder,
            _held: held,
        })
    }

    /// Looks who is there, this process included.
    pub fn look(&self) -> Result<Found, StoreError> {
        look_into(&self.folder)
    }

    /// Forgets a dead process, after what it had was freed.
    pub fn forget(&self, dead: &str) -> Result<(), StoreError> {
        let path = self.folder.join(dead);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(&path, error)),
            _ => Ok(()),
        }
    }
}

/// Looks who works on a data folder.
pub fn look(data_dir: &Path) -> Result<Found, StoreError> {
    let folder = folder(data_dir);
    if folder.is_dir() {
        look_into(&folder)
    } else {
        Ok(Found::default())
    }
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("processes")
}

fn gate(folder: &Path) -> std::io::Result<File> {
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(folder.join(GATE))?;
    file.lock()?;
    Ok(file)
}

fn look_into(folder: &Path) -> Result<Found, StoreError> {
    let looked = || {
        let _alone = gate(folder)?;
        let mut found = Found::default();
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != GATE {
                sort_in(&mut found, name, &entry.path())?;
            }
        }
        Ok(found)
    };
    looked().map_err(|error| io(folder, error))
}

fn sort_in(found: &mut Found, name: String, path: &Path) -> std::io::Result<()> {
    // For writing: a folder that several machines share gives its locks only so.
    let file = match File::options().read(true).write(true).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        opened => opened?,
    };
    match file.try_lock() {
        Ok(()) => found.dead.push(name),
        Err(TryLockError::WouldBlock) => found.living.push(name),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    Ok(())
}

fn io(path: &Path, error: std::io::Error) -> StoreError {
    StoreError::Io {
        path: path.display().to_string(),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_ended_is_told_from_who_lives() {
        let folder = tempfile::tempdir().unwrap();
        let first = Process::begin(folder.path(), "first").unwrap();
        let second = Process::begin(folder.path(), "second").unwrap();
        let found = first.look().unwrap();
        assert!(found.lives("first") && found.lives("second"));
        assert!(found.dead.is_empty());
        drop(second);
        let found = look(folder.path()).unwrap();
        assert_eq!(found.living, ["first"]);
        assert_eq!(found.dead, ["second"]);
        first.forget("second").unwrap();
        assert!(first.look().unwrap().dead.is_empty());
    }
}
