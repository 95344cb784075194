//! The Matrix homeserver: accounts, devices, keys, rooms, sync, push, media, search.
//!
//! | you look for | folder |
//! | --- | --- |
//! | register, log in, tokens, passwords | [`accounts`] |
//! | account data, tags, filters, ignored users | [`account_data`] |
//! | name, picture and other profile fields | [`profile`] |
//! | all of one person: export, erasure | [`personal`] |
//! | telling the host | [`reporting`] |
//! | what who runs the server does | [`admin`] |
//! | read receipts and markers | [`receipts`] |
//! | who is there | [`presence`] |
//! | making, changing and reading rooms | [`rooms`] |
//! | files, thumbnails, link previews | [`media`] |
//! | push rules, unread counts, push gateways | [`push`] |
//! | `/sync`, who is connected, wake-ups | [`sync`] |
//! | aliases, public rooms, summaries, people | [`directory`] |
//! | spaces | [`spaces`] |
//! | finding what was said | [`search`] |
//! | keys of devices and people | [`keys`] |
//! | the list of one's devices | [`devices`] |
//! | messages to devices | [`to_device`] |
//! | backup of room keys | [`backup`] |
//! | what the server says of itself | [`discovery`] |
//!
//! The way of a message: `rooms::send` → `rooms::head` (the room's lock: build, authorise) →
//! `rooms::append` (one change of the ordered writer) → `sync::hub` (after the commit: ring, slots,
//! wake-ups) → `sync::v3`.

pub mod account_data;
pub mod accounts;
pub mod admin;
pub mod backup;
pub mod devices;
pub mod directory;
pub mod discovery;
mod housekeeping;
pub mod keys;
pub mod media;
pub mod personal;
pub mod presence;
pub mod profile;
pub mod push;
pub mod receipts;
mod reply;
pub mod reporting;
pub mod rooms;
pub mod search;
pub mod spaces;
pub mod sync;
pub mod to_device;
mod users;

use std::{ops::Deref, sync::Arc};

use axum::Router;
use base::{Capability, Clock, Erasure, ExportSink, Failure, Rng, boxed, config::Config};
use egress::Egress;
use http_server::AuthState;
use room_rules::ServerKey;
use ruma::{ServerName, UserId};
use store::{Migration, Store, blobs::Blobs, jobs::Jobs};
use utoipa_axum::router::OpenApiRouter;

pub use http_server::{Error, Result};
pub use media::STREAMED;

/// How often devices that stopped polling are looked for.
const SWEEP_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// The schema, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        id: "matrix/0001_accounts",
        sql: include_str!("../migrations/0001_accounts.sql"),
    },
    Migration {
        id: "matrix/0002_rooms",
        sql: include_str!("../migrations/0002_rooms.sql"),
    },
    Migration {
        id: "matrix/0010_keys",
        sql: include_str!("../migrations/0010_keys.sql"),
    },
    Migration {
        id: "matrix/0020_push",
        sql: include_str!("../migrations/0020_push.sql"),
    },
    Migration {
        id: "matrix/0030_media",
        sql: include_str!("../migrations/0030_media.sql"),
    },
    Migration {
        id: "matrix/0040_people",
        sql: include_str!("../migrations/0040_people.sql"),
    },
    Migration {
        id: "matrix/0050_directory",
        sql: include_str!("../migrations/0050_directory.sql"),
    },
    Migration {
        id: "matrix/0055_search",
        sql: include_str!("../migrations/0055_search.sql"),
    },
    Migration {
        id: "matrix/0080_history",
        sql: include_str!("../migrations/0080_history.sql"),
    },
    Migration {
        id: "matrix/0090_media_upkeep",
        sql: include_str!("../migrations/0090_media_upkeep.sql"),
    },
    Migration {
        id: "matrix/0091_badge",
        sql: include_str!("../migrations/0091_badge.sql"),
    },
    Migration {
        id: "matrix/0092_erased_sender",
        sql: include_str!("../migrations/0092_erased_sender.sql"),
    },
    Migration {
        id: "matrix/0100_invited",
        sql: include_str!("../migrations/0100_invited.sql"),
    },
    Migration {
        id: "matrix/0101_media_use",
        sql: include_str!("../migrations/0101_media_use.sql"),
    },
    Migration {
        id: "matrix/0102_admin",
        sql: include_str!("../migrations/0102_admin.sql"),
    },
    Migration {
        id: "matrix/0103_reports",
        sql: include_str!("../migrations/0103_reports.sql"),
    },
    Migration {
        id: "matrix/0104_heroes",
        sql: include_str!("../migrations/0104_heroes.sql"),
    },
];

