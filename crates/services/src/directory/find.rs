//! `GET /_causeway/v1/directory`: what can be found, by words and by what it is.
//!
//! First what has the words in its name, whole or begun, then what has them elsewhere; of each the newest first. Each
//! statement reads a range of one index, and one answer looks at a bounded number of candidates: `next` goes on behind them.

use axum::extract::State;
use base::words;
use http_server::{Error, Json, Query, Result, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use store::{StoreError, Tx, Value, params};
use utoipa::{IntoParams, ToSchema};

use super::{kind::Kind, listed, shown::DirectoryEntry, terms};
use crate::Services;

/// Longest text that is searched for, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// Words of one search, filters included.
const TERMS_MAX: usize = 24;
/// Entries of a page.
const PAGE: u64 = 20;
const PAGE_MAX: u64 = 100;
/// How far the entries of a term are counted, to begin with the rarest.
const COUNTED_MAX: usize = 1000;
/// How many are looked at in one statement, and at most for one answer.
const LOOK: usize = 250;
const LOOKED_MAX: usize = 2000;

/// What to look for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SoughtEntries {
    /// Words, at most 200 characters; of names also beginnings of words.
    pub(super) q: Option<String>,
    #[param(inline)]
    pub(super) kind: Option<Kind>,
    pub(super) category: Option<String>,
    /// Such as `zh`.
    pub(super) language: Option<String>,
    /// Words of a place.
    pub(super) place: Option<String>,
    /// `true`: only what the host recommends.
    #[serde(default)]
    pub(super) featured: bool,
    /// `next` of the page before.
    pub(super) from: Option<String>,
    /// At most this many: 20 unless it says otherwise, 100 at most.
    pub(super) limit: Option<u64>,
}

/// A page of the directory.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectoryPage {
    #[schema(value_type = Vec<DirectoryEntry>)]
    pub(super) results: Vec<Box<RawValue>>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// Searches the directory. For everybody, also without an account.
#[utoipa::path(
    get, path = "/_causeway/v1/directory", tag = "directory", operation_id = "find_in_directory",
    params(SoughtEntries), responses((status = 200, body = DirectoryPage)), security(())
)]
pub(crate) async fn find(
    State(s): State<Services>,
    _: Visitor,
    Query(sought): Query<SoughtEntries>,
) -> Result<Json<DirectoryPage>> {
    let search = Search::of(&sought)?;
    Ok(Json(s.store.read(move |tx| search.page(tx)).await?))
}

/// A search as it runs.
#[derive(Debug)]
struct Search {
    kind: Option<Kind>,
    /// What every entry must have.
    filters: Vec<String>,
    /// Words looked for in names.
    in_names: Vec<String>,
    /// The same words looked for everywhere.
    anywhere: Vec<String>,
    from: Place,
    limit: usize,
}

/// Where a page begins: among those with the words in the name, or behind them; and before which entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    names: bool,
    before: i64,
}

impl Place {
    fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::invalid_param("from must be what next was");
        let (names, before) = text.split_once('.').ok_or_else(wrong)?;
        Ok(Self {
            names: match names {
                "n" => true,
                "a" => false,
                _ => return Err(wrong()),
            },
            before: before.parse().map_err(|_| wrong())?,
        })
    }

    fn text(self) -> String {
        format!("{}.{}", if self.names { "n" } else { "a" }, self.before)
    }
}

impl Search {
    fn of(sought: &SoughtEntries) -> Result<Self> {
        let text = |given: &Option<String>| {
            let text = given.clone().unwrap_or_default();
            if text.chars().count() > TEXT_CHARS_MAX || text.contains('\0') {
                return Err(Error::invalid_param(format!(
                    "A search has at most {TEXT_CHARS_MAX} characters, none of them U+0000"
                )));
            }
            Ok(text)
        };
        let anywhere = words::searched(&text(&sought.q)?);
        let in_names: Vec<_> = anywhere.iter().map(|word| terms::of_name(word)).collect();
        let mut filters = Vec::new();
        if let Some(category) = Some(text(&sought.category)?).filter(|text| !text.is_empty()) {
            filters.push(terms::category(&category));
        }
        if let Some(code) = Some(text(&sought.language)?).filter(|text| !text.is_empty()) {
            filters.push(terms::language(&code));
        }
        let place = text(&sought.place)?;
        filters.extend(
            words::searched(&place)
                .iter()
                .map(|word| terms::place(word)),
        );
        if sought.featured {
            filters.push(terms::FEATURED.to_owned());
        }
        if filters.len() + anywhere.len() > TERMS_MAX {
            return Err(Error::invalid_param(format!(
                "Search for at most {TERMS_MAX} words at once"
            )));
        }
        let first = Place {
            names: !in_names.is_empty(),
            before: i64::MAX,
        };
        let from = sought.from.as_deref().map_or(Ok(first), Place::parse)?;
        let limit = sought.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
        Ok(Self {
            kind: sought.kind,
            filters,
            in_names,
            anywhere,
            from,
            limit: usize::try_from(limit).unwrap_or(1),
        })
    }

