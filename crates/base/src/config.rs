//! Settings as every part sees them. Where they are read from (option, environment, file,
//! default) is the binary's business.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ruma::{OwnedRoomAliasId, OwnedServerName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who may create an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Everybody.
    Open,
    /// Who has a registration token.
    Token,
    /// Who has an invitation: a registration token that one account gave to one person.
    Invite,
    /// Nobody; accounts are made on the command line.
    Closed,
}

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// The name behind the colon of user ids.
    pub server_name: OwnedServerName,
    /// Where clients reach the server, without a trailing slash.
    pub public_url: String,
    /// The folder that holds all data.
    pub data_dir: PathBuf,
    /// The address to listen on.
    pub listen: SocketAddr,
    /// A second address that serves `/metrics` alone; `None`: on the main one.
    pub metrics_listen: Option<SocketAddr>,
    /// `sqlite:PATH` or `postgres://…`; `None`: SQLite in the data folder.
    pub database: Option<String>,
    /// `file:PATH`; `None`: a folder in the data folder.
    pub blobs: Option<String>,
    /// Who may create an account.
    pub registration: Registration,
    /// Whether rate limits apply. Off only in tests and benchmarks.
    pub rate_limits: bool,
    /// The largest upload, in bytes.
    pub upload_bytes_max: u64,
    /// How many bytes of media a person may store; `None`: as many as fit on the disk.
    pub media_bytes_per_person: Option<u64>,
    /// The largest video as it is uploaded, in bytes.
    pub video_bytes_max: u64,
    /// The longest video, in seconds.
    pub video_seconds_max: u64,
    /// Whether the server refuses to start where the kernel cannot keep ffmpeg in its folder.
    pub require_sandbox: bool,
    /// Whether the server processes videos itself; if not, workers do.
    pub video_jobs: bool,
    /// After how many likes, comments, shares and saves a video is made again in AV1; `None`: never.
    pub video_av1_after: Option<u64>,
    /// How many bytes of video a person may store; `None`: as many as fit on the disk.
    pub video_bytes_per_person: Option<u64>,
    /// How long the feed's packs hold until they are made again.
    pub feed_packs_every: Duration,
    /// How many of a person's views of a day count.
    pub views_per_day: u32,
    /// After at most this long clients send a view.
    pub views_delay: Duration,
    /// How long an access token with a refresh token lives.
    pub access_token_lifetime: Duration,
    /// Address ranges (CIDR) that outgoing requests may reach although they are private.
    pub egress_allow: Vec<String>,
    /// The name server that is asked whether a domain says what an entry of the directory says; `None`: the system's.
    pub dns_server: Option<SocketAddr>,
    /// Whether URL previews are fetched.
    pub url_previews: bool,
    /// Terms that a person must accept to register: name and address of the document.
    pub terms: Option<(String, String)>,
    /// The domain below which each mini-app has a name of its own, or `off`; `None`: `localhost` on a machine that
    /// serves itself, else off.
    pub mini_apps_domain: Option<String>,
    /// The folder of the web app, instead of the one inside the program.
    pub web_dir: Option<PathBuf>,
    /// Contact of the host, shown in `/.well-known/matrix/support`.
    pub support_contact: Option<String>,
    /// What people call the host; `None`: the server's name will do.
    pub name: Option<String>,
    /// The alias of a public room that new people join at once; `None`: they start in no room.
    pub welcome_room: Option<OwnedRoomAliasId>,
    /// For how long after sending the web app lets people recall a message; `None`: always.
    pub recall: Option<Duration>,
}

impl Config {
    /// Time to notice a slip; later on, others have answered.
    pub const RECALL: Duration = Duration::from_secs(120);

    /// A few in a hundred who watch do something: some hundred have watched it.
    pub const AV1_AFTER: u64 = 10;

    /// Defaults for a server named `server_name` with its data in `data_dir`.
    pub fn new(server_name: OwnedServerName, data_dir: PathBuf) -> Self {
        Self {
            public_url: format!("http://{server_name}"),
            server_name,
            data_dir,
            listen: SocketAddr::from(([127, 0, 0, 1], 8008)),
            metrics_listen: None,
            database: None,
            blobs: None,
            registration: Registration::Token,
            rate_limits: true,
            upload_bytes_max: 100 * 1024 * 1024,
            media_bytes_per_person: None,
            video_bytes_max: 500 * 1024 * 1024,
            video_seconds_max: 180,
            require_sandbox: false,
            video_jobs: true,
            video_av1_after: Some(Self::AV1_AFTER),
            video_bytes_per_person: None,
            feed_packs_every: Duration::from_secs(15 * 60),
            views_per_day: 200,
            views_delay: Duration::from_secs(2 * 60 * 60),
            access_token_lifetime: Duration::from_secs(3600),
            egress_allow: Vec::new(),
            dns_server: None,
            url_previews: true,
            terms: None,
            mini_apps_domain: None,
            web_dir: None,
            support_contact: None,
            name: None,
            welcome_room: None,
            recall: Some(Self::RECALL),
        }
    }
}
