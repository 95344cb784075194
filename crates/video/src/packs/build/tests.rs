//! A server's packs over time: the clock is the tests', rows are written as people's acts write them.

use base::{Boxed, Failure, ManualClock, Pictures, SeededRng, Signer, boxed, config::Config};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ruma::CanonicalJsonObject;
use sha2::{Digest, Sha256};
use store::{Migration, Store, Write, blobs::Blobs};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    Parts, listing,
    social::counts::{self, Kind},
};

pub(super) const QUARTER_MS: u64 = 15 * 60 * 1000;
pub(super) const DAY_MS: u64 = 96 * QUARTER_MS;
pub(super) const NOW_MS: u64 = 20_000 * DAY_MS;

/// The homeserver's tables that videos refer to.
const PEOPLE: Migration = Migration {
    id: "people",
    sql: "CREATE TABLE user_ (nid BIGINT PRIMARY KEY, user_id TEXT NOT NULL, displayname TEXT, avatar_url TEXT);",
};

/// Signs nothing: no reader looks.
struct Pen;

impl Signer for Pen {
    fn key_id(&self) -> String {
        "ed25519:a".to_owned()
    }

    fn public_base64(&self) -> String {
        String::new()
    }

    fn sign(&self, _: &mut CanonicalJsonObject) -> std::result::Result<(), Failure> {
        Ok(())
    }
}

struct NoPictures;

impl Pictures for NoPictures {
    fn small<'a>(&'a self, _: &'a str) -> Boxed<'a, Option<(Vec<u8>, String)>> {
        boxed(async { Ok(None) })
    }
}

pub(super) struct Host {
    pub(super) v: Video,
    pub(super) clock: Arc<ManualClock>,
    builder: Builder,
    /// Goes with it.
    _folder: tempfile::TempDir,
}

impl Host {
    pub(super) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at(NOW_MS));
        let migrations = [&[PEOPLE], crate::MIGRATIONS].concat();
        let store = Store::open(&store::default_url(folder.path()), &migrations).unwrap();
        let parts = Parts {
            config: Config::new("example.org".try_into().unwrap(), folder.path().into()),
            store,
            blobs: Blobs::open(&format!("file:{}", folder.path().display())).unwrap(),
            clock: Arc::clone(&clock) as _,
            rng: Arc::new(SeededRng::new(1)),
            signer: Arc::new(Pen),
            pictures: Arc::new(NoPictures),
            stopping: CancellationToken::new(),
        };
        Self {
            v: Video::start(parts).await.unwrap(),
            clock,
            builder: Builder::default(),
            _folder: folder,
        }
    }

    pub(super) async fn write(&self, mut change: impl FnMut(&mut Write<'_, '_>) + Send + 'static) {
        let done = self.v.store.write(move |w| {
            change(w);
            Ok::<_, StoreError>(())
        });
        done.await.unwrap();
    }

    pub(super) async fn build(&mut self) {
        self.builder.build(&self.v).await.unwrap();
    }

    pub(super) fn pack(&self, language: Option<&str>) -> Option<&(Kept, Pack)> {
        let pool = Pool {
            language: language.map(str::to_owned),
            level: Level::General,
        };
        self.builder.newest.get(&pool)
    }

    /// How many packs and deltas there are.
    async fn files(&self) -> usize {
        self.v.store.read(keep::all).await.unwrap().len()
    }
}

pub(super) fn person(w: &mut Write<'_, '_>, nid: i64) {
    w.execute(
        "INSERT INTO user_ (nid, user_id, displayname, avatar_url) VALUES (?1, ?2, ?3, ?4)",
        params![
            nid,
            &format!("@person{nid}:example.org"),
            &format!("Person {nid}"),
            &format!("mxc://example.org/{}", id(-nid))
        ],
    )
    .unwrap();
}

/// Looks as random as those that people's videos have.
fn id(nid: i64) -> String {
    let digest = Sha256::digest(nid.to_le_bytes());
    URL_SAFE_NO_PAD.encode(&digest[..12])
}

/// A public video that is ready.
pub(super) fn post(
    w: &mut Write<'_, '_>,
    nid: i64,
    author: i64,
    caption: &str,
    language: Option<&str>,
    ms: u64,
) {
    w.execute(
        "INSERT INTO video (nid, id, author_nid, upload, state, ord, audience, caption, language, comments_open,
           is_sensitive, source_bytes, bytes, duration_ms, width, height, generation, created_ms, changed_ms)
         VALUES (?1, ?2, ?3, ?2, 1, ?1, 0, ?4, ?5, 1, 0, 0, 1000000, 15000, 720, 1280, 1, ?6, ?6)",
        params![nid, &id(nid), author, caption, language, ms],
    )
    .unwrap();
    rank::list(w, nid).unwrap();
    listing::shown_anew(w).unwrap();
}

