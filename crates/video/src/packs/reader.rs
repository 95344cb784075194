//! Reads packs. Everything is checked: bytes come from wherever a pack was fetched.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::format::{DELTA, DIMS, Entry, FULL, Header, MAGIC, Pack, Scales, VECTORS, VERSION};

/// Largest header and items in bytes, most items.
pub const HEADER_BYTES_MAX: usize = 64 * 1024;
#[expect(missing_docs, reason = "see HEADER_BYTES_MAX")]
pub const ITEMS_BYTES_MAX: usize = 8 * 1024 * 1024;
#[expect(missing_docs, reason = "see HEADER_BYTES_MAX")]
pub const COUNT_MAX: usize = 4096;
/// Longest id of a video.
const ID_BYTES_MAX: usize = 64;

/// Why a pack is refused, as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It ends before it should, or goes on after that.
    Length,
    /// It does not begin as a pack.
    NotAPack,
    /// It is of a version that this reader does not know.
    Version,
    /// A part is larger than a reader takes.
    TooLarge,
    /// Its header cannot be read, or says what cannot be.
    Header,
    /// An item cannot be read, has no fit id, or stands in the wrong place.
    Items,
    /// It is no delta, or one for another pack.
    Base,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

/// Reads a pack.
///
/// # Errors
/// [`Refused`]: nothing of it may be used.
pub fn read(bytes: &[u8]) -> Result<Pack, Refused> {
    let (start, rest) = bytes.split_at_checked(8).ok_or(Refused::Length)?;
    let [m0, m1, m2, m3, version, kind, 0, 0] = *start else {
        return Err(Refused::NotAPack);
    };
    if &[m0, m1, m2, m3] != MAGIC {
        return Err(Refused::NotAPack);
    }
    if version != VERSION || ![FULL, DELTA].contains(&kind) {
        return Err(Refused::Version);
    }
    let (header, rest) = part(rest, HEADER_BYTES_MAX)?;
    let (items, vectors) = part(rest, ITEMS_BYTES_MAX)?;
    let header: Header = serde_json::from_slice(header).map_err(|_| Refused::Header)?;
    check(&header, kind)?;
    let items: Vec<Box<RawValue>> = serde_json::from_slice(items).map_err(|_| Refused::Items)?;
    if items.len() != header.count {
        return Err(Refused::Items);
    }
    if vectors.len() != header.count * VECTORS {
        return Err(Refused::Length);
    }
    let mut entries: Vec<Entry> = Vec::with_capacity(items.len());
    for (json, vectors) in items.into_iter().zip(vectors.chunks_exact(VECTORS)) {
        let Named { id } = serde_json::from_str(json.get()).map_err(|_| Refused::Items)?;
        let is_in_order = entries.last().is_none_or(|before| before.id < id);
        if !is_id(&id) || !is_in_order {
            return Err(Refused::Items);
        }
        let vectors = vectors.iter().map(|byte| byte.cast_signed()).collect();
        entries.push(Entry { id, json, vectors });
    }
    Ok(Pack { header, entries })
}

/// A length and as many bytes.
fn part(bytes: &[u8], most: usize) -> Result<(&[u8], &[u8]), Refused> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(Refused::Length)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Refused::TooLarge)?;
    if length > most {
        return Err(Refused::TooLarge);
    }
    rest.split_at_checked(length).ok_or(Refused::Length)
}

fn check(header: &Header, kind: u8) -> Result<(), Refused> {
    let Scales {
        taste_in,
        taste_out,
        next_in,
        next_out,
    } = &header.scales;
    let is_scale = |text: &String| {
        text.len() <= 32
            && text
                .parse::<f32>()
                .is_ok_and(|scale| scale.is_finite() && (0.0..=1e6).contains(&scale))
    };
    let is_delta = kind == DELTA;
    let is_good = header.dims == DIMS
        && header.count <= COUNT_MAX
        && header.removed.len() <= COUNT_MAX
        && header.removed.iter().all(|id| is_id(id))
        && header.base.is_some() == is_delta
        && (is_delta || header.removed.is_empty())
        && [taste_in, taste_out, next_in, next_out]
            .into_iter()
            .all(is_scale);
    if is_good {
        Ok(())
    } else {
        Err(Refused::Header)
    }
}

fn is_id(id: &str) -> bool {
    (1..=ID_BYTES_MAX).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

impl Pack {
    /// The full pack that a delta makes out of this one, whose bytes have the hash `hash`.
    ///
    /// # Errors
    /// [`Refused::Base`] when the delta is for another pack, [`Refused::Items`] when the outcome is too large.
    pub fn apply(&self, hash: &str, delta: &Pack) -> Result<Pack, Refused> {
        let (old, new) = (&self.header, &delta.header);
        let fits = new.base.as_deref() == Some(hash)
            && (&old.model, &old.scales, &old.pool) == (&new.model, &new.scales, &new.pool)
            && old.server == new.server
            && old.epoch < new.epoch;
        if !fits {
            return Err(Refused::Base);
        }
        let removed: HashSet<&str> = new.removed.iter().map(String::as_str).collect();
        let is_replaced = |entry: &&Entry| {
            let of = |other: &Entry| other.id.cmp(&entry.id);
            delta.entries.binary_search_by(of).is_ok() || removed.contains(entry.id.as_str())
        };
        let kept = self.entries.iter().filter(|entry| !is_replaced(entry));
        let mut entries: Vec<Entry> = kept.chain(&delta.entries).cloned().collect();
        entries.sort_by(|a, b| a.id.cmp(&b.id));
        if entries.len() > COUNT_MAX {
            return Err(Refused::Items);
        }
        Ok(Pack {
            header: Header {
                base: None,
                count: entries.len(),
                removed: Vec::new(),
                ..new.clone()
            },
            entries,
        })
    }
}
