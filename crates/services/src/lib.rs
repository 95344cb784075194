//! What grows around messages and videos: mini-apps, and the directory in which people find them and each other.
//!
//! | you look for | folder |
//! | --- | --- |
//! | the origins on which mini-apps run, their archives | [`mini_apps`] |
//! | what people can find, and the host's part of it | [`directory`] |

mod directory;
mod homeserver;
pub mod mini_apps;

use std::{ops::Deref, sync::Arc};

use base::{
    Boxed, Capability, Clock, Erasure, ExportSink, Groups, Rng, Signer, boxed, config::Config,
};
use egress::Egress;
use ruma::UserId;
use store::{Migration, Store, blobs::Blobs, jobs::Jobs};
use tokio::{sync::RwLock, task::JoinSet};
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;

/// The schema, in order; after the homeserver's, whose people it refers to.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        id: "services/0010_directory",
        sql: include_str!("../migrations/0010_directory.sql"),
    },
    Migration {
        id: "services/0011_report_entry",
        sql: include_str!("../migrations/0011_report_entry.sql"),
    },
    Migration {
        id: "services/0012_rising_withdrawn",
        sql: include_str!("../migrations/0012_rising_withdrawn.sql"),
    },
];

/// The job that tells of an account that has ended; one of [`base::ACCOUNT_ENDED`].
const ACCOUNT_ENDED: &str = "account_ended_services";

/// The capability. Cheap to clone; every route has one as its state.
#[derive(Clone)]
pub struct Services(Arc<Inner>);

/// What it works with.
pub struct Inner {
    /// All settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Where mini-apps run; `None`: nowhere.
    pub mini_apps: Option<mini_apps::Place>,
    pub(crate) blobs: Blobs,
    /// Read from when a blob is written until what refers to it is committed; written while one is deleted.
    pub(crate) blobs_in_use: RwLock<()>,
    pub(crate) egress: Egress,
    pub(crate) signer: Arc<dyn Signer>,
    pub(crate) groups: Arc<dyn Groups>,
    pub(crate) list: directory::Cached,
    pub(crate) rising: directory::Rising,
    stopping: CancellationToken,
}

impl Deref for Services {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What [`Services::start`] needs from the binary.
pub struct Parts {
    /// All settings.
    pub config: Config,
    /// The database, with [`MIGRATIONS`] applied.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// A place for blobs that nobody else uses.
    pub blobs: Blobs,
    /// The way out.
    pub egress: Egress,
    /// What signs entries of the directory.
    pub signer: Arc<dyn Signer>,
    /// Who may list which group.
    pub groups: Arc<dyn Groups>,
    /// Cancelled when the server is asked to stop.
    pub stopping: CancellationToken,
}

impl Services {
    /// Ready to answer. Refuses a domain on which mini-apps would not be apart from everything else.
    pub fn start(parts: Parts) -> Result<Self, mini_apps::PlaceError> {
        let Parts {
            config,
            store,
            clock,
            rng,
            blobs,
            egress,
            signer,
            groups,
            stopping,
        } = parts;
        let mini_apps = mini_apps::Place::of(&config)?;
        Ok(Self(Arc::new(Inner {
            config,
            store,
            clock,
            rng,
            mini_apps,
            blobs,
            blobs_in_use: RwLock::default(),
            egress,
            signer,
            groups,
            list: directory::Cached::default(),
            rising: directory::Rising::default(),
            stopping,
        })))
    }

    /// Starts what runs beside the requests; all of it ends soon after the server is asked to stop.
    pub fn spawn_background(&self) -> JoinSet<()> {
        let mut running = JoinSet::new();
        running.spawn(self.jobs().run(self.stopping.clone()));
        running.spawn(directory::keep_rising(self.clone(), self.stopping.clone()));
        running
    }

    fn jobs(&self) -> Jobs {
        let (dropper, checker, eraser) = (self.clone(), self.clone(), self.clone());
        let (follower, looker) = (self.clone(), self.clone());
        Jobs::new(self.store.clone(), Arc::clone(&self.clock))
            .handle(directory::DROP_BLOB, move |blob| {
                directory::drop_blob(dropper.clone(), blob)
            })
            .handle(directory::CHECK_DOMAIN, move |entry| {
                directory::check_in_job(checker.clone(), entry)
            })
            .handle(directory::FOLLOW, move |source| {
                directory::follow_in_job(follower.clone(), source, true)
            })
            .handle(directory::FOLLOW_NOW, move |source| {
                directory::follow_in_job(looker.clone(), source, false)
            })
            .handle(ACCOUNT_ENDED, move |user| {
                directory::personal::account_ended(eraser.clone(), user)
            })
    }

    /// The time in milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }
}

impl Capability for Services {
    fn name(&self) -> &'static str {
        "services"
    }

    fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .merge(mini_apps::routes())
            .merge(directory::routes())
            .layer(axum::middleware::from_fn(http_server::answer_after_body))
            .with_state(self.clone())
    }

    fn personal_tables(&self) -> &'static [(&'static str, Erasure)] {
        directory::personal::TABLES
    }

    // What people do in mini-apps is in their rooms, encrypted: the homeserver's part of an export has it.
    fn export<'a>(&'a self, user: &'a UserId, sink: &'a mut dyn ExportSink) -> Boxed<'a, ()> {
        boxed(directory::personal::export(self, user, sink))
    }

    fn erase<'a>(&'a self, user: &'a UserId) -> Boxed<'a, ()> {
        boxed(async { Ok(directory::personal::erase(self, user).await?) })
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_told_of_accounts_that_end() {
        assert!(base::ACCOUNT_ENDED.contains(&super::ACCOUNT_ENDED));
    }
}