pub(super) fn like(w: &mut Write<'_, '_>, video: i64, user: i64, ms: u64) {
    let added = w.execute(
        "INSERT INTO video_like (video_nid, user_nid, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (video_nid, user_nid) DO NOTHING",
        params![video, user, ms],
    );
    if added.unwrap() > 0 {
        counts::add(w, video, Kind::Likes, (user, ms), 1).unwrap();
    }
}

fn languages(pack: &Pack) -> HashMap<String, usize> {
    let mut found = HashMap::new();
    for entry in &pack.entries {
        let item: serde_json::Value = serde_json::from_str(entry.json.get()).unwrap();
        let language = item["language"].as_str().unwrap().to_owned();
        *found.entry(language).or_default() += 1;
    }
    found
}

#[tokio::test]
async fn a_language_with_enough_videos_has_a_pack_of_its_own_and_loses_it_with_them() {
    let mut host = Host::new().await;
    // What is learnt of nothing holds for a while: this is not about learning.
    host.build().await;
    host.write(|w| {
        (1..=300).for_each(|nid| person(w, nid));
        for nid in 1..=4095 {
            let language = match nid {
                ..=600 => "zh-Hans",
                601..=1024 => "zh-Hant-HK",
                1025..=1500 => "de",
                _ => "en",
            };
            post(w, nid, nid % 300 + 1, "look", Some(language), NOW_MS - 1000);
        }
    })
    .await;
    host.build().await;
    assert_eq!(host.builder.newest.len(), 1, "together they are few");
    host.write(|w| post(w, 4096, 7, "look", Some("en-GB"), NOW_MS))
        .await;
    host.build().await;
    assert_eq!(host.builder.newest.len(), 3);
    let all = languages(&host.pack(None).unwrap().1);
    assert_eq!(all.values().sum::<usize>(), select::ITEMS);
    assert!(all.len() >= 4, "{all:?}");
    let chinese = languages(&host.pack(Some("zh")).unwrap().1);
    assert_eq!(
        chinese,
        [("zh-Hans".to_owned(), 600), ("zh-Hant-HK".to_owned(), 424)].into()
    );
    let english = languages(&host.pack(Some("en")).unwrap().1);
    assert_eq!(english.values().sum::<usize>(), select::ITEMS);
    assert!(english.keys().all(|tag| tag.starts_with("en")));
    host.write(|w| {
        listing::remove(w, 1).unwrap();
        w.execute("DELETE FROM video WHERE nid = 1", params![])
            .unwrap();
        post(w, 5000, 7, "look", Some("en"), NOW_MS);
    })
    .await;
    host.build().await;
    assert!(
        host.pack(Some("zh")).is_none(),
        "1,023 are in the pack of all"
    );
    assert!(host.pack(Some("en")).is_some());
}

#[tokio::test]
async fn nothing_is_made_where_nothing_changed_and_a_new_video_has_its_vectors_at_once() {
    let mut host = Host::new().await;
    host.write(|w| {
        (1..=40).for_each(|nid| person(w, nid));
        for nid in 1..=4 {
            let tag = if nid % 2 == 0 { "tea" } else { "rope" };
            post(
                w,
                nid,
                nid,
                &format!("look #{tag}"),
                Some("en"),
                NOW_MS - 1000,
            );
            (10..20).for_each(|user| like(w, nid, user + nid % 2 * 10, NOW_MS - 500));
        }
    })
    .await;
    host.build().await;
    let model = Arc::clone(&host.builder.learnt.as_ref().unwrap().model);
    let hash = host.pack(None).unwrap().0.hash.clone();
    for _ in 0..LEARN_EVERY + 2 {
        host.clock.advance(QUARTER_MS);
        host.build().await;
        assert_eq!(
            (host.files().await, &host.pack(None).unwrap().0.hash),
            (1, &hash)
        );
    }
    // Time came to learn anew, and there was nothing new to learn.
    assert!(Arc::ptr_eq(
        &model,
        &host.builder.learnt.as_ref().unwrap().model
    ));
    let now_ms = host.v.now_ms();
    host.write(move |w| post(w, 5, 5, "look #tea", Some("en"), now_ms))
        .await;
    host.build().await;
    let (row, pack) = host.pack(None).unwrap();
    assert_eq!((&row.model, pack.entries.len()), (&model.id, 5));
    let of = |nid| {
        let mut entries = pack.entries.iter();
        &entries.find(|entry| entry.id == id(nid)).unwrap().vectors
    };
    let near = |one: i64, other: i64| -> i32 {
        let (ins, outs) = (
            &of(one)[..format::DIMS],
            &of(other)[format::DIMS..2 * format::DIMS],
        );
        ins.iter()
            .zip(outs)
            .map(|(a, b)| i32::from(*a) * i32::from(*b))
            .sum()
    };
    assert!(near(2, 5) > near(1, 5), "who likes tea is shown tea");
    let delta = host.v.store.read(keep::all).await.unwrap();
    let delta = delta
        .iter()
        .find(|row| row.base.as_ref() == Some(&hash))
        .unwrap();
    assert_eq!(delta.items, 1, "and nothing else is fetched");
}