    fn page(&self, tx: &mut Tx<'_>) -> Result<DirectoryPage> {
        let (mut results, mut at, mut looked) = (Vec::new(), self.from, 0);
        if at.names {
            let terms = [&self.filters[..], &self.in_names].concat();
            let rest = self.walk(tx, terms, &[], &mut results, at.before, &mut looked)?;
            if let Some(before) = rest {
                return Ok(page(
                    results,
                    Some(Place {
                        names: true,
                        before,
                    }),
                ));
            }
            at = Place {
                names: false,
                before: i64::MAX,
            };
        }
        let mut terms = [&self.filters[..], &self.anywhere].concat();
        if terms.is_empty() {
            terms.push(terms::ALL.to_owned());
        }
        let rest = self.walk(
            tx,
            terms,
            &self.in_names,
            &mut results,
            at.before,
            &mut looked,
        )?;
        Ok(page(
            results,
            rest.map(|before| Place {
                names: false,
                before,
            }),
        ))
    }

    /// Adds entries with all of `terms` and not all of `without`, older than `before`; where to go on, if there is more.
    fn walk(
        &self,
        tx: &mut Tx<'_>,
        mut terms: Vec<String>,
        without: &[String],
        results: &mut Vec<Box<RawValue>>,
        before: i64,
        looked: &mut usize,
    ) -> Result<Option<i64>> {
        rarest_first(tx, self.kind, &mut terms)?;
        let mut at = before;
        let look = if terms.len() > 1 || !without.is_empty() {
            LOOK
        } else {
            self.limit + 1
        };
        loop {
            let found = candidates(tx, self.kind, &terms, without, at, look)?;
            *looked += found.len();
            let is_last = found.len() < look;
            for (nid, fits) in found {
                if results.len() == self.limit {
                    return Ok(Some(at));
                }
                at = nid;
                if fits {
                    results.extend(listed::raw(tx, nid, None)?);
                }
            }
            if is_last {
                return Ok(None);
            }
            if *looked >= LOOKED_MAX {
                return Ok(Some(at));
            }
        }
    }
}

fn page(results: Vec<Box<RawValue>>, next: Option<Place>) -> DirectoryPage {
    DirectoryPage {
        results,
        next: next.map(Place::text),
    }
}

fn rarest_first(
    tx: &mut Tx<'_>,
    kind: Option<Kind>,
    terms: &mut Vec<String>,
) -> Result<(), StoreError> {
    terms.sort_unstable();
    terms.dedup();
    if terms.len() < 2 {
        return Ok(());
    }
    let mut counted = Vec::with_capacity(terms.len());
    for term in terms.drain(..) {
        let n: i64 = match kind {
            Some(kind) => tx.query_one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM directory_term WHERE term = ?1 AND kind = ?3 LIMIT ?2) AS few",
                params![&term, COUNTED_MAX, kind.code()],
                |row| row.get(0),
            )?,
            None => tx.query_one(
                "SELECT COUNT(*) FROM (SELECT 1 FROM directory_term WHERE term = ?1 LIMIT ?2) AS few",
                params![&term, COUNTED_MAX],
                |row| row.get(0),
            )?,
        };
        counted.push((n, term));
    }
    counted.sort();
    terms.extend(counted.into_iter().map(|(_, term)| term));
    Ok(())
}

/// Entries with the first term, newest first, and whether each has the others.
fn candidates(
    tx: &mut Tx<'_>,
    kind: Option<Kind>,
    terms: &[String],
    without: &[String],
    before: i64,
    limit: usize,
) -> Result<Vec<(i64, bool)>, StoreError> {
    let Some((first, rest)) = terms.split_first() else {
        return Ok(Vec::new());
    };
    let mut values: Vec<Value<'_>> = vec![first.into(), before.into(), limit.into()];
    let mut has = |term| {
        values.push(Value::Text(term));
        format!(
            "EXISTS (SELECT 1 FROM directory_term o WHERE o.term = ?{} AND o.kind = c.kind AND o.entry_nid = c.entry_nid)",
            values.len()
        )
    };
    let mut fits: Vec<String> = rest.iter().map(|term| has(term)).collect();
    if !without.is_empty() {
        let all: Vec<String> = without.iter().map(|term| has(term)).collect();
        fits.push(format!("NOT ({})", all.join(" AND ")));
    }
    let fits = if fits.is_empty() {
        "1 = 1".to_owned()
    } else {
        fits.join(" AND ")
    };
    let kinds = kind.map_or(Kind::ALL.to_vec(), |kind| vec![kind]);
    let ranges: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let kind = kind.code();
            format!(
                "SELECT kind, entry_nid FROM (SELECT kind, entry_nid FROM directory_term
                   WHERE term = ?1 AND kind = {kind} AND entry_nid < ?2 ORDER BY entry_nid DESC LIMIT ?3) AS k{kind}"
            )
        })
        .collect();
    let sql = format!(
        "SELECT c.entry_nid, CASE WHEN {fits} THEN 1 ELSE 0 END FROM
           (SELECT kind, entry_nid FROM ({}) AS a ORDER BY entry_nid DESC LIMIT ?3) AS c ORDER BY c.entry_nid DESC",
        ranges.join(" UNION ALL ")
    );
    tx.query(&sql, &values, |row| {
        Ok((row.get(0)?, row.get::<i64>(1)? != 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_page_begins_survives_its_way_through_the_client() {
        for place in ["n.9223372036854775807", "a.12"] {
            assert_eq!(Place::parse(place).unwrap().text(), place);
        }
        for wrong in ["", "12", "b.12", "n.", "n.x", "a.12.3"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_search_has_a_bound() {
        let many = (100..126).map(|n| format!("{n} ")).collect::<String>();
        let sought = SoughtEntries {
            q: Some(many),
            ..SoughtEntries::default()
        };
        assert!(Search::of(&sought).is_err());
    }
}
