//! `causeway worker`: processes videos beside the server, in another process or on another machine that shares the
//! data folder. It takes the same durable jobs, and gives out no position (decision 8).

use std::{io::Write, path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use base::{Boxed, Failure, Pictures, Signer, SystemClock, SystemRng, boxed, config::Config};
use clap::Args;
use ruma::CanonicalJsonObject;
use store::{Store, params, processes::Process};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use video::{Video, processing};

use crate::{
    config::{self, LogFormat},
    open,
    processes::Among,
    serve,
};

/// What can be given on the command line. The server's settings count where both have them.
#[derive(Debug, Args)]
pub struct Options {
    /// Configuration file [default: causeway.toml in the data folder, if there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The server's data folder [default: ./causeway-data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The server's database [default: causeway.db in the data folder]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The server's blobs [default: blobs in the data folder]
    #[arg(long, value_name = "URL")]
    blobs: Option<String>,
    /// How many videos are processed at once [default: half the number of cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..))]
    jobs: Option<u8>,
    /// Longest video, in seconds, up to 600: as the server has it [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    video_seconds_max: Option<u64>,
    /// After how many likes, comments, shares and saves a public video is made again in AV1, in idle time; 0: never
    /// [default: 10]
    #[arg(long, value_name = "COUNT")]
    video_av1_after: Option<u64>,
    /// Do not start where the kernel cannot keep ffmpeg in its folder
    #[arg(long)]
    require_sandbox: bool,
    /// Log lines: human or json [default: human]
    #[arg(long, value_enum)]
    log: Option<LogFormat>,
}

/// Runs until SIGTERM or SIGINT.
pub fn run(options: Options) -> Result<()> {
    let jobs = options.jobs;
    let settings = config::load(&config::Options {
        config: options.config,
        data_dir: options.data_dir,
        database: options.database,
        blobs: options.blobs,
        video_seconds_max: options.video_seconds_max,
        video_av1_after: options.video_av1_after,
        require_sandbox: options.require_sandbox,
        log: options.log,
        ..config::Options::default()
    })?;
    serve::log(settings.log);
    serve::on_runtime(work(settings.config, jobs))
}

async fn work(config: Config, jobs: Option<u8>) -> Result<()> {
    serve::refuse_to_die_of_large_files()?;
    serve::require_sandbox(&config).await?;
    if let Some(text) = processing::missing_programs() {
        anyhow::bail!("{text}");
    }
    let jobs = jobs.map_or_else(processing::at_once, usize::from);
    let (draining, stopping) = (CancellationToken::new(), CancellationToken::new());
    let (store, video, among) = open(config, stopping.clone()).await?;
    among.look().await?;
    let (mut looking, mut running) = (JoinSet::new(), JoinSet::new());
    looking.spawn(among.keep_looking(stopping.clone()));
    running.spawn(video.process(jobs, draining.clone()));

    // Before the ready line: who reads it may send the signal at once.
    let mut stop = serve::StopSignals::listen()?;
    println!("causeway worker processes {jobs} videos at once");
    std::io::stdout().flush()?;
    stop.next().await;
    tracing::info!(
        "Stopping: what runs is finished, nothing new is begun; a second signal ends it at once"
    );
    draining.cancel();
    tokio::select! {
        _ = running.join_next() => {}
        () = stop.next() => {
            stopping.cancel();
            serve::end(running).await;
        }
    }
    stopping.cancel();
    serve::end(looking).await;
    store.close().await;
    tracing::info!("Stopped");
    Ok(())
}

/// Opens what the server has made, and changes nothing of how it is made.
async fn open(mut config: Config, stopping: CancellationToken) -> Result<(Store, Video, Among)> {
    let data_dir = config.data_dir.clone();
    anyhow::ensure!(
        data_dir.is_dir(),
        "there is no data folder {}: give the server's with --data-dir, and start the server first",
        data_dir.display()
    );
    let database = open::database(&config);
    let opened =
        tokio::task::spawn_blocking(move || Store::open_beside(&database, &open::migrations()));
    let store = opened.await?.context("cannot open the server's database")?;
    let process = Process::begin(&data_dir, store.process())?;
    config.server_name = server_name(&store).await?;
    let blobs = open::video_blobs(&config)?;
    let video = Video::start(video::Parts {
        config,
        store: store.clone(),
        blobs,
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
        signer: Arc::new(NoFeed),
        pictures: Arc::new(NoFeed),
        stopping,
    })
    .await?;
    let among = Among::new(store.clone(), video.clone(), process);
    Ok((store, video, among))
}

/// The server alone makes and signs the feed's packs.
struct NoFeed;

impl Signer for NoFeed {
    fn key_id(&self) -> String {
        String::new()
    }

    fn public_base64(&self) -> String {
        String::new()
    }

    fn sign(&self, _object: &mut CanonicalJsonObject) -> Result<(), Failure> {
        Err("a worker signs nothing".into())
    }
}

impl Pictures for NoFeed {
    fn small<'a>(&'a self, _mxc: &'a str) -> Boxed<'a, Option<(Vec<u8>, String)>> {
        boxed(async { Ok(None) })
    }
}

/// The folder knows it: nobody has to say it again.
async fn server_name(store: &Store) -> Result<ruma::OwnedServerName> {
    let stored = store.read(|tx| {
        tx.get::<String>(
            "SELECT value FROM setting WHERE name = 'server_name'",
            params![],
        )
    });
    let name = stored
        .await?
        .context("the server has not been started on this database yet")?;
    Ok(name.parse()?)
}
