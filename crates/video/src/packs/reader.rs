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

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use proptest::prelude::*;
    use serde_json::value::to_raw_value;

    use super::*;
    use crate::packs::format::{Level, Pool, hash};

    fn header(count: usize) -> Header {
        let scale = || "0.0125".to_owned();
        Header {
            server: "example.org".into(),
            pool: Pool {
                language: Some("zh".into()),
                level: Level::General,
            },
            epoch: 7,
            base: None,
            model: "m".into(),
            dims: DIMS,
            scales: Scales {
                taste_in: scale(),
                taste_out: scale(),
                next_in: scale(),
                next_out: scale(),
            },
            count,
            removed: Vec::new(),
        }
    }

    fn pack(items: impl IntoIterator<Item = (String, String, i8)>) -> Pack {
        let entries: std::collections::BTreeMap<String, Entry> = items
            .into_iter()
            .map(|(id, caption, number)| {
                let json =
                    to_raw_value(&serde_json::json!({ "id": id, "caption": caption })).unwrap();
                let vectors = (0..VECTORS)
                    .map(|at| number.wrapping_add(at as i8))
                    .collect();
                (id.clone(), Entry { id, json, vectors })
            })
            .collect();
        Pack {
            header: header(entries.len()),
            entries: entries.into_values().collect(),
        }
    }

    fn any_pack() -> impl Strategy<Value = Pack> {
        prop::collection::vec(("[a-f0-9_-]{1,2}", ".{0,12}", any::<i8>()), 0..40).prop_map(pack)
    }

    /// The parts of a pack put together, right or wrong.
    fn bytes(kind: u8, header: &str, items: &str, vectors: usize) -> Vec<u8> {
        let mut bytes = b"CWFP\x01".to_vec();
        bytes.extend_from_slice(&[kind, 0, 0]);
        for part in [header, items] {
            bytes.extend_from_slice(&u32::try_from(part.len()).unwrap().to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes.resize(bytes.len() + vectors, 1);
        bytes
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(pack in any_pack()) {
            let bytes = pack.write().unwrap();
            prop_assert_eq!(read(&bytes).unwrap(), pack);
        }

        #[test]
        fn a_delta_leads_to_the_same_bytes(old in any_pack(), mut new in any_pack()) {
            new.header.epoch = 8;
            let old_hash = hash(&old.write().unwrap());
            let delta = new.delta_from(&old, &old_hash).unwrap();
            let delta = read(&delta.write().unwrap()).unwrap();
            let made = old.apply(&old_hash, &delta).unwrap();
            prop_assert_eq!(made.write().unwrap(), new.write().unwrap());
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(read(&bytes).is_err());
        }

        #[test]
        fn a_damaged_pack_is_refused_or_another_one(
            pack in any_pack(), at in any::<prop::sample::Index>(), bit in 0u8..8, end in any::<prop::sample::Index>(),
        ) {
            let good = pack.write().unwrap();
            let mut bytes = good.clone();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            if let Ok(read) = read(&bytes) {
                prop_assert_ne!(hash(&bytes), hash(&good));
                prop_assert_eq!(read.entries.len(), pack.entries.len());
            }
            let end = end.index(good.len());
            prop_assert!(super::read(&good[..end]).is_err(), "cut off");
        }
    }

    #[test]
    fn the_example_of_the_documents_is_what_they_say() {
        let page = include_str!("../../../../docs/developer/feed-packs.md");
        let mut blocks = page.split("```pack\n").skip(1).map(|rest| {
            let text: String = rest
                .split("```")
                .next()
                .unwrap()
                .split_whitespace()
                .collect();
            STANDARD.decode(text).unwrap()
        });
        let (pack, delta) = (blocks.next().unwrap(), blocks.next().unwrap());
        let is_told = |hash: &str| assert!(page.contains(&format!("`{hash}`")), "{hash}");
        is_told(&hash(&pack));
        let full = read(&pack).unwrap();
        assert_eq!(full.write().unwrap(), pack);
        let made = full.apply(&hash(&pack), &read(&delta).unwrap()).unwrap();
        is_told(&hash(&made.write().unwrap()));
    }

    #[test]
    fn poisoned_packs_are_refused() {
        let good = serde_json::to_string(&header(1)).unwrap();
        let item = r#"[{"id":"a"}]"#;
        assert!(read(&bytes(FULL, &good, item, VECTORS)).is_ok());
        let wrong = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            good.replace(from, to)
        };
        for header in [
            wrong("0.0125", "NaN"),
            wrong("0.0125", "inf"),
            wrong("0.0125", "-1"),
            wrong("0.0125", "1e39"),
            wrong("\"count\":1", "\"count\":5000"),
            wrong("\"count\":1", "\"count\":-1"),
            wrong("\"count\":1", "\"count\":18446744073709551615"),
            wrong("\"dims\":64", "\"dims\":128"),
            wrong("\"epoch\":7", "\"epoch\":7.5"),
            wrong("\"base\":null", "\"base\":\"x\""),
            wrong("\"removed\":[]", "\"removed\":[\"a\"]"),
            wrong("general", "everything"),
            "{}".to_owned(),
            "[".repeat(60_000),
        ] {
            let refused = read(&bytes(FULL, &header, item, VECTORS));
            assert_eq!(refused, Err(Refused::Header), "{header:.80}");
        }
        let two = wrong("\"count\":1", "\"count\":2");
        for (header, items, vectors) in [
            (&good, r#"[{"id":"../a"}]"#, VECTORS),
            (&good, r#"[{"id":""}]"#, VECTORS),
            (&good, r#"[{"id":7}]"#, VECTORS),
            (&good, r#"[{}]"#, VECTORS),
            (&good, "[]", VECTORS),
            (&good, "x", VECTORS),
            (&two, r#"[{"id":"b"},{"id":"a"}]"#, 2 * VECTORS),
            (&two, r#"[{"id":"a"},{"id":"a"}]"#, 2 * VECTORS),
        ] {
            let refused = read(&bytes(FULL, header, items, vectors));
            assert_eq!(refused, Err(Refused::Items), "{items}");
        }
        for vectors in [0, VECTORS - 1, VECTORS + 1, 2 * VECTORS] {
            let refused = read(&bytes(FULL, &good, item, vectors));
            assert_eq!(refused, Err(Refused::Length), "{vectors}");
        }
        let large = " ".repeat(HEADER_BYTES_MAX + 1);
        assert_eq!(
            read(&bytes(FULL, &large, item, VECTORS)),
            Err(Refused::TooLarge)
        );
        assert_eq!(read(&bytes(2, &good, item, VECTORS)), Err(Refused::Version));
        assert_eq!(
            read(&bytes(DELTA, &good, item, VECTORS)),
            Err(Refused::Header)
        );
        let mut other = bytes(FULL, &good, item, VECTORS);
        other[0] = b'X';
        assert_eq!(read(&other), Err(Refused::NotAPack));
    }

    #[test]
    fn a_delta_of_another_pack_model_or_time_is_refused() {
        let old = pack([("a".to_owned(), "one".to_owned(), 1)]);
        let mut new = pack([("b".to_owned(), "two".to_owned(), 2)]);
        assert_eq!(
            old.apply("h", &new.delta_from(&old, "h").unwrap()),
            Err(Refused::Base),
            "as old"
        );
        new.header.epoch = 8;
        let delta = new.delta_from(&old, "h").unwrap();
        assert_eq!(old.apply("h", &delta).unwrap(), new);
        assert_eq!(old.apply("g", &delta), Err(Refused::Base));
        let mut other = delta;
        other.header.model = "n".into();
        assert_eq!(old.apply("h", &other), Err(Refused::Base));
        new.header.scales.next_in = "1".into();
        assert_eq!(new.delta_from(&old, "h"), None);
    }
}
