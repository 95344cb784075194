//! A database with many videos, follows and people, written at once with SQL.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, Transaction, params};
use sha2::{Digest, Sha256};

use crate::measure::unix_seconds;
use crate::video::words::{Dice, caption};

/// People who post.
pub const AUTHORS: u32 = 100_000;
/// Of them, those who have not posted for long: their videos are all in the older half.
pub const SLEEPERS: u32 = 1_000;
/// People who follow a hundred each: 100,000 follows in all.
pub const READERS: u32 = 1_000;
const FOLLOWS_OF_READER: u32 = 100;

/// People by what they do. Numbers: authors first, then readers, three who follow many, then those who like.
#[derive(Debug, Clone, Copy)]
pub enum Someone {
    Reader(u32),
    /// Follows all authors.
    Fan,
    /// Follows a thousand of them.
    Curious,
    /// Follows those alone who have not posted for long.
    Faithful,
    Liker(u32),
}

impl Someone {
    fn number(self) -> u32 {
        AUTHORS
            + match self {
                Self::Reader(n) => n,
                Self::Fan => READERS,
                Self::Curious => READERS + 1,
                Self::Faithful => READERS + 2,
                Self::Liker(n) => READERS + 3 + n,
            }
    }

    pub fn token(self) -> String {
        format!("bench-{}", self.number())
    }
}

/// The number in the database.
fn nid(number: u32) -> i64 {
    1_000 + i64::from(number)
}

/// The id of the `n`-th video.
pub fn video_id(n: u32) -> String {
    format!("bench{n:06}")
}

fn author(n: u32, videos: u32) -> u32 {
    let active = if n > videos / 2 {
        AUTHORS - SLEEPERS
    } else {
        AUTHORS
    };
    u32::try_from(u64::from(n) * 7919 % u64::from(active)).unwrap_or(0)
}

/// Fills the tables that the server made.
pub fn fill(path: &Path, videos: u32, likers: u32) -> Result<()> {
    let mut db = Connection::open(path)?;
    // Nothing else uses it, and a crash means to begin again.
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;",
    )?;
    let tx = db.transaction()?;
    let indexes = drop_indexes(&tx)?;
    let now_ms = i64::try_from(unix_seconds()).unwrap_or(0) * 1000;
    people(&tx, AUTHORS + READERS + 3 + likers, now_ms)?;
    eprintln!("bench: people are there");
    follows(&tx, now_ms)?;
    videos_and_ranks(&tx, videos, now_ms)?;
    eprintln!("bench: videos are there");
    terms(&tx, videos, now_ms)?;
    eprintln!("bench: terms are there");
    for sql in indexes {
        tx.execute_batch(&sql)?;
    }
    tx.commit()?;
    db.execute_batch("PRAGMA journal_mode = WAL;")?;
    eprintln!("bench: the database is filled");
    Ok(())
}

/// People who like, out of those who post: each likes what is of his three topics, mostly what many like.
const TASTES: u32 = 50_000;
const LIKES_OF_ONE: u32 = 40;
const TOPICS: u32 = 400;

/// Adds likes with tastes in them, and what counts them.
pub fn tastes(path: &Path, videos: u32) -> Result<()> {
    let mut db = Connection::open(path)?;
    db.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;",
    )?;
    let tx = db.transaction()?;
    let now_ms = i64::try_from(unix_seconds()).unwrap_or(0) * 1000;
    let mut counts: HashMap<u32, i64> = HashMap::new();
    {
        let mut like = tx.prepare(
            "INSERT OR IGNORE INTO video_like (video_nid, user_nid, created_ms) VALUES (?1, ?2, ?3)",
        )?;
        let mut dice = Dice::new(23);
        let in_topic = videos / TOPICS;
        for person in 0..TASTES {
            let topics = [0; 3].map(|_: u32| dice.below(TOPICS));
            for n in 0..LIKES_OF_ONE {
                let topic = if dice.below(5) == 0 {
                    dice.below(TOPICS)
                } else {
                    topics[dice.below(3) as usize]
                };
                // From the newest on.
                let video = videos - (dice.zipf(in_topic) * TOPICS + topic).min(videos - 1);
                let ms = now_ms - i64::from(LIKES_OF_ONE - n) * 60_000;
                if like.execute(params![video, nid(person), ms])? > 0 {
                    *counts.entry(video).or_default() += 1;
                }
            }
        }
        let mut count = tx.prepare(
            "INSERT INTO video_count (video_nid, kind, shard, n) VALUES (?1, 0, 0, ?2)
             ON CONFLICT (video_nid, kind, shard) DO UPDATE SET n = video_count.n + excluded.n",
        )?;
        let mut rank = tx.prepare(
            "UPDATE video_rank SET level = ?2, rank = published_ms + ?2 * 7200000 WHERE video_nid = ?1",
        )?;
        for (video, n) in counts {
            count.execute(params![video, n])?;
            rank.execute(params![video, ((n + 1) * (n + 1)).ilog2()])?;
        }
    }
    tx.commit()?;
    db.execute_batch("PRAGMA journal_mode = WAL;")?;
    eprintln!("bench: tastes are there");
    Ok(())
}

/// Indexes are made again at the end: sorting once is faster than a million insertions.
fn drop_indexes(tx: &Transaction<'_>) -> Result<Vec<String>> {
    let mut found = tx.prepare(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN
           ('video', 'video_term', 'video_rank', 'follow')",
    )?;
    let rows = found.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    for (name, _) in &rows {
        tx.execute_batch(&format!("DROP INDEX \"{name}\""))?;
    }
    Ok(rows.into_iter().map(|(_, sql)| sql).collect())
}

