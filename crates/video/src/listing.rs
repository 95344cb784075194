//! What lists and searches read of a video, kept in the change that changes the video: terms, rank, trends.
//!
//! Whoever changes a video's state, caption, audience or sound calls [`refresh`] in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use base::words;
use store::{StoreError, Tx, Write, params};

use crate::{
    Video,
    access::Visibility,
    feed::rank,
    packs,
    social::days::{self, language},
    sounds,
    tags::trend::{self, Trend},
    videos::{
        queries::{self, Stored},
        tags::tags,
    },
};

/// The job that does [`refresh`] for all videos of an author. Payload: the number.
pub(crate) const REFRESH_AUTHOR: &str = "video.refresh_author";

/// Videos refreshed in one change, so that a commit stays short.
const VIDEOS_MAX: usize = 20;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// The term of a tag.
pub(crate) fn tag_term(tag: &str) -> String {
    format!("#{tag}")
}

/// The term of a language.
fn language_term(tag: &str) -> String {
    format!("^{}", language(tag))
}

/// The term of a sound.
pub(crate) fn sound_term(source: &str) -> String {
    format!("~{source}")
}

/// What everybody may see has changed, or how: packs are made again soon.
pub(crate) fn shown_anew(w: &mut Write<'_, '_>) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO sequence (name, value) VALUES ('video_shown', 1)
         ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1",
        params![],
    )?;
    Ok(())
}

/// Brings terms, rank and trends to what the video is now. Can be repeated.
pub(crate) fn refresh(w: &mut Write<'_, '_>, nid: i64) -> Result<(), StoreError> {
    shown_anew(w)?;
    let video = queries::by_nid(w, nid)?;
    let video = video.as_ref().filter(|video| video.is_ready());
    let before = terms_of(w, nid)?;
    let after = match video {
        Some(video) => expected(w, video)?,
        None => BTreeMap::new(),
    };
    write_terms(w, nid, &before, &after)?;
    if let Some(video) = video {
        days::speak(w, nid, video.language.as_deref().unwrap_or_default())?;
    }
    let listed_before = rank::published_ms(w, nid)?;
    let listed_after =
        match video.filter(|video| video.visibility == Visibility::Public && video.ord.is_some()) {
            Some(_) => Some(rank::list(w, nid)?),
            None => {
                rank::unlist(w, nid)?;
                None
            }
        };
    let (gone, come) = (
        trends(&before, listed_before.is_some()),
        trends(&after, listed_after.is_some()),
    );
    for (published_ms, of, by) in [
        (listed_before, gone.difference(&come), -1),
        (listed_after, come.difference(&gone), 1),
    ] {
        let Some(day) = published_ms.map(|ms| ms / DAY_MS) else {
            continue;
        };
        for (spoken, kind, name) in of {
            trend::add(w, *kind, name, spoken.as_deref(), day, by)?;
        }
    }
    if let Some(video) =
        video.filter(|video| come.contains(&(None, Trend::Sound, video.id.clone())))
    {
        trend::set_terms(
            w,
            Trend::Sound,
            &video.id,
            &words::indexed(&sounds::title(&video.caption)),
        )?;
    }
    Ok(())
}

/// Does [`REFRESH_AUTHOR`].
pub(crate) async fn refresh_author(v: Video, author: i64) -> Result<(), String> {
    let mut after = 0;
    loop {
        let page = v.store.write(move |w| {
            let page = w.query::<i64, StoreError>(
                "SELECT nid FROM video WHERE author_nid = ?1 AND nid > ?2 ORDER BY nid LIMIT ?3",
                params![author, after, VIDEOS_MAX],
                |row| row.get(0),
            )?;
            for nid in &page {
                refresh(w, *nid)?;
            }
            Ok::<_, StoreError>(page)
        });
        let page = page.await.map_err(|error| error.to_string())?;
        match page.last() {
            Some(last) if page.len() == VIDEOS_MAX => after = *last,
            _ => return Ok(()),
        }
    }
}

/// Takes a video that goes out of everything, in the running change.
pub(crate) fn remove(w: &mut Write<'_, '_>, nid: i64) -> Result<(), StoreError> {
    shown_anew(w)?;
    packs::forget_video(w, nid)?;
    let before = terms_of(w, nid)?;
    if let Some(day) = rank::published_ms(w, nid)?.map(|ms| ms / DAY_MS) {
        for (spoken, kind, name) in trends(&before, true) {
            trend::add(w, kind, &name, spoken.as_deref(), day, -1)?;
        }
    }
    rank::unlist(w, nid)?;
    w.execute("DELETE FROM video_term WHERE video_nid = ?1", params![nid])?;
    w.execute("DELETE FROM video_sound WHERE video_nid = ?1", params![nid])?;
    Ok(())
}

fn terms_of(tx: &mut Tx<'_>, nid: i64) -> Result<BTreeMap<String, i64>, StoreError> {
    let found = tx.query::<_, StoreError>(
        "SELECT term, ord FROM video_term WHERE video_nid = ?1",
        params![nid],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(found.into_iter().collect())
}

/// The terms of a ready video, with its place in time.
fn expected(tx: &mut Tx<'_>, video: &Stored) -> Result<BTreeMap<String, i64>, StoreError> {
    let Some(ord) = video.ord else {
        return Ok(BTreeMap::new());
    };
    let mut terms = words::indexed(&video.caption);
    terms.extend(tags(&video.caption).iter().map(|tag| tag_term(tag)));
    terms.extend(video.language.as_deref().map(language_term));
    terms.extend(sounds::source(tx, video.nid)?.as_deref().map(sound_term));
    Ok(terms.into_iter().map(|term| (term, ord)).collect())
}

fn write_terms(
    w: &mut Write<'_, '_>,
    nid: i64,
    before: &BTreeMap<String, i64>,
    after: &BTreeMap<String, i64>,
) -> Result<(), StoreError> {
    for (term, ord) in before
        .iter()
        .filter(|(term, ord)| after.get(*term) != Some(*ord))
    {
        w.execute(
            "DELETE FROM video_term WHERE term = ?1 AND ord = ?2",
            params![term, *ord],
        )?;
    }
    for (term, ord) in after
        .iter()
        .filter(|(term, ord)| before.get(*term) != Some(*ord))
    {
        w.execute(
            "INSERT INTO video_term (term, ord, video_nid) VALUES (?1, ?2, ?3)",
            params![term, *ord, nid],
        )?;
    }
    Ok(())
}

/// The tags and the sound among the terms of a video that is listed: in all languages, and in its own.
fn trends(
    terms: &BTreeMap<String, i64>,
    is_listed: bool,
) -> BTreeSet<(Option<String>, Trend, String)> {
    let spoken = terms.keys().find_map(|term| term.strip_prefix('^'));
    let named = terms.keys().filter_map(|term| {
        let tag = term.strip_prefix('#').map(|name| (Trend::Tag, name));
        let named = tag.or_else(|| term.strip_prefix('~').map(|name| (Trend::Sound, name)));
        named.map(|(kind, name)| (kind, name.to_owned()))
    });
    let named = named.filter(|_| is_listed).flat_map(|(kind, name)| {
        let everywhere = (None, kind, name.clone());
        let spoken = spoken.map(|spoken| (Some(spoken.to_owned()), kind, name));
        [Some(everywhere), spoken].into_iter().flatten()
    });
    named.collect()
}
