//! `causeway serve`: from settings to a running server, and its graceful stop.

use std::{
    io::{IsTerminal, Write},
    time::Duration,
};

use anyhow::{Context, Result};
use axum::{Json, Router, extract::State, handler::Handler, routing::get};
use base::{Capability, config::Config};
use http_server::{Limits, OtherHosts, Server, layered};
use services::mini_apps::Origins;
use store::Store;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    task::JoinSet,
};
use utoipa_axum::router::OpenApiRouter;

use crate::{
    admin::{self, Host},
    config::{LogFormat, Settings},
    metrics,
    open::{self, Opened},
    openapi,
    web::Web,
};

/// How long work beside the requests may take to notice a stop; systemd kills after 90 s.
const END_MAX: Duration = Duration::from_secs(5);

/// Runs until SIGTERM or SIGINT.
pub fn run(settings: Settings) -> Result<()> {
    log(settings.log);
    on_runtime(serve(settings.config))
}

/// Runs `work` to its end.
pub fn on_runtime(work: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("could not start the runtime")?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

/// Sets up what is written to standard error.
pub fn log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CAUSEWAY_LOG_FILTER")
        .unwrap_or_else(|_| "info,tower=warn,hyper=warn,ruma_state_res=warn".into());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Human => builder.with_target(false).init(),
        LogFormat::Json => builder.json().init(),
    }
}

async fn serve(mut config: Config) -> Result<()> {
    let (listen, data_dir, metrics_listen) = (
        config.listen,
        config.data_dir.clone(),
        config.metrics_listen,
    );
    refuse_to_die_of_large_files()?;
    require_sandbox(&config).await?;
    // Before the database is touched: a busy port should change nothing.
    let server = Server::bind(listen).await.with_context(|| {
        format!("cannot listen on {listen}: is another server running there? Choose another address with --listen")
    })?;
    // A name that only this machine knows: clients are led to the address that really listens. Login and
    // .well-known tell it, and matrix-sdk goes there after login.
    if config.public_url == format!("http://{}", config.server_name)
        && config.server_name.host() == "localhost"
    {
        config.public_url = format!("http://{}", server.address()?);
    }
    let metrics = metrics::install()?;
    let opened = open::open(config).await?;
    let (store, matrix) = (opened.store.clone(), opened.matrix.clone());
    let origins = opened.services.mini_apps.clone().map(Origins::new);
    let web = Web::open(&matrix, opened.services.mini_apps.as_ref())?;
    matrix.spawn_background();
    let mut running = opened.video.spawn_background();
    let running_services = opened.services.spawn_background();
    running.spawn(opened.among.clone().keep_looking(matrix.stopping.clone()));
    let mut router = routes(&opened, move |request| web.clone().answer(request));
    match metrics_listen {
        None => router = router.merge(metrics::routes(&metrics, &matrix)),
        Some(address) => metrics::listen(address, &metrics, &matrix).await?,
    }
    admin::listen(
        &data_dir,
        Host {
            matrix: matrix.clone(),
            video: opened.video.clone(),
            services: opened.services.clone(),
            router: router.clone(),
        },
    )
    .await?;

    // Before the ready line: who reads it may send the signal at once.
    let mut stop = StopSignals::listen()?;
    println!("causeway listening on http://{}", server.address()?);
    std::io::stdout().flush()?;
    let stopping = matrix.stopping.clone();
    server
        .beside(beside(origins))
        .run(router, async move {
            stop.next().await;
            tracing::info!("Stopping: finishing what is running");
            stopping.cancel();
        })
        .await?;
    end(running).await;
    end(running_services).await;
    store.close().await;
    tracing::info!("Stopped");
    Ok(())
}

/// The origins of mini-apps, where there are some.
fn beside(origins: Option<Origins>) -> OtherHosts {
    let Some(origins) = origins else {
        return OtherHosts::default();
    };
    let head = origins.refusal_head();
    OtherHosts::new(head, move |method, uri, headers| {
        origins.answer(method, uri, headers)
    })
}

/// Waits until work beside the requests has noticed the stop. What takes longer is cut off, and taken up again at the
/// next start.
pub async fn end(mut running: JoinSet<()>) {
    let ended = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(END_MAX, ended).await.is_err() {
        tracing::warn!("Some work beside the requests was cut off by the stop");
    }
}

/// What the server can do. Adding a capability is one line here.
pub fn capabilities(
    matrix: &matrix::Matrix,
    video: &video::Video,
    services: &services::Services,
) -> Vec<Box<dyn Capability>> {
    vec![
        Box::new(matrix.clone()),
        Box::new(video.clone()),
        Box::new(services.clone()),
    ]
}

/// Beginnings of paths whose routes read bodies as streams.
const STREAMED: &[&str] = &[matrix::STREAMED[0], video::uploads::STREAMED[0]];

/// All routes of all capabilities, with the layers that every answer needs; `otherwise` answers where there is
/// no route.
pub fn routes<H, T>(opened: &Opened, otherwise: H) -> Router
where
    H: Handler<T, ()>,
    T: 'static,
{
    let mut router = Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready).with_state(opened.store.clone()));
    let mut described = OpenApiRouter::default();
    for capability in capabilities(&opened.matrix, &opened.video, &opened.services) {
        described = described.merge(capability.routes());
    }
    router = router.merge(openapi::served(described));
    layered(
        metrics::counted(router),
        otherwise,
        opened.matrix.auth(),
        Limits {
            streamed: STREAMED,
            own_options: video::uploads::STREAMED,
            rates: opened.matrix.config.rate_limits,
            ..Limits::default()
        },
        &contact(&opened.matrix.config),
    )
}

/// Where the host can be asked, as a URI.
fn contact(config: &Config) -> String {
    match config.support_contact.as_deref() {
        Some(id) if id.starts_with('@') => format!("https://matrix.to/#/{id}"),
        Some(mail) if mail.contains('@') && !mail.contains(':') => format!("mailto:{mail}"),
        Some(other) => other.to_owned(),
        None => format!("{}/.well-known/matrix/support", config.public_url),
    }
}

/// Whether the database answers and changes can be stored.
async fn ready(State(store): State<Store>) -> Result<Json<&'static str>, http_server::Error> {
    store.ready().await?;
    Ok(Json("ready"))
}

/// Refuses to start where the host wants a sandbox and the kernel has none.
pub async fn require_sandbox(config: &Config) -> Result<()> {
    anyhow::ensure!(
        !config.require_sandbox || video::processing::has_sandbox().await,
        "this kernel cannot keep ffmpeg in its folder: see `causeway doctor`, or start without --require-sandbox"
    );
    Ok(())
}

/// A limit on the size of files (RLIMIT_FSIZE) kills whoever reaches it, unless he asks for an error: then it
/// is a full disk like any other.
pub fn refuse_to_die_of_large_files() -> Result<()> {
    let kind = SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw());
    // The handler stands for as long as the process does; nobody needs to listen.
    drop(signal(kind).context("cannot set up SIGXFSZ")?);
    Ok(())
}

/// SIGTERM and SIGINT.
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// The handlers stand when this returns.
    pub fn listen() -> Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?,
            interrupt: signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?,
        })
    }

    /// Resolves at the next one.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
