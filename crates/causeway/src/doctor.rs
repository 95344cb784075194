//! `causeway doctor`: looks at a set-up, says what is wrong and how to mend it.

use std::path::Path;

use anyhow::{Result, bail};
use base::config::{Config, Registration};
use services::mini_apps::Place;
use store::{
    blobs::Blobs,
    disk::{FREE_BYTES_MIN, free_bytes},
};
use tokio::time::Instant;

/// Above this every message waits noticeably for the disk.
const SYNC_MS_MAX: u128 = 50;

enum Finding {
    Fine(String),
    Advice(String),
    Wrong(String),
}

use Finding::{Advice, Fine, Wrong};

/// Prints every finding; fails when something is wrong.
pub fn run(config: Config) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let findings = runtime.block_on(examine(&config));
    let mut wrong = 0;
    for finding in findings {
        match finding {
            Fine(text) => println!("  ok      {text}"),
            Advice(text) => println!("  advice  {text}"),
            Wrong(text) => {
                wrong += 1;
                println!("  WRONG   {text}");
            }
        }
    }
    if wrong > 0 {
        bail!("{wrong} of these must be mended; start again with `causeway doctor`");
    }
    println!("Nothing is wrong.");
    Ok(())
}

async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![
        name(config),
        address(config).await,
        folder(&config.data_dir),
    ];
    if matches!(findings.last(), Some(Fine(_))) {
        findings.push(privacy(&config.data_dir));
        findings.push(space(&config.data_dir));
        findings.push(sync_time(&config.data_dir));
    }
    findings.extend(database(config).await);
    findings.push(blobs(config).await);
    findings.push(videos(config.require_sandbox).await);
    findings.push(workers(config));
    findings.extend(av1(config).await);
    findings.push(mini_apps(config).await);
    findings.push(registration(config));
    findings
}

fn name(config: &Config) -> Finding {
    let host = config.server_name.host();
    if host == "localhost" || config.server_name.is_ip_literal() {
        return Advice(format!(
            "the server is called {}: fine for a try; before others join, choose a domain with --server-name, it cannot change later",
            config.server_name
        ));
    }
    if config.public_url.starts_with("http://") {
        return Advice(format!(
            "people would reach {} unencrypted: give --public-url https://…",
            config.public_url
        ));
    }
    Fine(format!(
        "the server is called {} and reached at {}",
        config.server_name, config.public_url
    ))
}

async fn address(config: &Config) -> Finding {
    match tokio::net::TcpListener::bind(config.listen).await {
        Ok(_) => Fine(format!("{} is free to listen on", config.listen)),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Advice(format!(
            "something listens on {}: this server already, or choose another --listen",
            config.listen
        )),
        Err(error) => Wrong(format!(
            "cannot listen on {} ({error}): choose another --listen",
            config.listen
        )),
    }
}

fn folder(data_dir: &Path) -> Finding {
    let probe = data_dir.join(".doctor");
    let tried = std::fs::create_dir_all(data_dir).and_then(|()| std::fs::write(&probe, b"x"));
    match tried.and_then(|()| std::fs::remove_file(&probe)) {
        Ok(()) => Fine(format!(
            "the data folder {} can be written",
            data_dir.display()
        )),
        Err(error) => Wrong(format!(
            "the data folder {} cannot be written ({error}): give it to the user that runs causeway, or choose another --data-dir",
            data_dir.display()
        )),
    }
}

/// Whether others on the machine can look into the folder; what is in it is made private either way.
fn privacy(data_dir: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    match std::fs::metadata(data_dir).map(|meta| meta.permissions().mode() & 0o077) {
        Ok(0) => Fine("nobody else can look into the data folder".into()),
        Ok(_) => Advice(format!(
            "others on this machine can list the data folder: chmod 700 {}",
            data_dir.display()
        )),
        Err(error) => Wrong(format!("cannot look at {} ({error})", data_dir.display())),
    }
}

fn space(data_dir: &Path) -> Finding {
    match free_bytes(data_dir) {
        None => Advice("could not find out how much space is free".into()),
        Some(bytes) if bytes < FREE_BYTES_MIN => Wrong(format!(
            "only {} MB are free on the disk: make room before it is full",
            bytes >> 20
        )),
        Some(bytes) => Fine(format!("{} GB are free", bytes >> 30)),
    }
}

fn sync_time(data_dir: &Path) -> Finding {
    let probe = data_dir.join(".doctor");
    let begin = Instant::now();
    let written = (0..5).try_for_each(|_| {
        use std::io::Write;
        let mut file = std::fs::File::create(&probe)?;
        file.write_all(&[0; 4096])?;
        file.sync_data()
    });
    let each_ms = begin.elapsed().as_millis() / 5;
    if let Err(error) = written.and_then(|()| std::fs::remove_file(&probe)) {
        return Wrong(format!("cannot write to {} ({error})", data_dir.display()));
    }
    if each_ms > SYNC_MS_MAX {
        return Advice(format!(
            "the disk takes {each_ms} ms to make a write durable: messages wait for it; a solid-state disk takes 1"
        ));
    }
    Fine(format!("the disk makes a write durable in {each_ms} ms"))
}

