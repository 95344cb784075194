//! A video that is no longer for everybody leaves the packs of the last day too, and not only the newest: the packs that
//! hold it go. Their bytes name its caption and its author.

use std::collections::{BTreeSet, HashMap, HashSet};

use store::{StoreError, Tx};

use super::{
    format::{Pack, Pool},
    keep, select,
};
use crate::{Video, access, videos::queries};

/// Which videos the packs and deltas on the disk hold.
#[derive(Default)]
pub(super) struct Held(HashMap<String, (Pool, Vec<String>)>);

impl Held {
    pub(super) fn add(&mut self, hash: &str, pack: &Pack) {
        let ids = pack.entries.iter().map(|entry| entry.id.clone()).collect();
        self.0
            .insert(hash.to_owned(), (pack.header.pool.clone(), ids));
    }

    /// Deletes packs that hold what is no longer for everybody. `current` were chosen just now.
    pub(super) async fn withdraw(
        &mut self,
        v: &Video,
        current: &[String],
    ) -> Result<(), StoreError> {
        let (new, old): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|(hash, _)| current.contains(hash));
        let all = |packs: Vec<(&String, &(Pool, Vec<String>))>| -> BTreeSet<(Pool, String)> {
            let held = packs.into_iter().map(|(_, held)| held);
            held.flat_map(|(pool, ids)| ids.iter().map(|id| (pool.clone(), id.clone())))
                .collect()
        };
        let shown = all(new);
        let mut asked = all(old);
        asked.retain(|one| !shown.contains(one));
        let gone = v.store.read(move |tx| gone(tx, asked)).await?;
        let holds = |(pool, ids): &(Pool, Vec<String>)| {
            ids.iter()
                .any(|id| gone.contains(&(pool.clone(), id.clone())))
        };
        let over = self
            .0
            .iter()
            .filter(|(_, held)| !gone.is_empty() && holds(held));
        let over: Vec<String> = over.map(|(hash, _)| hash.clone()).collect();
        self.0.retain(|hash, _| !over.contains(hash));
        keep::drop_rows(v, over).await
    }

    pub(super) fn has(&self, hash: &str) -> bool {
        self.0.contains_key(hash)
    }

    /// Forgets packs that are deleted.
    pub(super) fn retain(&mut self, kept: &HashMap<String, u64>) {
        self.0.retain(|hash, _| kept.contains_key(hash));
    }
}

fn gone(
    tx: &mut Tx<'_>,
    asked: BTreeSet<(Pool, String)>,
) -> Result<HashSet<(Pool, String)>, StoreError> {
    let mut gone = HashSet::new();
    for (pool, id) in asked {
        let stays = match queries::by_id(tx, &id)? {
            Some(video) => {
                select::is_of(&pool, video.sensitive, video.language.as_deref())
                    && access::may_see(tx, None, &video)?
            }
            None => false,
        };
        if !stays {
            gone.insert((pool, id));
        }
    }
    Ok(gone)
}
