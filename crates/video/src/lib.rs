//! Short videos: upload, processing, playback, and what people do with them.
//!
//! | you look for | folder |
//! | --- | --- |
//! | resumable uploads (tus 1.0) | [`uploads`] |
//! | posting, changing and reading a video | [`videos`] |
//! | who may see one | [`access`] |
//! | ffmpeg: checks, renditions, playlists | [`processing`] |
//! | captions (WebVTT) | [`captions`] |
//! | the files that players fetch | [`playback`] |
//! | likes, comments, reposts, shares | [`social`] |
//! | follows, requests, blocks, settings | [`graph`] |
//! | a person's page | [`people_pages`] |
//! | saved and liked videos, collections | [`saves`] |
//! | what people are told | [`notifications`] |
//! | lists of videos | [`feed`] |
//! | the learning feed: its packs, what is learnt for them | [`packs`], [`learn`] |
//! | search, tags, sounds, and what keeps them | [`search`], [`tags`], [`sounds`], [`listing`] |
//! | views that count without a viewer, creators' numbers | [`views`] |
//! | reports, decisions, appeals, blocked frames | [`moderation`] |
//! | all of one person: export, erasure | [`personal`] |
//!
//! The way of a video: `uploads::append` (its bytes) → `videos::create` (row and durable job in one change) →
//! `processing::process` (probe, one ffmpeg run, blobs) → `processing::publish` (ready, in one change) →
//! `playback::file`.

mod access;
mod captions;
mod feed;
mod gate;
mod graph;
mod learn;
mod listing;
pub mod moderation;
mod notifications;
pub mod packs;
mod people;
mod people_pages;
mod personal;
mod playback;
pub mod processing;
mod saves;
mod search;
mod social;
mod sounds;
mod tags;
pub mod uploads;
mod videos;
mod views;

use std::{ops::Deref, sync::Arc, time::Duration};

use base::{
    Boxed, Capability, Clock, Erasure, ExportSink, Pictures, Rng, Signer, boxed, config::Config,
};
use http_server::{Error, Result};
use ruma::UserId;
use store::{Migration, Store, blobs::Blobs, jobs::Jobs};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use utoipa_axum::router::OpenApiRouter;

pub use videos::sweep_blobs;

/// The schema, in order; after the homeserver's, whose people it refers to.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        id: "video/0001_videos",
        sql: include_str!("../migrations/0001_videos.sql"),
    },
    Migration {
        id: "video/0002_social",
        sql: include_str!("../migrations/0002_social.sql"),
    },
    Migration {
        id: "video/0003_graph",
        sql: include_str!("../migrations/0003_graph.sql"),
    },
    Migration {
        id: "video/0004_search",
        sql: include_str!("../migrations/0004_search.sql"),
    },
    Migration {
        id: "video/0005_processing",
        sql: include_str!("../migrations/0005_processing.sql"),
    },
    Migration {
        id: "video/0006_moderation",
        sql: include_str!("../migrations/0006_moderation.sql"),
    },
    Migration {
        id: "video/0007_places",
        sql: include_str!("../migrations/0007_places.sql"),
    },
    Migration {
        id: "video/0008_watched",
        sql: include_str!("../migrations/0008_watched.sql"),
    },
    Migration {
        id: "video/0010_feed_packs",
        sql: include_str!("../migrations/0010_feed_packs.sql"),
    },
    Migration {
        id: "video/0011_views",
        sql: include_str!("../migrations/0011_views.sql"),
    },
    Migration {
        id: "video/0012_numbers",
        sql: include_str!("../migrations/0012_numbers.sql"),
    },
    Migration {
        id: "video/0013_view_devices",
        sql: include_str!("../migrations/0013_view_devices.sql"),
    },
];

/// How often uploads that nobody finished are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// The capability. Cheap to clone; every route has one as its state.
#[derive(Clone)]
pub struct Video(Arc<Inner>);

/// What it works with.
pub struct Inner {
    /// All settings.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// What is played. A place of its own: the homeserver clears away blobs that no media refers to.
    pub blobs: Blobs,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// Resolves when the server is asked to stop.
    pub stopping: CancellationToken,
    pub(crate) uploads: uploads::Uploads,
    pub(crate) work: processing::Work,
    pub(crate) key: playback::Key,
    /// Between who stores blobs and who deletes those that nobody refers to.
    pub(crate) gate: gate::Gate,
    pub(crate) packs: packs::Packs,
    pub(crate) signer: Arc<dyn Signer>,
    pub(crate) pictures: Arc<dyn Pictures>,
    pub(crate) view_keys: views::Keys,
}

