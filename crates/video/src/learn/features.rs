//! What a video has before anybody did anything with it: tags, author, sound, language, words of its caption.

use base::words;
use sha2::{Digest, Sha256};

use crate::videos::{queries::Stored, tags::tags};

/// Features of one video that are looked at.
const FEATURES_MAX: usize = 60;

/// A feature as a number, and how much it says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Feature {
    pub(crate) name: u64,
    pub(crate) weight: f32,
}

/// All of one video.
pub(crate) type Features = Vec<Feature>;

/// The features of a video that plays the sound `sound`. Words are found in every script: of Chinese, pairs of
/// characters.
pub(crate) fn of(video: &Stored, sound: Option<&str>) -> Features {
    let tags = tags(&video.caption);
    let mut found = vec![feature("@", &video.author.to_string(), 1.0)];
    found.extend(sound.map(|sound| feature("~", sound, 1.0)));
    found.extend(tags.iter().map(|tag| feature("#", tag, 1.0)));
    found.extend(
        video
            .language
            .iter()
            .map(|language| feature("=", &primary(language), 0.2)),
    );
    let words = words::indexed(&video.caption);
    let words = words
        .iter()
        .filter(|word| word.chars().count() > 1 && !tags.contains(word));
    found.extend(words.map(|word| feature("", word, 0.3)));
    found.truncate(FEATURES_MAX);
    found
}

/// The language alone of a BCP 47 tag.
pub(crate) fn primary(language: &str) -> String {
    language
        .split('-')
        .next()
        .unwrap_or(language)
        .to_ascii_lowercase()
}

fn feature(kind: &str, name: &str, weight: f32) -> Feature {
    let hash = Sha256::new()
        .chain_update(kind)
        .chain_update(name)
        .finalize();
    let name = hash
        .first_chunk::<8>()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes));
    Feature { name, weight }
}
