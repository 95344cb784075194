//! A person's page: how he shows himself, numbers, videos, reposts, followers and whom he follows.

mod followers;
mod following;
mod person;
mod reposts;
mod videos;

use http_server::{Error, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Video, access,
    feed::page_size,
    graph::{
        self,
        queries::{self as graph_queries, Listed},
    },
    people::{self, PublicProfile},
};

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(person::get))
        .routes(routes!(videos::list))
        .routes(routes!(reposts::list))
        .routes(routes!(followers::list))
        .routes(routes!(following::list))
}

/// Which people of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleWhich {
    /// At most this many: 20 unless it says otherwise, 100 at most.
    limit: Option<u64>,
    /// `next` of the page before.
    from: Option<String>,
}

/// What was asked for: where a page begins, and how many it has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    pub(crate) before: Place,
    pub(crate) limit: usize,
}

/// A place in a list that is ordered by when, and then by what.
pub(crate) type Place = (i64, i64);

impl PeopleWhich {
    pub(crate) fn read(&self) -> Result<Asked> {
        Ok(Asked {
            before: place(self.from.as_deref())?,
            limit: page_size(self.limit),
        })
    }
}

/// Reads what [`next`] wrote; the newest place if there is none.
pub(crate) fn place(from: Option<&str>) -> Result<Place> {
    let Some(from) = from else {
        return Ok((i64::MAX, i64::MAX));
    };
    let parsed = from
        .split_once('.')
        .and_then(|(when, what)| Some((when.parse().ok()?, what.parse().ok()?)));
    parsed.ok_or_else(|| Error::invalid_param("from must be what next was"))
}

/// A place as `next`.
pub(crate) fn next((when, what): Place) -> String {
    format!("{when}.{what}")
}

/// Somebody in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ListedPerson {
    #[serde(flatten)]
    profile: PublicProfile,
    /// Whether I follow him.
    following: bool,
    /// Whether I have asked to follow him.
    requested: bool,
    /// Whether he follows me.
    follows_me: bool,
}

/// A page of people, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PeoplePage {
    people: Vec<ListedPerson>,
    /// What the next page begins `from`; `null`: this was the last.
    #[schema(required)]
    next: Option<String>,
}

/// Somebody as `viewer` is shown him in a list.
pub(crate) fn listed_person(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    person: i64,
) -> Result<ListedPerson, StoreError> {
    let profile = people::profile(tx, person)?;
    let (following, requested, follows_me) = match viewer {
        Some(viewer) => (
            access::follows(tx, viewer, person)?,
            graph_queries::has_requested(tx, viewer, person)?,
            access::follows(tx, person, viewer)?,
        ),
        None => (false, false, false),
    };
    Ok(ListedPerson {
        profile,
        following,
        requested,
        follows_me,
    })
}

/// A page of one of the lists of `of`, without those who have blocked `viewer`.
pub(crate) fn people_page(
    tx: &mut Tx<'_>,
    viewer: Option<i64>,
    list: Listed,
    of: i64,
    asked: Asked,
) -> Result<PeoplePage> {
    let mut found = graph_queries::listed(tx, list, of, asked.before, asked.limit + 1)?;
    let more = found.len() > asked.limit;
    found.truncate(asked.limit);
    let last = found.last().copied().filter(|_| more);
    let mut people = Vec::with_capacity(found.len());
    for (_, person) in found {
        let is_hidden = match viewer {
            Some(viewer) => access::has_blocked(tx, person, viewer)?,
            None => false,
        };
        if !is_hidden {
            people.push(listed_person(tx, viewer, person)?);
        }
    }
    Ok(PeoplePage {
        people,
        next: last.map(next),
    })
}

/// Whose followers and follows `viewer` may read: those of a private account are for its followers.
fn open_person(tx: &mut Tx<'_>, viewer: i64, user_id: &ruma::UserId) -> Result<i64> {
    let person = graph::person(tx, Some(viewer), user_id)?;
    let is_open = viewer == person
        || !access::is_private(tx, person)?
        || access::follows(tx, viewer, person)?;
    if is_open {
        return Ok(person);
    }
    Err(Error::forbidden("This account is private"))
}