/// The homeserver. Cheap to clone; every route has one as its state.
#[derive(Clone)]
pub struct Matrix(Arc<Inner>);

/// What the homeserver works with.
pub struct Inner {
    /// All settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// Media files.
    pub blobs: Blobs,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// The key that signs our events.
    pub key: ServerKey,
    /// The key that push services know us by.
    pub vapid: push::VapidKey,
    /// Active rooms.
    pub rooms: rooms::Rooms,
    /// Connected people, and the newest events of their rooms.
    pub hub: Arc<sync::Hub>,
    /// Filters that polls name.
    pub filters: sync::v3::filter::Filters,
    /// Sliding-sync connections.
    pub connections: sync::sliding::Connections,
    /// Numbers of known users.
    pub users: users::Users,
    /// What the media routes share.
    pub media: media::Media,
    /// The way to the evaluator of push rules.
    pub push: push::Push,
    /// How far the search index has come.
    pub search: search::indexer::Index,
    /// Every outgoing request.
    pub egress: Egress,
    /// Valid access tokens, so that an authenticated request needs no query.
    pub tokens: accounts::TokenCache,
    /// Running user-interactive authentications.
    pub uiaa: accounts::uiaa::Sessions,
    /// How often each person gives a password that was asked for again.
    pub password_rates: http_server::RateLimits,
    /// Who is there.
    pub presence: presence::Presence,
    /// Since when the server runs.
    pub started: tokio::time::Instant,
    /// Resolves when the server is asked to stop: long-polls answer at once.
    pub stopping: tokio_util::sync::CancellationToken,
}

impl Deref for Matrix {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What [`Matrix::start`] needs from the binary.
pub struct Parts {
    /// All settings.
    pub config: Config,
    /// The database, with [`MIGRATIONS`] applied.
    pub store: Store,
    /// Media files.
    pub blobs: Blobs,
    /// Every outgoing request.
    pub egress: Egress,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
}

impl Matrix {
    /// Loads the server key (made at the first start) and the counters; no other table is read.
    pub async fn start(parts: Parts) -> Result<Self> {
        let Parts {
            config,
            store,
            blobs,
            egress,
            clock,
            rng,
        } = parts;
        let mut seed = [0u8; 32];
        rng.fill(&mut seed);
        let key = discovery::load_key(&store, seed).await?;
        let vapid = push::VapidKey::load(&store).await?;
        let users = users::Users::load(&store).await?;
        let rooms = rooms::Rooms::load(&store).await?;
        let hub = Arc::new(sync::Hub::new(store.published()));
        let wakes = Arc::clone(&hub);
        store.on_publish(move || wakes.wake_published());
        let password_rates = http_server::RateLimits::new(Arc::clone(&clock));
        Ok(Self(Arc::new(Inner {
            config,
            store,
            blobs,
            egress,
            clock,
            rng,
            key,
            vapid,
            rooms,
            hub,
            filters: sync::v3::filter::Filters::default(),
            connections: sync::sliding::Connections::default(),
            users,
            push: push::Push::default(),
            search: search::indexer::Index::default(),
            media: media::Media::default(),
            tokens: accounts::TokenCache::default(),
            uiaa: accounts::uiaa::Sessions::default(),
            password_rates,
            presence: presence::Presence::default(),
            started: tokio::time::Instant::now(),
            stopping: tokio_util::sync::CancellationToken::new(),
        })))
    }

