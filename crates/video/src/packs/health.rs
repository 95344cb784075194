//! `GET /_causeway/v1/admin/feed`: how the feed does, without anybody in it.

use std::collections::HashSet;

use axum::extract::State;
use http_server::{Admin, Json, Result};
use serde::{Deserialize, Serialize};
use store::params;
use utoipa::ToSchema;

use super::{
    build::Lesson,
    format::{Pack, Pool},
    keep::Kept,
};
use crate::Video;

/// How the feed does.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub(crate) struct FeedHealth {
    packs: Vec<PackHealth>,
    /// `null` until the first one is learnt.
    #[schema(required)]
    model: Option<ModelHealth>,
    /// Public videos, and those of them that are in a pack now.
    videos: u64,
    covered: u64,
}

/// A pack.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct PackHealth {
    pool: Pool,
    count: u64,
    bytes: u64,
    packed_bytes: u64,
    made_ms: u64,
    age_ms: u64,
    /// Percent of its videos that are there as new ones, and that are of new creators.
    new_share: u64,
    new_creator_share: u64,
    /// Different ones.
    creators: u64,
    tags: u64,
}

/// What the vectors are of.
#[derive(Debug, Clone, Serialize, ToSchema)]
struct ModelHealth {
    id: String,
    learnt_ms: u64,
    age_ms: u64,
    /// Learnt together, from so many public acts.
    videos: u64,
    acts: u64,
    took_ms: u64,
}

/// What is looked at in an item.
#[derive(Deserialize)]
struct Looked {
    group: String,
    new_creator: bool,
    author: String,
    tags: Vec<String>,
}

impl FeedHealth {
    pub(super) fn of(newest: &[&(Kept, Pack)], learnt: Option<&Lesson>) -> Self {
        let ids = newest
            .iter()
            .flat_map(|(_, pack)| pack.entries.iter().map(|entry| &entry.id));
        let covered: HashSet<_> = ids.collect();
        Self {
            packs: newest
                .iter()
                .map(|(row, pack)| of_pack(row, pack))
                .collect(),
            model: learnt.map(|Lesson { model, ms, .. }| ModelHealth {
                id: model.id.clone(),
                learnt_ms: *ms,
                age_ms: 0,
                videos: model.learnt() as u64,
                acts: model.acts as u64,
                took_ms: model.took_ms,
            }),
            videos: 0,
            covered: covered.len() as u64,
        }
    }
}

fn of_pack(row: &Kept, pack: &Pack) -> PackHealth {
    let looked = pack
        .entries
        .iter()
        .filter_map(|entry| serde_json::from_str(entry.json.get()).ok());
    let looked: Vec<Looked> = looked.collect();
    let share = |is: &dyn Fn(&&Looked) -> bool| {
        (looked.iter().filter(is).count() * 100 / looked.len().max(1)) as u64
    };
    let creators: HashSet<_> = looked.iter().map(|one| &one.author).collect();
    let tags: HashSet<_> = looked.iter().flat_map(|one| &one.tags).collect();
    PackHealth {
        pool: row.pool.clone(),
        count: row.items,
        bytes: row.bytes,
        packed_bytes: row.packed_bytes,
        made_ms: row.made_ms,
        age_ms: 0,
        new_share: share(&|one| one.group == "new"),
        new_creator_share: share(&|one| one.new_creator),
        creators: creators.len() as u64,
        tags: tags.len() as u64,
    }
}

/// Tells how the feed does.
#[utoipa::path(
    get, path = "/_causeway/v1/admin/feed", tag = "admin", operation_id = "feed_health",
    responses((status = 200, body = FeedHealth))
)]
pub(crate) async fn health(State(v): State<Video>, _: Admin) -> Result<Json<FeedHealth>> {
    let mut health = v.packs.served().health.clone();
    let now_ms = v.now_ms();
    for pack in &mut health.packs {
        pack.age_ms = now_ms.saturating_sub(pack.made_ms);
    }
    if let Some(model) = &mut health.model {
        model.age_ms = now_ms.saturating_sub(model.learnt_ms);
    }
    health.videos = v
        .store
        .read(|tx| {
            tx.query_one::<u64, store::StoreError>(
                "SELECT COUNT(*) FROM video WHERE audience = 0 AND ord > 0",
                params![],
                |row| row.get(0),
            )
        })
        .await?;
    Ok(Json(health))
}
