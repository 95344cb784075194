//! How many public videos have a tag or a sound, and what is found by name. A count of one day and one of all time
//! move with each video, so that what trends is a range of an index and not a count over videos.

use std::{cmp::Reverse, collections::BTreeMap};

use store::{StoreError, Tx, Write, params};

use crate::packs::{RuleKind, Rules, Subject};

/// Days that say what trends now.
const WINDOW_DAYS: i64 = 7;
/// The largest of each day that are looked at.
const A_DAY_MAX: usize = 200;
/// The day that stands for all time.
const EVER: i64 = -1;
/// Days kept, and rows of older ones that go with each new row.
const KEPT_DAYS: i64 = 30;
const GONE_AT_ONCE: usize = 20;

/// What trends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trend {
    Tag,
    Sound,
}

impl Trend {
    fn code(self) -> i64 {
        match self {
            Self::Tag => 0,
            Self::Sound => 1,
        }
    }

    fn subject(self) -> Subject {
        match self {
            Self::Tag => Subject::Tag,
            Self::Sound => Subject::Sound,
        }
    }
}

/// A name with its counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trending {
    pub(crate) name: String,
    pub(crate) videos: u64,
    pub(crate) recent: u64,
}

/// A public video more (or less) has the tag or sound; `spoken`: as counted among those of a language alone.
pub(crate) fn add(
    w: &mut Write<'_, '_>,
    kind: Trend,
    name: &str,
    spoken: Option<&str>,
    day: u64,
    by: i64,
) -> Result<(), StoreError> {
    let day = i64::try_from(day).unwrap_or(0);
    if let Some(spoken) = spoken {
        return add_spoken(w, kind, name, spoken, (day, by));
    }
    let mut ever = 0;
    for of in [day, EVER] {
        ever = w.query_one(
            "INSERT INTO video_trend (kind, name, day, n) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, name, day) DO UPDATE SET n = video_trend.n + excluded.n RETURNING n",
            params![kind.code(), name, of, by],
            |row| row.get::<i64>(0),
        )?;
    }
    w.execute(
        "DELETE FROM video_trend WHERE kind = ?1 AND name = ?2 AND n <= 0",
        params![kind.code(), name],
    )?;
    if ever <= 0 {
        set_terms(w, kind, name, &[])?;
    } else if ever == by && kind == Trend::Tag {
        set_terms(w, kind, name, &super::name::indexed(name))?;
    }
    forget_old(w, kind, day)
}

fn add_spoken(
    w: &mut Write<'_, '_>,
    kind: Trend,
    name: &str,
    spoken: &str,
    (day, by): (i64, i64),
) -> Result<(), StoreError> {
    w.execute(
        "INSERT INTO video_trend_language (language, kind, name, day, n) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (language, kind, name, day) DO UPDATE SET n = video_trend_language.n + excluded.n",
        params![spoken, kind.code(), name, day, by],
    )?;
    w.execute(
        "DELETE FROM video_trend_language WHERE language = ?1 AND kind = ?2 AND name = ?3 AND day = ?4 AND n <= 0",
        params![spoken, kind.code(), name, day],
    )?;
    w.execute(
        "DELETE FROM video_trend_language WHERE language = ?1 AND kind = ?2 AND (name, day) IN
           (SELECT name, day FROM video_trend_language WHERE language = ?1 AND kind = ?2 AND day < ?3 LIMIT ?4)",
        params![spoken, kind.code(), day - KEPT_DAYS, GONE_AT_ONCE],
    )?;
    Ok(())
}

fn forget_old(w: &mut Write<'_, '_>, kind: Trend, day: i64) -> Result<(), StoreError> {
    let old = w.query::<(String, i64), StoreError>(
        "SELECT name, day FROM video_trend WHERE kind = ?1 AND day >= 0 AND day < ?2 ORDER BY day LIMIT ?3",
        params![kind.code(), day - KEPT_DAYS, GONE_AT_ONCE],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (name, day) in old {
        w.execute(
            "DELETE FROM video_trend WHERE kind = ?1 AND name = ?2 AND day = ?3",
            params![kind.code(), &name, day],
        )?;
    }
    Ok(())
}

/// Sets what a name is found by.
pub(crate) fn set_terms(
    w: &mut Write<'_, '_>,
    kind: Trend,
    name: &str,
    terms: &[String],
) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM video_name_term WHERE kind = ?1 AND name = ?2",
        params![kind.code(), name],
    )?;
    for term in terms {
        w.execute(
            "INSERT INTO video_name_term (kind, term, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (kind, term, name) DO NOTHING",
            params![kind.code(), term, name],
        )?;
    }
    Ok(())
}

