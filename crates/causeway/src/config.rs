//! Settings from option, environment, file and default, in this order of precedence.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result};
use base::config::{Config, Registration};
use clap::{Args, ValueEnum};
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use ruma::{OwnedRoomAliasId, RoomAliasId};
use serde::{Deserialize, Serialize};

/// What can be given on the command line. Every option also stands in `causeway.toml` (with `_` for
/// `-`) and as `CAUSEWAY_…` in the environment.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Configuration file [default: causeway.toml in the data folder, if there is one]
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<PathBuf>,
    /// Folder for all data [default: ./causeway-data]
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:8008]
    #[arg(long, value_name = "ADDR:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// Name behind the colon of user ids; never change it later [default: localhost:8008]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    /// Address at which people reach the server [default: http://SERVER_NAME]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// Who may create an account [default: token]
    #[arg(long, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<RegistrationOption>,
    /// Switches rate limits off: for tests and benchmarks
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_rate_limits: bool,
    /// sqlite:PATH or postgres://USER@HOST/NAME [default: causeway.db in the data folder]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// file:PATH [default: blobs in the data folder]
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blobs: Option<String>,
    /// Serve /metrics on an address of its own
    #[arg(long, value_name = "ADDR:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_listen: Option<SocketAddr>,
    /// Largest upload in bytes [default: 104857600]
    #[arg(long, value_name = "BYTES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload_bytes_max: Option<u64>,
    /// How many bytes of media a person may store [default: no limit]
    #[arg(long, value_name = "BYTES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_bytes_per_person: Option<u64>,
    /// Largest video as it is uploaded, in bytes [default: 524288000]
    #[arg(long, value_name = "BYTES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_bytes_max: Option<u64>,
    /// Longest video, in seconds, up to 600 [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_seconds_max: Option<u64>,
    /// Do not start where the kernel cannot keep ffmpeg in its folder
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_sandbox: bool,
    /// Leave the processing of videos to `causeway worker`
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_video_jobs: bool,
    /// After how many likes, comments, shares and saves a public video is made again in AV1, in idle time; 0: never
    /// [default: 10]
    #[arg(long, value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_av1_after: Option<u64>,
    /// How many bytes of video a person may store [default: no limit]
    #[arg(long, value_name = "BYTES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub video_bytes_per_person: Option<u64>,
    /// How often the feed's packs are made, in seconds [default: 900]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed_packs_every_s: Option<u64>,
    /// How many of a person's views of a day count, from 1 to 1000 [default: 200]
    #[arg(long, value_name = "VIEWS", value_parser = clap::value_parser!(u32).range(1..=1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views_per_day: Option<u32>,
    /// Longest time after which apps send that a video was viewed, in seconds [default: 7200]
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub views_delay_s: Option<u64>,
    /// Lifetime of access tokens that can be refreshed, in seconds [default: 3600]
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_lifetime_s: Option<u64>,
    /// Private address range (CIDR) that outgoing requests may reach; can be repeated
    #[arg(long, value_name = "CIDR")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub egress_allow: Vec<String>,
    /// Name server (address and port) that is asked whether domains say what the directory says [default: the system's]
    #[arg(long, value_name = "ADDRESS:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_server: Option<SocketAddr>,
    /// Switches URL previews off
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub no_url_previews: bool,
    /// Domain below which each mini-app has a name of its own, or off [default: localhost on one's own machine, else off]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mini_apps_domain: Option<String>,
    /// Serve the web app from this folder instead of the one inside the program: for its developers
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_dir: Option<PathBuf>,
    /// Name of the terms to be accepted at registration
    #[arg(long, requires = "terms_url")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_name: Option<String>,
    /// Address of the terms
    #[arg(long, requires = "terms_name")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms_url: Option<String>,
    /// Whom to ask for help: a Matrix id or an e-mail address
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support_contact: Option<String>,
    /// What people call the host [default: the server's name]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Alias of a public room that new people join at once, such as harbour or #harbour:SERVER_NAME
    #[arg(long, value_name = "ALIAS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub welcome_room: Option<String>,
    /// For how long people may recall a message in the web app, in seconds; 0: always [default: 120]
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_seconds: Option<u64>,
    /// Log lines: human or json [default: human]
    #[arg(long, value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogFormat>,
}

/// Who may create an account.
#[derive(Debug, Clone, Copy, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationOption {
    /// Everybody
    Open,
    /// Who has a registration token
    Token,
    /// Who was invited
    Invite,
    /// Nobody
    Closed,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people
    Human,
    /// One JSON object a line
    Json,
}

/// All settings.
pub struct Settings {
    /// For the server.
    pub config: Config,
    /// For the log.
    pub log: LogFormat,
}

/// A misspelt setting must not pass for one that holds. (The environment has other variables, too.)
fn refuse_unknown(file: &Path) -> Result<()> {
    let given: figment::value::Dict = Figment::from(Toml::file(file))
        .extract()
        .context("wrong setting")?;
    let known = Options::augment_args(clap::Command::new("causeway"));
    let is_known = |name: &str| known.get_arguments().any(|known| known.get_id() == name);
    match given.keys().find(|name| !is_known(name)) {
        Some(name) => anyhow::bail!(
            "there is no setting {name:?} ({}): `causeway serve --help` lists them, with _ for - in the file",
            file.display()
        ),
        None => Ok(()),
    }
}

