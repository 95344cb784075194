//! Opening a data folder: the lock, the database, the blobs, the homeserver.

use std::{fs::File, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use base::{SystemClock, SystemRng, config::Config};
use egress::{Egress, EgressConfig};
use matrix::{Matrix, Parts};
use services::Services;
use store::{Migration, Store, blobs::Blobs, params, processes::Process};
use video::Video;

use crate::processes::Among;

/// A data folder in use by this process.
pub struct Opened {
    /// The database.
    pub store: Store,
    /// The homeserver on it.
    pub matrix: Matrix,
    /// Short videos beside it.
    pub video: Video,
    /// Mini-apps.
    pub services: Services,
    /// This process and those beside it.
    pub among: Among,
    /// Held until the process ends: one process at a time.
    _lock: File,
}

/// Opens the data folder of `config`; refuses when another process has it.
pub async fn open(config: Config) -> Result<Opened> {
    let data_dir = config.data_dir.clone();
    std::fs::create_dir_all(&data_dir).with_context(|| {
        format!(
            "cannot make the data folder {}: choose another with --data-dir",
            data_dir.display()
        )
    })?;
    let lock = lock(&data_dir)?;
    let database = database(&config);
    let opened = tokio::task::spawn_blocking(move || Store::open(&database, &migrations())).await?;
    let store = opened.context("cannot open the database")?;
    let process = Process::begin(&data_dir, store.process())?;
    keep_name(&store, &config).await?;
    let (blobs, video_blobs) = (open_blobs(&blobs_url(&config))?, video_blobs(&config)?);
    let services_blobs = blobs_of(&config, "services")?;
    let egress = EgressConfig {
        name_server: config.dns_server,
        ..EgressConfig::allowing(&config.egress_allow)?
    };
    let egress = Egress::new(&egress).context("cannot set up outgoing requests")?;
    let parts = Parts {
        config,
        store: store.clone(),
        blobs,
        egress,
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
    };
    let matrix = Matrix::start(parts).await?;
    let video = Video::start(video::Parts {
        config: matrix.config.clone(),
        store: store.clone(),
        blobs: video_blobs,
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        signer: Arc::new(matrix.clone()),
        pictures: Arc::new(matrix.clone()),
        stopping: matrix.stopping.clone(),
    })
    .await?;
    let services = Services::start(services::Parts {
        config: matrix.config.clone(),
        store: store.clone(),
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        blobs: services_blobs,
        egress: matrix.egress.clone(),
        signer: Arc::new(matrix.clone()),
        groups: Arc::new(matrix.clone()),
        stopping: matrix.stopping.clone(),
    })?;
    let among = Among::new(store.clone(), video.clone(), process);
    among.look().await?;
    Ok(Opened {
        store,
        matrix,
        video,
        services,
        among,
        _lock: lock,
    })
}

/// Where the database is.
pub fn database(config: &Config) -> String {
    let url = config.database.clone();
    url.unwrap_or_else(|| store::default_url(&config.data_dir))
}

fn blobs_url(config: &Config) -> String {
    let url = config.blobs.clone();
    url.unwrap_or_else(|| format!("file:{}", config.data_dir.join("blobs").display()))
}

fn open_blobs(url: &str) -> Result<Blobs> {
    Blobs::open(url).context("cannot open the blob storage, choose another with --blobs")
}

/// A place beside the media: each capability clears away what it does not know.
pub fn video_blobs(config: &Config) -> Result<Blobs> {
    blobs_of(config, "video")
}

fn blobs_of(config: &Config, capability: &str) -> Result<Blobs> {
    let url = blobs_url(config);
    open_blobs(&format!("{}/{capability}", url.trim_end_matches('/')))
}

/// The schema of all capabilities, in order.
pub fn migrations() -> Vec<Migration> {
    [matrix::MIGRATIONS, video::MIGRATIONS, services::MIGRATIONS].concat()
}

fn lock(data_dir: &Path) -> Result<File> {
    let path = data_dir.join("causeway.lock");
    let file = File::options()
        .create(true)
        .write(true)
        .truncate(false)
        .open(&path)
        .with_context(|| {
            format!(
                "cannot write to {}: check who owns the folder",
                data_dir.display()
            )
        })?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => {
            bail!(
                "another causeway is using {}: stop it first, or choose another --data-dir",
                data_dir.display()
            )
        }
        Err(std::fs::TryLockError::Error(error)) => {
            Err(error).context("cannot lock the data folder")
        }
    }
}

/// Ids carry the server's name for ever: a folder keeps the name that it was made with.
async fn keep_name(store: &Store, config: &Config) -> Result<()> {
    let name = config.server_name.to_string();
    let stored = store.write(move |w| {
        w.execute(
            "INSERT INTO setting (name, value) VALUES ('server_name', ?1) ON CONFLICT (name) DO NOTHING",
            params![&name],
        )?;
        w.get::<String>("SELECT value FROM setting WHERE name = 'server_name'", params![])
    });
    match stored.await.context("cannot write to the database")? {
        Some(stored) if stored != config.server_name.as_str() => bail!(
            "this data folder belongs to the server {stored}, not to {}: give --server-name {stored}, or another --data-dir",
            config.server_name
        ),
        _ => Ok(()),
    }
}
