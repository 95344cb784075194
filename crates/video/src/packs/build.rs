//! When and how packs are made: at the start, then every quarter of an hour (an option), and within a minute after what
//! everybody may see has changed. What did not change keeps its pack.

use std::{collections::HashMap, sync::Arc, time::Duration};

use http_server::Result;
use store::{StoreError, params};

use super::{
    Served, avatars, format,
    format::{Header, Level, Pack, Pool},
    health::FeedHealth,
    item, keep,
    keep::Kept,
    list,
    list::PackNamed,
    reader,
    rules::Rules,
    select::{self, Candidates},
};
use crate::{
    Video,
    learn::model::{self, Model},
};

/// A model is learnt anew after so many intervals.
const LEARN_EVERY: u32 = 4;
/// What is public may change this many times in an interval until packs are made again.
const SOONER: u32 = 15;
/// Which older packs a delta is made from: the last, the one before, and so on.
const DELTAS_FROM: [usize; 8] = [1, 2, 3, 4, 8, 16, 32, 64];
/// Items rendered in one read.
const RENDERED: usize = 256;
/// Languages with packs of their own, and how many public videos it takes.
const LANGUAGES_MAX: usize = 16;
const LANGUAGE_VIDEOS: u64 = 1024;
const SERVER_VIDEOS: u64 = 4096;

/// What is kept from one build to the next.
#[derive(Default)]
struct Builder {
    model: Option<Arc<Model>>,
    /// Newest pack of each pool, unpacked.
    newest: HashMap<Pool, (Kept, Pack)>,
}

/// Makes packs until the server is asked to stop.
pub(crate) async fn run(v: Video) {
    let mut builder = Builder::default();
    if let Err(error) = builder.take_up(&v).await {
        tracing::warn!(%error, "Could not take up the packs of the last run");
    }
    loop {
        let seen = v.store.read(changes).await.ok();
        let begun = tokio::time::Instant::now();
        if let Err(error) = builder.build(&v).await {
            tracing::warn!(%error, "Could not make packs of the feed");
        }
        metrics::histogram!("causeway_feed_build_seconds").record(begun.elapsed().as_secs_f64());
        // However long a build takes, most of the time there is none.
        let soonest = (v.config.feed_packs_every / SOONER).max(begun.elapsed() * 10);
        let wait = async {
            let due = tokio::time::sleep_until(begun + v.config.feed_packs_every);
            tokio::pin!(due);
            tokio::time::sleep(soonest).await;
            loop {
                if v.store.read(changes).await.ok() != seen {
                    return;
                }
                tokio::select! {
                    () = &mut due => return,
                    () = tokio::time::sleep(soonest.min(Duration::from_secs(10))) => {}
                }
            }
        };
        tokio::select! {
            () = wait => {}
            () = v.stopping.cancelled() => return,
        }
    }
}

/// Counts up when what everybody may see changes.
fn changes(tx: &mut store::Tx<'_>) -> Result<i64, StoreError> {
    let found = tx.get(
        "SELECT value FROM sequence WHERE name = 'video_shown'",
        params![],
    )?;
    Ok(found.unwrap_or(0))
}

impl Builder {
    /// Reads the newest packs of the last run, and hands them out until there are new ones.
    async fn take_up(&mut self, v: &Video) -> Result<()> {
        keep::clear_leftovers(v).await?;
        for row in v.store.read(keep::all).await? {
            if row.base.is_none()
                && !self.newest.contains_key(&row.pool)
                && let Some(pack) = unpacked(v, &row).await?
            {
                self.newest.insert(row.pool.clone(), (row, pack));
            }
        }
        if !self.newest.is_empty() {
            self.serve(v).await?;
        }
        Ok(())
    }

    async fn build(&mut self, v: &Video) -> Result<()> {
        let model = self.model(v).await?;
        let rules = Arc::new(v.store.read(Rules::read).await?);
        let pools = v.store.read(pools).await?;
        self.newest.retain(|pool, _| pools.contains(pool));
        let found = select::scan(v, &pools).await?;
        for (pool, candidates) in pools.into_iter().zip(found) {
            self.make(v, pool, candidates, &rules, &model).await?;
        }
        self.serve(v).await
    }

