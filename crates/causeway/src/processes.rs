//! This process among those on the data folder: what dead ones leave is cleared away, and their jobs are free again.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use store::{
    Store, jobs,
    processes::{Found, Process},
};
use tokio_util::sync::CancellationToken;
use video::{Video, processing};

/// How often the others are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// One process and what it works with.
#[derive(Clone)]
pub struct Among {
    store: Store,
    video: Video,
    process: Arc<Process>,
}

impl Among {
    /// `process` was entered before the store was used for anything.
    pub fn new(store: Store, video: Video, process: Process) -> Self {
        Self {
            store,
            video,
            process: Arc::new(process),
        }
    }

    /// Looks who is there, and frees what the dead had.
    pub async fn look(&self) -> Result<()> {
        // In this order: a process that comes in between is not taken for a dead one.
        let leftovers = processing::leftovers(&self.video).await?;
        let process = Arc::clone(&self.process);
        let found = tokio::task::spawn_blocking(move || process.look()).await??;
        self.store.set_others(found.living.len() > 1);
        for dead in &found.dead {
            self.free(dead).await?;
        }
        processing::clear_leftovers(&self.video, leftovers, |name| found.lives(name)).await?;
        self.forget(&found)
    }

    async fn free(&self, dead: &str) -> Result<()> {
        let owner = dead.to_owned();
        let freed = self.store.write(move |w| jobs::free(w, &owner)).await?;
        if freed > 0 {
            tracing::info!(
                process = dead,
                freed,
                "A process has ended; others take up its jobs"
            );
        }
        Ok(())
    }

    /// Last, so that what failed before is tried again.
    fn forget(&self, found: &Found) -> Result<()> {
        for dead in &found.dead {
            self.process.forget(dead)?;
        }
        Ok(())
    }

    /// Looks again and again.
    pub async fn keep_looking(self, stopping: CancellationToken) {
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = stopping.cancelled() => return,
            }
            if let Err(error) = self.look().await {
                tracing::warn!(
                    error = format!("{error:#}"),
                    "Could not look at the other processes of the data folder"
                );
            }
        }
    }
}
