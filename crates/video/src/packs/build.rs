//! When and how packs are made: at the start, then every quarter of an hour (an option), and within a minute after what
//! everybody may see has changed. What did not change keeps its pack, and a model of which nothing is new is not learnt again.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use http_server::Result;
use store::{StoreError, params};

use super::{
    Served, avatars, format,
    format::{Header, Level, Pack, Pool, Scales},
    health::FeedHealth,
    item, keep,
    keep::Kept,
    list,
    list::PackNamed,
    reader,
    rules::Rules,
    select::{self, Candidates},
    withdraw::Held,
};
use crate::{
    Video,
    feed::rank,
    learn::{self, features::primary, model::Model},
};

/// A model is learnt anew after so many intervals (six hours), and after so few when much has happened: a new model is a
/// new pack for everybody.
const LEARN_EVERY: u32 = 24;
const LEARN_SOONER: u32 = 2;
/// Where learning is quick, because little is there, it comes sooner: it may be this part of the time.
const LEARN_PART: u32 = 1000;
/// Packs are made again after so small a part of an interval when what is public changed: a new video is in them within a
/// minute, with the time that looking and building take.
const SOONER: u32 = 20;
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
    learnt: Option<Lesson>,
    /// Newest pack of each pool, unpacked.
    newest: HashMap<Pool, (Kept, Pack)>,
    held: Held,
    /// How long the last build learnt.
    learning: Duration,
}

/// A model, when it was learnt, and how much had happened until then (the version of the fresh list).
pub(super) struct Lesson {
    pub(super) model: Arc<Model>,
    pub(super) ms: u64,
    moved: i64,
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
        // However long a build takes, most of the time there is none. Learning is seldom.
        let took = begun.elapsed().saturating_sub(builder.learning);
        let soonest = (v.config.feed_packs_every / SOONER).max(took * 10);
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
            let Some(pack) = unpacked(v, &row).await? else {
                keep::drop_rows(v, vec![row.hash]).await?;
                continue;
            };
            self.held.add(&row.hash, &pack);
            if row.base.is_none() && !self.newest.contains_key(&row.pool) {
                self.newest.insert(row.pool.clone(), (row, pack));
            }
        }
        self.held.withdraw(v, &[]).await?;
        self.newest.retain(|_, (row, _)| self.held.has(&row.hash));
        if !self.newest.is_empty() {
            self.serve(v).await?;
        }
        Ok(())
    }

    async fn build(&mut self, v: &Video) -> Result<()> {
        let begun = tokio::time::Instant::now();
        let model = self.model(v).await?;
        self.learning = begun.elapsed();
        let rules = Arc::new(v.store.read(Rules::read).await?);
        let pools = v.store.read(pools).await?;
        self.newest.retain(|pool, _| pools.contains_key(pool));
        let names: Vec<Pool> = pools.keys().cloned().collect();
        let found = select::scan(v, &names).await?;
        for ((pool, tags), candidates) in pools.into_iter().zip(found) {
            self.make(v, pool, tags, candidates, &rules, &model).await?;
        }
        self.held.withdraw(v, &self.current()).await?;
        self.serve(v).await
    }

    /// The model of now: learnt anew after a while, and sooner when much has happened.
    async fn model(&mut self, v: &Video) -> Result<Arc<Model>> {
        let moved = v.store.read(rank::version).await?;
        let (now_ms, every) = (v.now_ms(), v.config.feed_packs_every);
        if let Some(learnt) = &self.learnt {
            let age = Duration::from_millis(now_ms.saturating_sub(learnt.ms));
            // Less than a millisecond is told as none.
            let took = Duration::from_millis(learnt.model.took_ms.max(1));
            let sooner = (every * LEARN_SOONER).min(took * LEARN_PART);
            let is_much = moved - learnt.moved > learnt.moved / 8 + 4;
            let is_due = age >= every * LEARN_EVERY || is_much && age >= sooner;
            if !is_due {
                return Ok(Arc::clone(&learnt.model));
            }
        }
        let before = self.learnt.as_ref().map(|learnt| Arc::clone(&learnt.model));
        let model = learn::learn(v, before, self.vectors()).await?;
        tracing::debug!(
            model = %model.id, videos = model.learnt(), acts = model.acts, ms = model.took_ms,
            "Learnt what videos have in common"
        );
        metrics::histogram!("causeway_feed_learn_seconds").record(model.took_ms as f64 / 1000.0);
        let learnt = Lesson {
            model: Arc::clone(&model),
            ms: now_ms,
            moved,
        };
        self.learnt = Some(learnt);
        Ok(model)
    }

    /// The vectors of the videos in the newest packs.
    fn vectors(&self) -> HashMap<String, Vec<f32>> {
        let mut all = HashMap::new();
        for (_, pack) in self.newest.values() {
            let Scales {
                taste_in,
                taste_out,
                next_in,
                next_out,
            } = &pack.header.scales;
            let steps =
                [taste_in, taste_out, next_in, next_out].map(|step| step.parse().unwrap_or(0.0));
            for entry in &pack.entries {
                let parts = entry.vectors.chunks_exact(format::DIMS).zip(steps);
                let values = parts.flat_map(|(part, step)| {
                    part.iter().map(move |value| f32::from(*value) * step)
                });
                all.insert(entry.id.clone(), values.collect());
            }
        }
        all
    }

    /// Makes the pack of a pool, unless it would hold what the newest one holds.
    async fn make(
        &mut self,
        v: &Video,
        pool: Pool,
        tags: Vec<String>,
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
            .read(move |tx| select::choose(tx, &of, &tags, candidates, &by, turn, now_ms))
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
        let row = self.put(v, &pack).await?;
        self.deltas(v, &pack, &row).await?;
        self.newest.insert(pool, (row, pack));
        Ok(())
    }

    /// Makes what leads from older packs to `pack`, where that is much less than the whole.
    async fn deltas(&mut self, v: &Video, pack: &Pack, row: &Kept) -> Result<()> {
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
                self.put(v, &delta).await?;
            }
        }
        Ok(())
    }

    /// Signs the list of the newest packs and hands it out.
    async fn serve(&mut self, v: &Video) -> Result<()> {
        keep::clear(v, &self.current()).await?;
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
        let files = rows.into_iter().map(|row| (row.hash, row.bytes)).collect();
        self.held.retain(&files);
        v.packs.serve(Served {
            list,
            tag,
            next_ms,
            files,
            health: FeedHealth::of(&newest, self.learnt.as_ref()),
            avatars: pictures.filter_map(avatars::of_entry).collect(),
        });
        Ok(())
    }

    async fn put(&mut self, v: &Video, pack: &Pack) -> Result<Kept> {
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
        self.held.add(&row.hash, pack);
        Ok(keep::put(v, row, bytes).await?)
    }

    /// Hashes of the newest packs.
    fn current(&self) -> Vec<String> {
        let rows = self.newest.values().map(|(row, _)| row);
        rows.map(|row| row.hash.clone()).collect()
    }
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

