//! `GET /_causeway/v1/search`.

use axum::extract::State;
use base::words;
use http_server::{Error, Guest, Json, Query, Result};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{names, people, terms};
use crate::{
    Video,
    feed::{VideoPage, page_size},
    listing::tag_term,
    people::PublicProfile,
    sounds::Sound,
    tags::one::VideoTag,
    videos::{shown::ShownVideo, tags::tags},
};

/// Longest text that is searched for, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// Words and tags that one search may have. In scripts without spaces a word is a pair of characters, so that a
/// sentence has many; each costs a look into the index for each candidate at most.
const TERMS_MAX: usize = 32;

/// What to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Sought {
    /// Words, `#tags`, or the beginning of a name; at most 200 characters.
    q: String,
    /// What to find; videos unless it says otherwise.
    #[serde(default)]
    #[param(inline)]
    kind: SoughtKind,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
    /// `next` of the page before.
    from: Option<String>,
}

/// What can be found.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum SoughtKind {
    /// By all words and tags of their captions, newest first.
    #[default]
    Videos,
    /// By the beginning of a name.
    People,
    /// By the beginning, most used first.
    Tags,
    /// By all words of their titles, most used first.
    Sounds,
}

/// What was found, in the list of its kind.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct FoundInVideos {
    #[serde(skip_serializing_if = "Option::is_none")]
    videos: Option<Vec<ShownVideo>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<Vec<PublicProfile>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<VideoTag>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sounds: Option<Vec<Sound>>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// Searches what I may see. A `#tag` finds exactly the videos that have it.
#[utoipa::path(
    get, path = "/_causeway/v1/search", tag = "video", operation_id = "search_videos",
    params(Sought), responses((status = 200, body = FoundInVideos)), security(())
)]
pub(crate) async fn search(
    State(v): State<Video>,
    Guest(who): Guest,
    Query(sought): Query<Sought>,
) -> Result<Json<FoundInVideos>> {
    if sought.q.chars().count() > TEXT_CHARS_MAX || sought.q.contains('\0') {
        return Err(Error::invalid_param(format!(
            "A search has at most {TEXT_CHARS_MAX} characters, none of them U+0000"
        )));
    }
    let limit = page_size(sought.limit);
    let viewer = who.map(|who| who.user);
    let from = match sought.from.as_deref() {
        None => None,
        Some(from) => Some(
            from.parse::<i64>()
                .map_err(|_| Error::invalid_param("from must be what next was"))?,
        ),
    };
    if let SoughtKind::Videos = sought.kind {
        let terms = terms_of(&sought.q)?;
        let page = terms::page(&v, viewer, terms, from.unwrap_or(i64::MAX), limit).await?;
        let VideoPage { videos, next } = page;
        return Ok(Json(FoundInVideos {
            videos: Some(videos),
            next,
            ..FoundInVideos::default()
        }));
    }
    let from = usize::try_from(from.unwrap_or(0)).unwrap_or(0);
    let work = v.clone();
    let found = v.store.read(move |tx| {
        let mut found = FoundInVideos::default();
        let q = sought.q.as_str();
        let full = match sought.kind {
            SoughtKind::People => cut(
                &mut found.people,
                people::people(tx, viewer, q, from, limit + 1)?,
                limit,
            ),
            SoughtKind::Sounds => {
                let (sounds, more) = names::sounds(&work, tx, viewer, q, from, limit)?;
                found.sounds = Some(sounds);
                more
            }
            SoughtKind::Tags | SoughtKind::Videos => {
                let tags = names::tags(tx, q, from, limit + 1)?;
                let tags = tags
                    .into_iter()
                    .map(|(tag, videos)| VideoTag { tag, videos });
                cut(&mut found.tags, tags.collect(), limit)
            }
        };
        found.next = full.then(|| (from + limit).to_string());
        Ok::<_, Error>(found)
    });
    Ok(Json(found.await?))
}

/// Keeps a page; whether there was more.
fn cut<T>(place: &mut Option<Vec<T>>, mut found: Vec<T>, limit: usize) -> bool {
    let more = found.len() > limit;
    found.truncate(limit);
    *place = Some(found);
    more
}

/// Tags, and the words beside them.
fn terms_of(q: &str) -> Result<Vec<String>> {
    let mut tags = tags(q);
    // The longest first: #cat is the beginning of #cats.
    tags.sort_by_key(|tag| std::cmp::Reverse(tag.len()));
    let mut terms: Vec<_> = tags.iter().map(|tag| tag_term(tag)).collect();
    let mut rest = q.to_lowercase().replace('＃', "#");
    for tag in &tags {
        rest = rest.replace(&tag_term(tag), " ");
    }
    terms.extend(words::searched(&rest));
    terms.sort_unstable();
    terms.dedup();
    if terms.len() > TERMS_MAX {
        return Err(Error::invalid_param(format!(
            "Search for at most {TERMS_MAX} words at once"
        )));
    }
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::terms_of;

    #[test]
    fn a_tag_is_exact_and_words_stand_beside_it() {
        for (q, expected) in [
            ("#Cat", vec!["#cat"]),
            ("#cat funny", vec!["#cat", "funny"]),
            ("猫咪 ＃日常", vec!["#日常", "猫咪"]),
            ("#cat #cats", vec!["#cat", "#cats"]),
            ("去海港看猫", vec!["去海", "海港", "港看", "看猫"]),
            ("!? ", vec![]),
        ] {
            let mut expected: Vec<_> = expected;
            expected.sort_unstable();
            assert_eq!(terms_of(q).unwrap(), expected, "{q}");
        }
        assert!(terms_of(&(100..133).map(|n| format!("{n} ")).collect::<String>()).is_err());
    }
}
