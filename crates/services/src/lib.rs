//! What grows around messages and videos: mini-apps, and the directory in which people find them and each other.
//!
//! | you look for | folder |
//! | --- | --- |
//! | the origins on which mini-apps run | [`mini_apps`] |

pub mod mini_apps;

use std::{ops::Deref, sync::Arc};

use base::{Boxed, Capability, Clock, Erasure, ExportSink, Rng, boxed, config::Config};
use ruma::UserId;
use store::{Migration, Store};
use utoipa_axum::router::OpenApiRouter;

/// The schema, in order; after the homeserver's, whose people it refers to.
pub const MIGRATIONS: &[Migration] = &[];

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
}

impl Services {
    /// Ready to answer. Refuses a domain on which mini-apps would not be apart from everything else.
    pub fn start(parts: Parts) -> Result<Self, mini_apps::PlaceError> {
        let Parts {
            config,
            store,
            clock,
            rng,
        } = parts;
        let mini_apps = mini_apps::Place::of(&config)?;
        Ok(Self(Arc::new(Inner {
            config,
            store,
            clock,
            rng,
            mini_apps,
        })))
    }
}

impl Capability for Services {
    fn name(&self) -> &'static str {
        "services"
    }

    fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .merge(mini_apps::routes())
            .layer(axum::middleware::from_fn(http_server::answer_after_body))
            .with_state(self.clone())
    }

    fn personal_tables(&self) -> &'static [(&'static str, Erasure)] {
        &[]
    }

    fn export<'a>(&'a self, _: &'a UserId, _: &'a mut dyn ExportSink) -> Boxed<'a, ()> {
        // What people do in mini-apps is in their rooms, encrypted: the homeserver's part of an export has it.
        boxed(async { Ok(()) })
    }

    fn erase<'a>(&'a self, _: &'a UserId) -> Boxed<'a, ()> {
        boxed(async { Ok(()) })
    }
}