/// Reads the settings; says which one is wrong.
pub fn load(options: &Options) -> Result<Settings> {
    let environment = Figment::new().merge(Env::prefixed("CAUSEWAY_"));
    let early: Options = environment
        .clone()
        .merge(Serialized::defaults(options))
        .extract()
        .context("wrong setting")?;
    let data_dir = early
        .data_dir
        .unwrap_or_else(|| PathBuf::from("causeway-data"));
    let mut figment = Figment::new();
    let file = early
        .config
        .clone()
        .unwrap_or_else(|| data_dir.join("causeway.toml"));
    if early.config.is_some() && !file.is_file() {
        anyhow::bail!("there is no configuration file {}", file.display());
    }
    refuse_unknown(&file)?;
    figment = figment
        .merge(Toml::file(file))
        .merge(Env::prefixed("CAUSEWAY_"));
    let all: Options = figment
        .merge(Serialized::defaults(options))
        .extract()
        .context("wrong setting")?;
    let name = all
        .server_name
        .unwrap_or_else(|| "localhost:8008".to_owned());
    let name = name.parse().with_context(|| {
        format!("{name:?} is not a server name: use a host name, with a port if needed")
    })?;
    let mut config = Config::new(name, data_dir);
    if let Some(listen) = all.listen {
        config.listen = listen;
    }
    if let Some(url) = all.public_url {
        config.public_url = url.trim_end_matches('/').to_owned();
    }
    config.registration = match all.registration {
        Some(RegistrationOption::Open) => Registration::Open,
        Some(RegistrationOption::Invite) => Registration::Invite,
        Some(RegistrationOption::Closed) => Registration::Closed,
        Some(RegistrationOption::Token) | None => Registration::Token,
    };
    config.rate_limits = !all.no_rate_limits;
    config.database = all.database;
    config.blobs = all.blobs;
    config.metrics_listen = all.metrics_listen;
    config.egress_allow = all.egress_allow;
    config.dns_server = all.dns_server;
    config.url_previews = !all.no_url_previews;
    config.terms = all.terms_name.zip(all.terms_url);
    config.mini_apps_domain = all.mini_apps_domain;
    config.web_dir = all.web_dir;
    config.support_contact = all.support_contact;
    config.name = all.name.filter(|name| !name.trim().is_empty());
    config.welcome_room = all
        .welcome_room
        .map(|alias| welcome_room(&alias, &config))
        .transpose()?;
    config.recall = match all.recall_seconds {
        Some(0) => None,
        Some(seconds) => Some(Duration::from_secs(seconds)),
        None => config.recall,
    };
    if let Some(bytes) = all.upload_bytes_max {
        config.upload_bytes_max = bytes;
    }
    config.media_bytes_per_person = all.media_bytes_per_person;
    if let Some(bytes) = all.video_bytes_max {
        config.video_bytes_max = bytes;
    }
    if let Some(seconds) = all.video_seconds_max {
        // Also from the file and the environment, which the command line's bounds do not see.
        anyhow::ensure!(
            (1..=600).contains(&seconds),
            "video_seconds_max is {seconds}: from 1 to 600 are possible"
        );
        config.video_seconds_max = seconds;
    }
    config.require_sandbox = all.require_sandbox;
    config.video_jobs = !all.no_video_jobs;
    config.video_av1_after = match all.video_av1_after {
        Some(0) => None,
        given => given.or(config.video_av1_after),
    };
    config.video_bytes_per_person = all.video_bytes_per_person;
    if let Some(seconds) = all.feed_packs_every_s {
        anyhow::ensure!(
            (1..=86_400).contains(&seconds),
            "feed_packs_every_s is {seconds}: from 1 to 86400 are possible"
        );
        config.feed_packs_every = Duration::from_secs(seconds);
    }
    if let Some(views) = all.views_per_day {
        anyhow::ensure!(
            (1..=1000).contains(&views),
            "views_per_day is {views}: from 1 to 1000 are possible"
        );
        config.views_per_day = views;
    }
    if let Some(seconds) = all.views_delay_s {
        config.views_delay = Duration::from_secs(seconds);
    }
    if let Some(seconds) = all.access_token_lifetime_s {
        config.access_token_lifetime = Duration::from_secs(seconds);
    }
    Ok(Settings {
        config,
        log: all.log.unwrap_or(LogFormat::Human),
    })
}

/// The alias of the welcome room: in full, or its name alone.
fn welcome_room(given: &str, config: &Config) -> Result<OwnedRoomAliasId> {
    let full = if given.starts_with('#') {
        given.to_owned()
    } else {
        format!("#{given}:{}", config.server_name)
    };
    let alias = RoomAliasId::parse(&full).with_context(|| {
        format!(
            "{given:?} is no room alias: use a name such as harbour, or #harbour:{}",
            config.server_name
        )
    })?;
    anyhow::ensure!(
        alias.server_name() == config.server_name,
        "the welcome room {alias} must be a room of this server ({})",
        config.server_name
    );
    Ok(alias)
}
