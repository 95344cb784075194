//! The files of a mini-app's folder: what goes into its archive.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use services::mini_apps::archive::ARCHIVE_BYTES_MAX;

/// Folders in folders: links that lead in circles end here.
const DEPTH_MAX: usize = 16;

/// By the names that they have in the archive. Left out: hidden files, packed apps, what package managers put there, and
/// `webxdc.js`, which every host brings itself.
///
/// # Errors
/// A file cannot be read, its name is not UTF-8, or all together are far more than an archive may have.
pub fn read(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    if !folder.is_dir() {
        bail!("{} is no folder", folder.display());
    }
    let mut read = Reader::default();
    read.folder(folder, "", 0)?;
    Ok(read.files)
}

#[derive(Default)]
struct Reader {
    files: BTreeMap<String, Vec<u8>>,
    bytes: usize,
}

impl Reader {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<()> {
        if depth > DEPTH_MAX {
            bail!(
                "{} lies too deep, or a link leads in a circle",
                folder.display()
            );
        }
        let unreadable = || format!("cannot read the folder {}", folder.display());
        for entry in fs::read_dir(folder).with_context(unreadable)? {
            let path = entry.with_context(unreadable)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                bail!("the name of {} is not UTF-8", path.display());
            };
            let inside = format!("{prefix}{name}");
            if is_left_out(&inside, name) {
                continue;
            }
            if path.is_dir() {
                self.folder(&path, &format!("{inside}/"), depth + 1)?;
            } else {
                self.file(&path, inside)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &PathBuf, name: String) -> Result<()> {
        let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        self.bytes += bytes.len();
        // Unpacked files may be larger than the archive, but a folder of videos was not meant.
        if self.bytes > 10 * ARCHIVE_BYTES_MAX {
            bail!("the folder holds more than an app may have; is it the right one?");
        }
        self.files.insert(name, bytes);
        Ok(())
    }
}

fn is_left_out(inside: &str, name: &str) -> bool {
    let is_packed = Path::new(name)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xdc"));
    name.starts_with('.') || is_packed || name == "node_modules" || inside == "webxdc.js"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_the_app_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "index.html",
            "parts/a.js",
            ".git/config",
            "node_modules/x/y.js",
            "old.xdc",
            "webxdc.js",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        let names: Vec<String> = read(folder.path()).unwrap().into_keys().collect();
        assert_eq!(names, ["index.html", "parts/a.js"]);
    }

    #[test]
    fn a_link_that_leads_in_a_circle_is_told() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("again")).unwrap();
        let error = read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("circle"), "{error}");
    }
}
