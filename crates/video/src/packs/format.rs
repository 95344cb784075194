//! The bytes of a pack, little endian: `CWFP`, version (u8), kind (u8: 0 full, 1 delta), u16 zero; the length (u32) and
//! bytes of a JSON header; the same of a JSON array of items; then for each item 256 bytes: four vectors of 64 int8.
//! Items stand in the order of their ids. For who writes a reader of his own: `docs/developer/feed-packs.md`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Numbers of one vector.
pub const DIMS: usize = 64;
/// Bytes of the four vectors of an item: taste in, taste out, next in, next out.
pub const VECTORS: usize = 4 * DIMS;

pub(super) const MAGIC: &[u8; 4] = b"CWFP";
pub(super) const VERSION: u8 = 1;
pub(super) const FULL: u8 = 0;
pub(super) const DELTA: u8 = 1;

/// What a pack is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Everybody.
    General,
    /// Who asks for sensitive videos.
    Sensitive,
}

/// Which videos a pack is chosen among.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Pool {
    /// Of captions (BCP 47, the language alone); `null`: all.
    #[schema(required)]
    pub language: Option<String>,
    /// For whom.
    pub level: Level,
}

/// What one step of each kind of vector is worth: decimal numbers, as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Scales {
    pub taste_in: String,
    pub taste_out: String,
    pub next_in: String,
    pub next_out: String,
}

/// The header of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Name of the server that made it.
    pub server: String,
    /// What it was chosen among.
    pub pool: Pool,
    /// Counts up with each pack of the pool.
    pub epoch: u64,
    /// Of a delta: the hash of the full pack that it changes.
    pub base: Option<String>,
    /// The learnt model that the vectors are of. Vectors of different models say nothing together.
    pub model: String,
    /// Numbers of one vector: 64.
    pub dims: usize,
    /// What one step of a vector's number is worth.
    pub scales: Scales,
    /// How many items follow.
    pub count: usize,
    /// Of a delta: ids of videos that are in the base and no longer here.
    pub removed: Vec<String>,
}

/// A video of a pack.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// What is told of it, as it was written.
    pub json: Box<RawValue>,
    /// Taste in, taste out, next in, next out.
    pub vectors: Vec<i8>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, self.json.get(), &self.vectors) == (&other.id, other.json.get(), &other.vectors)
    }
}

/// A pack that was read, or is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// What it says of itself.
    pub header: Header,
    /// In the order of their ids.
    pub entries: Vec<Entry>,
}

/// The name of a pack: SHA-256 of its bytes in base64url without padding.
pub fn hash(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(bytes))
}

impl Pack {
    /// The bytes of the pack.
    ///
    /// # Errors
    /// When something cannot be written as JSON; does not happen with what was read or made here.
    pub fn write(&self) -> Result<Vec<u8>, serde_json::Error> {
        let header = serde_json::to_vec(&self.header)?;
        let told: Vec<&RawValue> = self.entries.iter().map(|entry| &*entry.json).collect();
        let items = serde_json::to_vec(&told)?;
        let mut bytes =
            Vec::with_capacity(16 + header.len() + items.len() + self.entries.len() * VECTORS);
        bytes.extend_from_slice(MAGIC);
        let kind = if self.header.base.is_some() {
            DELTA
        } else {
            FULL
        };
        bytes.extend_from_slice(&[VERSION, kind, 0, 0]);
        for part in [&header, &items] {
            // Far below 4 GiB: a reader takes 8 MiB at most.
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend_from_slice(part);
        }
        for entry in &self.entries {
            bytes.extend(entry.vectors.iter().map(|number| number.cast_unsigned()));
        }
        Ok(bytes)
    }

    /// What makes this pack out of `base`, whose bytes have the hash `base_hash`; `None` when their vectors cannot be
    /// compared.
    pub fn delta_from(&self, base: &Pack, base_hash: &str) -> Option<Pack> {
        let (old, new) = (&base.header, &self.header);
        if (&old.model, &old.scales, &old.pool) != (&new.model, &new.scales, &new.pool) {
            return None;
        }
        let of = |entries: &[Entry], id: &str| {
            let found = entries.binary_search_by(|entry| entry.id.as_str().cmp(id));
            found.ok()
        };
        let is_same = |entry: &&Entry| {
            of(&base.entries, &entry.id).and_then(|at| base.entries.get(at)) != Some(*entry)
        };
        let entries: Vec<_> = self.entries.iter().filter(is_same).cloned().collect();
        let is_gone = |entry: &&Entry| of(&self.entries, &entry.id).is_none();
        let removed = base.entries.iter().filter(is_gone);
        Some(Pack {
            header: Header {
                base: Some(base_hash.to_owned()),
                count: entries.len(),
                removed: removed.map(|entry| entry.id.clone()).collect(),
                ..new.clone()
            },
            entries,
        })
    }
}