/// How many public videos there are of a name.
pub(crate) fn ever(tx: &mut Tx<'_>, kind: Trend, name: &str) -> Result<u64, StoreError> {
    let n = tx.get(
        "SELECT n FROM video_trend WHERE kind = ?1 AND name = ?2 AND day = ?3",
        params![kind.code(), name, EVER],
    )?;
    Ok(n.unwrap_or(0))
}

/// What most videos of the last days have, those of one language or all; most first. By the host's rules some are left
/// out, and some come after all others.
pub(crate) fn recent(
    tx: &mut Tx<'_>,
    kind: Trend,
    spoken: Option<&str>,
    today: u64,
    limit: usize,
    rules: &Rules,
) -> Result<Vec<Trending>, StoreError> {
    let today = i64::try_from(today).unwrap_or(0);
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for day in today - WINDOW_DAYS + 1..=today {
        let of_day = match spoken {
            None => largest(tx, kind, day, A_DAY_MAX)?,
            Some(spoken) => largest_spoken(tx, kind, spoken, day)?,
        };
        for (name, n) in of_day {
            *sums.entry(name).or_default() += n;
        }
    }
    let ruled = sums.into_iter().filter_map(|(name, n)| {
        let rule = rules.about(kind.subject(), &name);
        let is_late = rule == Some(RuleKind::Demote);
        (rule != Some(RuleKind::Exclude)).then_some((is_late, Reverse(n), name))
    });
    let mut sums: Vec<_> = ruled.collect();
    sums.sort_unstable();
    sums.truncate(limit);
    let named = sums.into_iter().map(|(_, Reverse(recent), name)| {
        Ok(Trending {
            videos: ever(tx, kind, &name)?,
            name,
            recent,
        })
    });
    named.collect()
}

/// The names with most videos of all time.
pub(crate) fn most(
    tx: &mut Tx<'_>,
    kind: Trend,
    limit: usize,
) -> Result<Vec<(String, u64)>, StoreError> {
    largest(tx, kind, EVER, limit)
}

fn largest(
    tx: &mut Tx<'_>,
    kind: Trend,
    day: i64,
    limit: usize,
) -> Result<Vec<(String, u64)>, StoreError> {
    tx.query(
        "SELECT name, n FROM video_trend WHERE kind = ?1 AND day = ?2 ORDER BY n DESC LIMIT ?3",
        params![kind.code(), day, limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

fn largest_spoken(
    tx: &mut Tx<'_>,
    kind: Trend,
    spoken: &str,
    day: i64,
) -> Result<Vec<(String, u64)>, StoreError> {
    tx.query(
        "SELECT name, n FROM video_trend_language WHERE language = ?1 AND kind = ?2 AND day = ?3
         ORDER BY n DESC LIMIT ?4",
        params![spoken, kind.code(), day, A_DAY_MAX],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Names that have all these terms, with their counts; at most `limit`, in no order.
pub(crate) fn named(
    tx: &mut Tx<'_>,
    kind: Trend,
    terms: &[String],
    limit: usize,
) -> Result<Vec<(String, u64)>, StoreError> {
    let Some((first, rest)) = terms.split_first() else {
        return Ok(Vec::new());
    };
    let mut sql = "SELECT t.name, c.n FROM video_name_term t
         JOIN video_trend c ON c.kind = t.kind AND c.name = t.name AND c.day = ?3
         WHERE t.kind = ?1 AND t.term = ?2"
        .to_owned();
    let mut values = vec![kind.code().into(), first.into(), EVER.into()];
    for term in rest {
        values.push(term.into());
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM video_name_term o WHERE o.kind = t.kind AND o.term = ?{} AND o.name = t.name)",
            values.len()
        ));
    }
    sql.push_str(&format!(" LIMIT {limit}"));
    tx.query(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?)))
}