async fn database(config: &Config) -> Vec<Finding> {
    let url = config
        .database
        .clone()
        .unwrap_or_else(|| store::default_url(&config.data_dir));
    let file = url.strip_prefix("sqlite:").map(Path::new);
    if file.is_some_and(|file| !file.exists()) {
        return vec![Fine(
            "there is no database yet: the first start makes it".into(),
        )];
    }
    if std::os::unix::net::UnixStream::connect(config.data_dir.join("admin.sock")).is_ok() {
        return vec![Fine(
            "the server is running on this folder; its database was not looked into".into(),
        )];
    }
    let looked = move || store::inspect(&url, &crate::open::migrations());
    let found = match tokio::task::spawn_blocking(looked).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return vec![Wrong(format!("the database does not open: {error}"))],
        Err(_) => {
            return vec![Wrong(
                "looking into the database failed: look at the log".into(),
            )];
        }
    };
    let version = match found.missing {
        0 => Fine("the database opens and is of this version".into()),
        missing => Advice(format!(
            "the database is older than this program: the next start makes {missing} changes to it; keep a copy before"
        )),
    };
    let whole = match found.damage {
        None => Fine("the database is consistent".into()),
        Some(damage) => Wrong(format!(
            "the database is damaged ({}): stop the server, restore a backup",
            damage.split_whitespace().collect::<Vec<_>>().join(" ")
        )),
    };
    vec![version, whole]
}

async fn blobs(config: &Config) -> Finding {
    let url = config
        .blobs
        .clone()
        .unwrap_or_else(|| format!("file:{}", config.data_dir.join("blobs").display()));
    let tried = async { Blobs::open(&url)?.probe("doctor").await };
    match tried.await {
        Ok(()) => Fine("media can be stored".into()),
        Err(error) => Wrong(format!("media cannot be stored ({error}): check --blobs")),
    }
}

async fn videos(sandbox_is_required: bool) -> Finding {
    if let Some(text) = video::processing::missing_programs() {
        return Advice(text);
    }
    if video::processing::has_sandbox().await {
        return Fine(
            "videos can be processed, by programs that the kernel keeps in their folder".into(),
        );
    }
    let text = "the kernel cannot keep the programs that process videos in their folder (Landlock, Linux 5.13 or later \
                with `landlock` in its list of security modules, and seccomp)";
    if sandbox_is_required {
        Wrong(format!(
            "{text}: with --require-sandbox the server does not start"
        ))
    } else {
        Advice(format!(
            "{text}: a hostile video that takes over ffmpeg could read what the server can read"
        ))
    }
}

/// What is said of AV1, if the host wants it and there is something to say.
async fn av1(config: &Config) -> Option<Finding> {
    let is_missing = config.video_av1_after.is_some()
        && video::processing::missing_programs().is_none()
        && !video::processing::has_av1().await;
    is_missing.then(|| {
        Advice(
            "this ffmpeg has no SVT-AV1 (libsvtav1): videos that many watch will not be made smaller for them".into(),
        )
    })
}

/// Who processes videos besides the server.
fn workers(config: &Config) -> Finding {
    let found = match store::processes::look(&config.data_dir) {
        Ok(found) => found,
        Err(error) => {
            return Wrong(format!(
                "cannot look who works on the data folder ({error})"
            ));
        }
    };
    let workers = found
        .living
        .iter()
        .filter(|name| name.starts_with("worker"));
    match (workers.count(), config.video_jobs) {
        (0, true) => Fine("the server processes videos itself".into()),
        (0, false) => Advice(
            "no `causeway worker` runs, and with --no-video-jobs the server leaves videos to it: start one".into(),
        ),
        (1, _) => Fine("1 worker processes videos".into()),
        (count, _) => Fine(format!("{count} workers process videos")),
    }
}

/// Whether mini-apps have a place, and the names below it lead anywhere.
#[expect(
    clippy::disallowed_methods,
    reason = "looks up a name of the host's own, and connects to nothing"
)]
async fn mini_apps(config: &Config) -> Finding {
    let place = match Place::of(config) {
        Ok(Some(place)) => place,
        Ok(None) if config.mini_apps_domain.is_some() => {
            return Fine("mini-apps are off, as the settings say".into());
        }
        Ok(None) => {
            return Advice(
                "mini-apps are off: give them a domain of their own, with DNS and a certificate for all names below it, by \
                 --mini-apps-domain (docs/host/mini-apps.md)"
                    .into(),
            );
        }
        Err(error) => return Wrong(error.to_string()),
    };
    let domain = place.domain();
    if domain == "localhost"
        || tokio::net::lookup_host((format!("doctor.{domain}"), 443))
            .await
            .is_ok()
    {
        return Fine(format!("mini-apps run at {}", place.origin("LABEL")));
    }
    Wrong(format!(
        "mini-apps would run at {}, but such names lead nowhere: add a DNS record for *.{domain}",
        place.origin("LABEL")
    ))
}

fn registration(config: &Config) -> Finding {
    match config.registration {
        Registration::Open if !config.listen.ip().is_loopback() => Advice(
            "everybody on the network can make an account: consider --registration token".into(),
        ),
        Registration::Open => Fine("everybody who reaches this machine can make an account".into()),
        Registration::Token | Registration::Invite => {
            Fine("new people need a token: `causeway token create`".into())
        }
        Registration::Closed => Fine("accounts are made by `causeway user create`".into()),
    }
}
