//! Tags and sounds by their names, most used first.

use http_server::Result;
use store::{StoreError, Tx};

use crate::{
    Video,
    sounds::{self, Sound},
    tags::{
        name,
        trend::{self, Trend},
    },
};

/// Candidates looked at for one search.
const LOOKED_MAX: usize = 1000;

/// Tags that begin with a text or, in scripts without spaces, hold it; with how many videos they have.
pub(super) fn tags(
    tx: &mut Tx<'_>,
    text: &str,
    from: usize,
    limit: usize,
) -> Result<Vec<(String, u64)>, StoreError> {
    let text = text.trim().trim_start_matches(['#', '＃']).to_lowercase();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    // A short beginning is that of more tags than are looked at: the much used ones must not be missing.
    let mut found = trend::most(tx, Trend::Tag, LOOKED_MAX)?;
    found.extend(trend::named(
        tx,
        Trend::Tag,
        &name::searched(&text),
        LOOKED_MAX,
    )?);
    found.retain(|(tag, _)| tag.contains(&text));
    Ok(most_first(found)
        .into_iter()
        .skip(from)
        .take(limit)
        .collect())
}

/// Sounds with all words of a text in their title, and whether there are more.
pub(super) fn sounds(
    v: &Video,
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    text: &str,
    from: usize,
    limit: usize,
) -> Result<(Vec<Sound>, bool)> {
    let words = sounds::searched(text);
    let found = most_first(trend::named(tx, Trend::Sound, &words, LOOKED_MAX)?);
    let more = found.len() > from + limit;
    let mut sounds = Vec::new();
    for (id, _) in found.into_iter().skip(from).take(limit) {
        sounds.extend(sounds::shown(v, tx, viewer, &id)?);
    }
    Ok((sounds, more))
}

fn most_first(mut found: Vec<(String, u64)>) -> Vec<(String, u64)> {
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.dedup();
    found
}