impl Deref for Video {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// What [`Video::start`] needs from the binary.
pub struct Parts {
    /// All settings.
    pub config: Config,
    /// The database, with [`MIGRATIONS`] applied.
    pub store: Store,
    /// A place for blobs that nobody else uses.
    pub blobs: Blobs,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub rng: Arc<dyn Rng>,
    /// What signs the list of packs.
    pub signer: Arc<dyn Signer>,
    /// Where pictures of people are.
    pub pictures: Arc<dyn Pictures>,
    /// Cancelled when the server is asked to stop.
    pub stopping: CancellationToken,
}

impl Video {
    /// Makes its folders and loads the keys that sign addresses and view tokens; no other table is read.
    pub async fn start(parts: Parts) -> Result<Self> {
        let Parts {
            config,
            store,
            blobs,
            clock,
            rng,
            signer,
            pictures,
            stopping,
        } = parts;
        let uploads = uploads::Uploads::open(&config.data_dir).await?;
        let work = processing::Work::open(&config.data_dir, store.process()).await?;
        let gate = gate::Gate::of(&config.data_dir);
        let key = playback::Key::load(&store, rng.as_ref()).await?;
        let packs = packs::Packs::open(&config.data_dir).await?;
        let view_keys = views::Keys::load(&store).await?;
        Ok(Self(Arc::new(Inner {
            config,
            store,
            blobs,
            clock,
            rng,
            stopping,
            uploads,
            work,
            key,
            gate,
            packs,
            signer,
            pictures,
            view_keys,
        })))
    }

    /// Starts what runs beside the requests. All of it ends soon after the server is asked to stop; who closes the
    /// database waits for that, so that a try that was cut short is given back.
    pub fn spawn_background(&self) -> JoinSet<()> {
        let mut running = JoinSet::new();
        if self.config.video_jobs {
            let at_once = processing::at_once();
            running.spawn(self.process(at_once, self.stopping.clone()));
        }
        running.spawn(self.small_jobs().run(self.stopping.clone()));
        running.spawn(self.clone().sweep_now_and_then());
        running.spawn(packs::run(self.clone()));
        running
    }

    /// Processes videos, so many at once, until `draining`; what runs then is ended. Minutes of ffmpeg have a runner of
    /// their own, in this process or another: nobody's small job waits for them.
    pub fn process(
        &self,
        at_once: usize,
        draining: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        processing::runner(self, at_once).run(draining)
    }

    fn small_jobs(&self) -> Jobs {
        let (dropper, remover, eraser) = (self.clone(), self.clone(), self.clone());
        let (forgetter, refresher) = (self.clone(), self.clone());
        let (publisher, dropper_of_old, checker) = (self.clone(), self.clone(), self.clone());
        Jobs::new(self.store.clone(), Arc::clone(&self.clock))
            .handle(videos::DROP_BLOB, move |blob| {
                videos::drop_blob(dropper.clone(), blob)
            })
            .handle(videos::REMOVE_REST, move |video| {
                videos::remove_rest(remover.clone(), video)
            })
            .handle(listing::REFRESH_AUTHOR, move |author| {
                listing::refresh_author(refresher.clone(), author)
            })
            .handle(social::FORGET_COMMENTS, move |comments| {
                social::forget_in_job(forgetter.clone(), comments)
            })
            .handle(processing::PUBLISH, move |video| {
                processing::publish_now(publisher.clone(), video)
            })
            .handle(processing::DROP_GENERATION, move |generation| {
                processing::drop_generation(dropper_of_old.clone(), generation)
            })
            .handle(moderation::RECHECK, move |pass| {
                moderation::recheck(checker.clone(), pass)
            })
            .handle(personal::ACCOUNT_ENDED, move |user| {
                personal::account_ended(eraser.clone(), user)
            })
    }

    async fn sweep_now_and_then(self) {
        let mut turn = 0;
        loop {
            if let Err(error) = views::keep(&self).await {
                tracing::warn!(%error, "Could not keep the keys of view tokens");
            }
            tokio::select! {
                () = tokio::time::sleep(SWEEP_EVERY) => {}
                () = self.stopping.cancelled() => return,
            }
            match videos::look_now_and_then(&self, turn).await {
                Ok(now) => turn = now,
                Err(error) => tracing::warn!(%error, "Could not look for blobs of no video"),
            }
            if let Err(error) = uploads::sweep(&self).await {
                tracing::warn!(%error, "Could not clear away uploads that nobody finished");
            }
        }
    }

    /// The time in milliseconds.
    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }
}

impl Capability for Video {
    fn name(&self) -> &'static str {
        "video"
    }

    fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .merge(uploads::routes())
            .merge(videos::routes())
            .merge(captions::routes())
            .merge(playback::routes())
            .merge(social::routes())
            .merge(graph::routes())
            .merge(people_pages::routes())
            .merge(saves::routes())
            .merge(notifications::routes())
            .merge(feed::routes())
            .merge(packs::routes())
            .merge(search::routes())
            .merge(tags::routes())
            .merge(sounds::routes())
            .merge(views::routes())
            .merge(moderation::routes())
            .layer(axum::middleware::from_fn(http_server::answer_after_body))
            .with_state(self.clone())
    }

    fn personal_tables(&self) -> &'static [(&'static str, Erasure)] {
        personal::TABLES
    }

    fn export<'a>(&'a self, user: &'a UserId, sink: &'a mut dyn ExportSink) -> Boxed<'a, ()> {
        boxed(personal::export(self, user, sink))
    }

    fn erase<'a>(&'a self, user: &'a UserId) -> Boxed<'a, ()> {
        boxed(async { Ok(personal::erase(self, user).await?) })
    }
}

/// 404 for what is not there, and for what one may not see: nobody learns the difference.
pub(crate) fn unknown_video() -> Error {
    Error::not_found("There is no such video")
}