/// Which pools have packs, and the tags of the languages of each: all languages together, and each with enough videos;
/// sensitive ones where there are any.
fn pools(tx: &mut store::Tx<'_>) -> Result<BTreeMap<Pool, Vec<String>>, StoreError> {
    let counted = tx.query::<(Option<String>, u64), StoreError>(
        "SELECT language, COUNT(*) FROM video WHERE audience = 0 AND ord > 0 GROUP BY language",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let all: u64 = counted.iter().map(|(_, n)| n).sum();
    let mut languages: BTreeMap<String, (u64, Vec<String>)> = BTreeMap::new();
    for (tag, n) in counted {
        if let Some(tag) = tag {
            let (videos, tags) = languages.entry(primary(&tag)).or_default();
            *videos += n;
            tags.push(tag);
        }
    }
    let mut chosen: Vec<_> = languages
        .into_iter()
        .filter(|(_, (n, _))| *n >= LANGUAGE_VIDEOS && all >= SERVER_VIDEOS)
        .collect();
    chosen.sort_by_key(|(_, (n, _))| std::cmp::Reverse(*n));
    chosen.truncate(LANGUAGES_MAX);
    let of = |language, level| Pool { language, level };
    let mut pools: BTreeMap<Pool, Vec<String>> = chosen
        .into_iter()
        .map(|(name, (_, tags))| (of(Some(name), Level::General), tags))
        .collect();
    pools.insert(of(None, Level::General), Vec::new());
    let is_any_sensitive = tx.get::<i64>(
        "SELECT 1 FROM video WHERE audience = 0 AND ord > 0 AND is_sensitive = 1 LIMIT 1",
        params![],
    )?;
    if is_any_sensitive.is_some() {
        pools.insert(of(None, Level::Sensitive), Vec::new());
    }
    Ok(pools)
}
