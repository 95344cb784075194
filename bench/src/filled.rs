//! A database that was filled directly with SQL, for what would take days by requests; and the part of
//! `bench/RESULTS.md` that tells what was measured on it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::RESULTS_PAGE;
use crate::machine::{self, Cores, Machine};
use crate::peers::{Peer, Programs, Running};

/// What is served.
pub struct Filled {
    pub machine: Machine,
    /// The server's data folder.
    pub data: PathBuf,
    programs: Programs,
}

impl Filled {
    /// Makes the database of this size in `folder`, unless it is there: the server makes the tables, `fill` the rows.
    pub async fn open(
        server: &Path,
        folder: &Path,
        size: u32,
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        machine::raise_file_limit()?;
        std::fs::create_dir_all(folder)?;
        let machine = Machine::read(folder)?;
        machine::pin_bench(Cores::Apart)?;
        let filled = Self {
            machine,
            data: folder.join(format!("data-{size}")),
            programs: Programs {
                causeway: server.to_owned(),
                venv: PathBuf::new(),
                palpo: None,
            },
        };
        let mark = filled.data.join("filled");
        if !mark.exists() {
            if filled.data.exists() {
                std::fs::remove_dir_all(&filled.data)?;
            }
            std::fs::create_dir_all(&filled.data)?;
            filled.serve().await?.stop().await?;
            fill(&filled.database())?;
            std::fs::write(&mark, "")?;
        }
        Ok(filled)
    }

    /// The server on it, as it is now.
    pub async fn serve(&self) -> Result<Running> {
        Peer::Causeway
            .start(&self.programs, &self.data, Cores::Apart)
            .await
    }

    pub fn database(&self) -> PathBuf {
        self.data.join("causeway.db")
    }
}

/// `page` with what stands between two marks replaced.
pub fn between(page: &str, begin: &str, end: &str, measured: &str) -> Result<String> {
    let (Some(begun), Some(ended)) = (page.find(begin), page.find(end)) else {
        bail!("RESULTS.md lacks the marks between which the table goes: {begin} … {end}");
    };
    if ended < begun {
        bail!("RESULTS.md has its marks in the wrong order");
    }
    let (before, after) = (&page[..begun + begin.len()], &page[ended..]);
    Ok(format!("{before}\n\n{measured}\n{after}"))
}

/// The same, of the page itself.
pub fn write_between(begin: &str, end: &str, measured: &str) -> Result<()> {
    let page = std::fs::read_to_string(RESULTS_PAGE)
        .with_context(|| format!("cannot read {RESULTS_PAGE}"))?;
    std::fs::write(RESULTS_PAGE, between(&page, begin, end, measured)?)?;
    eprintln!("bench: wrote {RESULTS_PAGE}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn hand_written_parts_stay_when_the_table_is_replaced() {
        let replaced = |page: &str| between(page, "<begin>", "<end>", "new");
        let page = replaced("intro\n<begin>\nold\n<end>\nmissed aims\n").unwrap();
        assert_eq!(page, "intro\n<begin>\n\nnew\n<end>\nmissed aims\n");
        assert_eq!(replaced(&page).unwrap(), page);
        assert!(replaced("no marks").is_err());
        assert!(replaced("<end><begin>").is_err());
    }
}