    async fn model(&mut self, v: &Video) -> Result<Arc<Model>> {
        let every = u64::try_from((v.config.feed_packs_every * LEARN_EVERY).as_millis());
        let every = every.unwrap_or(u64::MAX);
        match &self.model {
            Some(model) if v.now_ms().saturating_sub(model.learnt_ms) < every => {
                Ok(Arc::clone(model))
            }
            _ => {
                let learnt = Arc::new(model::learn(v).await?);
                tracing::debug!(
                    model = %learnt.id, videos = learnt.learnt(), acts = learnt.acts, ms = learnt.took_ms,
                    "Learnt what videos have in common"
                );
                Ok(Arc::clone(self.model.insert(learnt)))
            }
        }
    }

    /// Makes the pack of a pool, unless it would hold what the newest one holds.
    async fn make(
        &mut self,
        v: &Video,
        pool: Pool,
        candidates: Candidates,
        rules: &Arc<Rules>,
        model: &Arc<Model>,
    ) -> Result<()> {
        let now_ms = v.now_ms();
        let turn = now_ms
            / u64::try_from(v.config.feed_packs_every.as_millis())
                .unwrap_or(1)
                .max(1);
        let (of, by) = (pool.clone(), Arc::clone(rules));
        let chosen = v
            .store
            .read(move |tx| select::choose(tx, &of, candidates, &by, turn, now_ms))
            .await?;
        let mut entries = Vec::with_capacity(chosen.len());
        let mut chosen = chosen.into_iter().peekable();
        while chosen.peek().is_some() {
            let some: Vec<_> = chosen.by_ref().take(RENDERED).collect();
            let (work, model) = (v.clone(), Arc::clone(model));
            let rendered = v.store.read(move |tx| {
                let render = |one| item::entry(&work, tx, one, &model);
                some.into_iter()
                    .map(render)
                    .collect::<Result<Vec<_>, StoreError>>()
            });
            entries.extend(rendered.await?);
        }
        let before = self.newest.get(&pool);
        // Seconds, so that epochs go on after an older backup was restored.
        let epoch = before
            .map_or(0, |(row, _)| row.epoch + 1)
            .max(now_ms / 1000);
        let pack = Pack {
            header: Header {
                server: v.config.server_name.to_string(),
                pool: pool.clone(),
                epoch,
                base: None,
                model: model.id.clone(),
                dims: format::DIMS,
                scales: model.scales(),
                count: entries.len(),
                removed: Vec::new(),
            },
            entries,
        };
        let is_same = before.is_some_and(|(_, old)| {
            (&old.entries, &old.header.model) == (&pack.entries, &pack.header.model)
        });
        if is_same {
            return Ok(());
        }
        let row = put(v, &pack).await?;
        self.deltas(v, &pack, &row).await?;
        self.newest.insert(pool, (row, pack));
        Ok(())
    }

    /// Makes what leads from older packs to `pack`, where that is much less than the whole.
    async fn deltas(&self, v: &Video, pack: &Pack, row: &Kept) -> Result<()> {
        let of = row.pool.clone();
        let older = v.store.read(keep::all).await?;
        let older = older.into_iter().filter(|one| {
            one.base.is_none() && one.pool == of && one.hash != row.hash && one.model == row.model
        });
        for (at, one) in older.enumerate() {
            if !DELTAS_FROM.contains(&(at + 1)) {
                continue;
            }
            if let Some(base) = unpacked(v, &one).await?
                && let Some(delta) = pack.delta_from(&base, &one.hash)
                && delta.entries.len() * 2 < pack.entries.len().max(1)
            {
                put(v, &delta).await?;
            }
        }
        Ok(())
    }