    /// Starts what runs beside the requests: forgetting devices that went away.
    pub fn spawn_background(&self) {
        push::spawn_background(self);
        tokio::spawn(search::indexer::run(self.clone()));
        let (leaver, closer, dropper) = (self.clone(), self.clone(), self.clone());
        let greeter = self.clone();
        let m = self.clone();
        tokio::spawn(async move {
            if let Err(error) = rooms::sent::fill(&m).await {
                tracing::warn!(%error, "Every transaction id will be looked up until the next start");
            }
        });
        let jobs = Jobs::new(self.store.clone(), Arc::clone(&self.clock))
            .handle(accounts::LEAVE_ROOMS, move |user| {
                accounts::leave_rooms(leaver.clone(), user)
            })
            .handle(accounts::WELCOME, move |user| {
                accounts::welcome(greeter.clone(), user)
            })
            .handle(rooms::close::EMPTY_ROOM, move |room| {
                rooms::close::empty_room(closer.clone(), room)
            })
            .handle(media::DROP_BLOB, move |blob| {
                media::drop_blob(dropper.clone(), blob)
            });
        tokio::spawn(jobs.run(self.stopping.clone()));
        let m = self.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(SWEEP_EVERY) => {
                        m.hub.sweep(m.clock.now_ms());
                        m.presence.sweep(&m);
                        m.password_rates.forget();
                    }
                    () = m.stopping.cancelled() => return,
                }
                if let Err(error) = devices::flush_last_seen(&m).await {
                    tracing::warn!(%error, "Could not write when devices were last seen");
                }
                if let Err(error) = housekeeping::run(&m).await {
                    tracing::warn!(%error, "Could not clear away what is old");
                }
                if let Err(error) = media::upkeep(&m).await {
                    tracing::warn!(%error, "Could not clear away files that nobody needs");
                }
            }
        });
    }

    /// The extractors' way to people.
    pub fn auth(&self) -> AuthState {
        AuthState(Arc::new(self.clone()))
    }

    /// Our server name.
    pub fn server_name(&self) -> &ServerName {
        &self.config.server_name
    }

    /// Whether `user` belongs to this server.
    pub fn is_local(&self, user: &UserId) -> bool {
        user.server_name() == self.server_name()
    }
}

/// Our own interface, where Matrix has none.
fn own_routes() -> OpenApiRouter<Matrix> {
    OpenApiRouter::new()
        .merge(accounts::own_routes())
        .merge(admin::own_routes())
        .merge(directory::own_routes())
        .merge(discovery::own_routes())
        .merge(push::own_routes())
        // Who may not is refused before his body is read.
        .layer(axum::middleware::from_fn(http_server::answer_after_body))
}

impl Capability for Matrix {
    fn name(&self) -> &'static str {
        "matrix"
    }

    fn routes(&self) -> OpenApiRouter {
        let standard = Router::new()
            .merge(account_data::routes())
            .merge(accounts::routes())
            .merge(backup::routes())
            .merge(devices::routes())
            .merge(directory::routes())
            .merge(discovery::routes())
            .merge(keys::routes())
            .merge(media::routes())
            .merge(presence::routes())
            .merge(profile::routes())
            .merge(receipts::routes())
            .merge(reporting::routes())
            .merge(push::routes())
            .merge(rooms::routes())
            .merge(search::routes())
            .merge(spaces::routes())
            .merge(sync::routes())
            .merge(to_device::routes());
        OpenApiRouter::from(standard)
            .merge(own_routes())
            .with_state(self.clone())
    }

    fn personal_tables(&self) -> &'static [(&'static str, Erasure)] {
        personal::TABLES
    }

    fn export<'a>(
        &'a self,
        user: &'a UserId,
        sink: &'a mut dyn ExportSink,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>> {
        boxed(personal::export(self, user, sink))
    }

    fn erase<'a>(
        &'a self,
        user: &'a UserId,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>> {
        boxed(async { Ok(personal::erase(self, user).await?) })
    }
}
