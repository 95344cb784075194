//! `causeway serve`: from settings to a running server, and its graceful stop.

use std::{io::Write, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::{Json, Router, routing::get};
use base::{Capability, SystemClock, SystemRng, config::Config};
use http_server::{Limits, Server, layered};
use matrix::{Matrix, Parts};
use store::{Store, blobs::Blobs};
use tokio::signal::unix::{SignalKind, signal};

use crate::config::{LogFormat, Settings};

/// Runs until SIGTERM or SIGINT.
pub fn run(settings: Settings) -> Result<()> {
    log(settings.log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("could not start the runtime")?;
    let done = runtime.block_on(serve(settings.config));
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

fn log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CAUSEWAY_LOG_FILTER")
        .unwrap_or_else(|_| "info,tower=warn,hyper=warn,ruma_state_res=warn".into());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Human => builder.with_target(false).init(),
        LogFormat::Json => builder.json().init(),
    }
}

async fn serve(config: Config) -> Result<()> {
    let (listen, data_dir) = (config.listen, config.data_dir.clone());
    std::fs::create_dir_all(&data_dir).with_context(|| {
        format!(
            "cannot make the data folder {}: choose another with --data-dir",
            data_dir.display()
        )
    })?;
    let database = config
        .database
        .clone()
        .unwrap_or_else(|| store::default_url(&data_dir));
    let blobs = config
        .blobs
        .clone()
        .unwrap_or_else(|| format!("file:{}", data_dir.join("blobs").display()));
    let opened =
        tokio::task::spawn_blocking(move || Store::open(&database, matrix::MIGRATIONS)).await?;
    let store = opened.context("cannot open the database")?;
    let blobs = Blobs::open(&blobs).context("cannot open the blob storage")?;
    let matrix = Matrix::start(Parts {
        config,
        store: store.clone(),
        blobs,
        clock: Arc::new(SystemClock),
        rng: Arc::new(SystemRng),
    })
    .await?;
    matrix.spawn_background();

    let capabilities: Vec<Box<dyn Capability>> = vec![Box::new(matrix.clone())];
    let mut router = Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready).with_state(store.clone()));
    for capability in &capabilities {
        router = router.merge(capability.routes());
    }
    let router = layered(router, matrix.auth(), Limits::default());

    let server = Server::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}: is another server running there? Choose another address with --listen")
    })?;
    let address = server.address()?;
    println!("causeway listening on http://{address}");
    std::io::stdout().flush()?;
    let stopping = matrix.stopping.clone();
    server
        .run(router, async move {
            stop_asked_for().await;
            tracing::info!("Stopping: finishing what is running");
            stopping.cancel();
        })
        .await?;
    store.close().await;
    tracing::info!("Stopped");
    Ok(())
}

async fn ready(
    axum::extract::State(store): axum::extract::State<Store>,
) -> Result<Json<&'static str>, http_server::Error> {
    store
        .read(|tx| tx.get::<i64>("SELECT 1", store::params![]))
        .await?;
    Ok(Json("ready"))
}

async fn stop_asked_for() {
    let mut terminate = signal(SignalKind::terminate()).ok();
    let mut interrupt = signal(SignalKind::interrupt()).ok();
    let wait = |s: Option<tokio::signal::unix::Signal>| async move {
        match s {
            Some(mut s) => drop(s.recv().await),
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        () = wait(terminate.take()) => {}
        () = wait(interrupt.take()) => {}
    }
}