    /// Signs the list of the newest packs and hands it out.
    async fn serve(&self, v: &Video) -> Result<()> {
        let current: Vec<String> = self
            .newest
            .values()
            .map(|(row, _)| row.hash.clone())
            .collect();
        keep::clear(v, &current).await?;
        let rows = v.store.read(keep::all).await?;
        let mut newest: Vec<_> = self.newest.values().collect();
        newest.sort_by(|a, b| a.0.pool.cmp(&b.0.pool));
        let named = newest.iter().map(|(row, _)| {
            let leads_here =
                |one: &&Kept| one.base.is_some() && one.pool == row.pool && one.epoch == row.epoch;
            let deltas: Vec<_> = rows.iter().filter(leads_here).cloned().collect();
            PackNamed::of(row, &deltas)
        });
        let every_ms = u64::try_from(v.config.feed_packs_every.as_millis()).unwrap_or(u64::MAX);
        let next_ms = v.now_ms().saturating_add(every_ms);
        let (list, tag) = list::sign(v, v.signer.as_ref(), named.collect(), next_ms)?;
        let pictures = newest.iter().flat_map(|(_, pack)| pack.entries.iter());
        v.packs.serve(Served {
            list,
            tag,
            next_ms,
            files: rows.into_iter().map(|row| (row.hash, row.bytes)).collect(),
            health: FeedHealth::of(&newest, self.model.as_deref()),
            avatars: pictures.filter_map(avatars::of_entry).collect(),
        });
        Ok(())
    }
}

async fn put(v: &Video, pack: &Pack) -> Result<Kept> {
    let bytes = pack.write().map_err(http_server::Error::internal)?;
    let row = Kept {
        hash: format::hash(&bytes),
        pool: pack.header.pool.clone(),
        epoch: pack.header.epoch,
        base: pack.header.base.clone(),
        model: pack.header.model.clone(),
        bytes: bytes.len() as u64,
        packed_bytes: 0,
        items: pack.entries.len() as u64,
        made_ms: v.now_ms(),
    };
    Ok(keep::put(v, row, bytes).await?)
}

/// The pack of a row; `None` when its file is gone or damaged.
async fn unpacked(v: &Video, row: &Kept) -> Result<Option<Pack>> {
    let Some(packed) = keep::packed(v, &row.hash).await? else {
        return Ok(None);
    };
    let bytes = keep::unpack(&packed, row.bytes);
    let bytes = bytes.filter(|bytes| format::hash(bytes) == row.hash);
    Ok(bytes.and_then(|bytes| reader::read(&bytes).ok()))
}

/// Which pools have packs: all languages together, and each with enough videos; sensitive ones where there are any.
fn pools(tx: &mut store::Tx<'_>) -> Result<Vec<Pool>, StoreError> {
    let counted = tx.query::<(Option<String>, u64), StoreError>(
        "SELECT language, COUNT(*) FROM video WHERE audience = 0 AND ord > 0 GROUP BY language",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut languages: HashMap<String, u64> = HashMap::new();
    for (language, n) in &counted {
        if let Some(language) = language {
            *languages
                .entry(crate::learn::features::primary(language).to_owned())
                .or_default() += n;
        }
    }
    let all: u64 = counted.iter().map(|(_, n)| n).sum();
    let mut chosen: Vec<_> = languages
        .into_iter()
        .filter(|(_, n)| *n >= LANGUAGE_VIDEOS)
        .collect();
    chosen.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    chosen.truncate(if all >= SERVER_VIDEOS {
        LANGUAGES_MAX
    } else {
        0
    });
    let languages = std::iter::once(None).chain(chosen.into_iter().map(|(name, _)| Some(name)));
    let is_any_sensitive = tx
        .get::<i64>(
            "SELECT 1 FROM video WHERE audience = 0 AND ord > 0 AND is_sensitive = 1 LIMIT 1",
            params![],
        )?
        .is_some();
    let mut pools: Vec<Pool> = languages
        .map(|language| Pool {
            language,
            level: Level::General,
        })
        .collect();
    if is_any_sensitive {
        pools.push(Pool {
            language: None,
            level: Level::Sensitive,
        });
    }
    Ok(pools)
}