fn people(tx: &Transaction<'_>, number: u32, now_ms: i64) -> Result<()> {
    let mut user = tx.prepare(
        "INSERT INTO user_ (nid, user_id, is_local, displayname) VALUES (?1, ?2, 1, ?3)",
    )?;
    let mut account = tx.prepare("INSERT INTO account (user_nid, created_ms) VALUES (?1, ?2)")?;
    let mut device = tx.prepare(
        "INSERT INTO device (nid, user_nid, device_id, last_seen_ms) VALUES (?1, ?1, 'BENCH', ?2)",
    )?;
    let mut token = tx.prepare("INSERT INTO token (hash, device_nid, kind) VALUES (?1, ?2, 0)")?;
    for n in 0..number {
        let nid = nid(n);
        user.execute(params![
            nid,
            format!("@p{n}:localhost"),
            format!("Person {n}")
        ])?;
        account.execute(params![nid, now_ms])?;
        if n >= AUTHORS {
            device.execute(params![nid, now_ms])?;
            let hash = Sha256::digest(format!("bench-{n}"));
            token.execute(params![&hash[..], nid])?;
        }
    }
    Ok(())
}

fn follows(tx: &Transaction<'_>, now_ms: i64) -> Result<()> {
    let mut follow = tx.prepare(
        "INSERT OR IGNORE INTO follow (user_nid, followee_nid, created_ms) VALUES (?1, ?2, ?3)",
    )?;
    let mut add =
        |who: Someone, author: u32| follow.execute(params![nid(who.number()), nid(author), now_ms]);
    let mut dice = Dice::new(7);
    for n in 0..READERS {
        for _ in 0..FOLLOWS_OF_READER {
            add(Someone::Reader(n), dice.below(AUTHORS))?;
        }
    }
    for author in 0..AUTHORS {
        add(Someone::Fan, author)?;
    }
    for _ in 0..1000 {
        add(Someone::Curious, dice.below(AUTHORS))?;
    }
    for author in AUTHORS - SLEEPERS..AUTHORS {
        add(Someone::Faithful, author)?;
    }
    Ok(())
}

/// One a second.
fn published_ms(n: u32, videos: u32, now_ms: i64) -> i64 {
    now_ms - i64::from(videos - n) * 1000
}

/// How many videos have a tag, by day and in all.
fn trend(tx: &Transaction<'_>, tag: &str, places: &[u32], ms: impl Fn(u32) -> i64) -> Result<()> {
    let mut days: HashMap<i64, i64> = HashMap::from([(-1, i64::try_from(places.len())?)]);
    for n in places {
        *days.entry(ms(*n) / 86_400_000).or_default() += 1;
    }
    let mut insert =
        tx.prepare_cached("INSERT INTO video_trend (kind, name, day, n) VALUES (0, ?1, ?2, ?3)")?;
    for (day, n) in days {
        insert.execute(params![tag, day, n])?;
    }
    Ok(())
}

fn videos_and_ranks(tx: &Transaction<'_>, videos: u32, now_ms: i64) -> Result<()> {
    let mut video = tx.prepare(
        "INSERT INTO video (nid, id, author_nid, upload, state, ord, audience, caption, comments_open, is_sensitive,
           source_bytes, bytes, duration_ms, width, height, generation, created_ms, changed_ms)
         VALUES (?1, ?2, ?3, ?2, 1, ?1, 0, ?4, 1, 0, 0, 1000000, 15000, 1080, 1920, 1, ?5, ?5)",
    )?;
    let mut rank = tx.prepare(
        "INSERT INTO video_rank (video_nid, since, until, rank, level, published_ms)
         VALUES (?1, ?1, 9223372036854775807, ?2, ?3, ?4)",
    )?;
    let mut count =
        tx.prepare("INSERT INTO video_count (video_nid, kind, shard, n) VALUES (?1, ?2, ?3, 1)")?;
    let mut dice = Dice::new(11);
    for n in 1..=videos {
        let published_ms = published_ms(n, videos, now_ms);
        let level = i64::from(dice.below(8));
        video.execute(params![
            n,
            video_id(n),
            nid(author(n, videos)),
            caption(n),
            published_ms
        ])?;
        rank.execute(params![
            n,
            published_ms + level * 7_200_000,
            level,
            published_ms
        ])?;
        for shard in 0..dice.below(4) {
            count.execute(params![n, 0, shard])?;
        }
    }
    tx.execute(
        "INSERT INTO sequence (name, value) VALUES ('video_rank', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [videos],
    )?;
    Ok(())
}

/// Term by term, as the index is ordered.
fn terms(tx: &Transaction<'_>, videos: u32, now_ms: i64) -> Result<()> {
    let mut postings: HashMap<String, Vec<u32>> = HashMap::new();
    for n in 1..=videos {
        let caption = caption(n);
        let mut terms = base::words::indexed(&caption);
        let tags = caption.split(' ').filter(|word| word.starts_with('#'));
        terms.extend(tags.map(str::to_owned));
        for term in terms {
            let places = postings.entry(term).or_default();
            if places.last() != Some(&n) {
                places.push(n);
            }
        }
    }
    let mut postings: Vec<_> = postings.into_iter().collect();
    postings.sort_unstable();
    let mut insert =
        tx.prepare("INSERT INTO video_term (term, ord, video_nid) VALUES (?1, ?2, ?2)")?;
    for (term, places) in postings {
        if let Some(tag) = term.strip_prefix('#') {
            trend(tx, tag, &places, |n| published_ms(n, videos, now_ms))?;
        }
        for n in places {
            insert
                .execute(params![term, n])
                .with_context(|| format!("{term} of {n}"))?;
        }
    }
    Ok(())
}
