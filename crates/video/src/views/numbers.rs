//! `GET /_causeway/v1/videos/{id}/numbers` and `GET /_causeway/v1/numbers`: what the author of videos is told about
//! them, by day.

use axum::extract::State;
use http_server::{Caller, Error, Json, Path, Query, Result};
use serde::{Deserialize, Serialize};
use store::{StoreError, Tx, params};
use utoipa::{IntoParams, ToSchema};

use super::{
    DAY_MS, day,
    groups::{told, told_each},
};
use crate::{
    Video, access,
    packs::select::{FIRST_AUDIENCE, FIRST_AUDIENCE_MS},
    social::counts,
};

/// Days that are told unless one asks for others, and at most.
const DAYS: u64 = 28;
const DAYS_MAX: u64 = 90;

/// For how long.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct HowLong {
    /// So many days, today among them: 28 unless it says otherwise, 90 at most.
    days: Option<u64>,
}

/// Numbers. Those of views are in whole tens, rounded down. Where `null` stands for one, there were fewer than 20 of the
/// kind, or it is kept back so that such a number does not follow from the others.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Numbers {
    /// Every day (UTC), the oldest first.
    days: Vec<DayNumbers>,
    /// Views of all these days.
    #[schema(required)]
    views: Option<u64>,
    /// How many of them ended after how many quarters: begun, one, two, three, whole.
    completion: Vec<Option<u64>>,
    sources: Sources,
    /// The first audience of a video; `null` for all videos together.
    #[schema(required)]
    first_audience: Option<FirstAudience>,
}

/// Numbers of a day. Acts count on the day on which they were done, as long as they stand.
#[derive(Debug, Default, Serialize, ToSchema)]
struct DayNumbers {
    /// Its beginning, in milliseconds since 1970.
    from_ms: u64,
    #[schema(required)]
    views: Option<u64>,
    completion: Vec<Option<u64>>,
    likes: u64,
    comments: u64,
    shares: u64,
    saves: u64,
    reposts: u64,
    /// People who began to follow the author; `null` for one video: nobody asks from where they came.
    #[schema(required)]
    follows: Option<u64>,
}

/// Where views came from.
#[derive(Debug, Serialize, ToSchema)]
struct Sources {
    #[schema(required)]
    feed: Option<u64>,
    #[schema(required)]
    following: Option<u64>,
    #[schema(required)]
    profile: Option<u64>,
    #[schema(required)]
    tag: Option<u64>,
    #[schema(required)]
    sound: Option<u64>,
    #[schema(required)]
    search: Option<u64>,
    #[schema(required)]
    share: Option<u64>,
}

/// The audience that every new video gets.
#[derive(Debug, Serialize, ToSchema)]
struct FirstAudience {
    /// Views so far.
    #[schema(required)]
    views: Option<u64>,
    /// Until there are so many, or two weeks have passed, For You shows it for being new.
    of: u64,
    done: bool,
}

/// Tells me the numbers of a video of mine.
#[utoipa::path(
    get, path = "/_causeway/v1/videos/{id}/numbers", tag = "video", operation_id = "numbers_of_video",
    params(("id" = String, Path, description = "The video"), HowLong),
    responses((status = 200, body = Numbers))
)]
pub(crate) async fn of_video(
    State(v): State<Video>,
    Caller(who): Caller,
    Path(id): Path<String>,
    Query(asked): Query<HowLong>,
) -> Result<Json<Numbers>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let numbers = v.store.read(move |tx| {
        let video = access::own(tx, user, &id)?;
        let first = first_audience(tx, video.nid, video.created_ms, now_ms)?;
        Ok::<_, Error>(numbers(
            tx,
            &Of::Video(video.nid),
            &asked,
            now_ms,
            Some(first),
        )?)
    });
    Ok(Json(numbers.await?))
}

/// Tells me the numbers of all my videos together.
#[utoipa::path(
    get, path = "/_causeway/v1/numbers", tag = "video", operation_id = "numbers",
    params(HowLong), responses((status = 200, body = Numbers))
)]
pub(crate) async fn of_all(
    State(v): State<Video>,
    Caller(who): Caller,
    Query(asked): Query<HowLong>,
) -> Result<Json<Numbers>> {
    let (user, now_ms) = (who.user, v.now_ms());
    let numbers = v
        .store
        .read(move |tx| numbers(tx, &Of::Author(user), &asked, now_ms, None));
    Ok(Json(numbers.await.map_err(Error::from)?))
}

/// Whose numbers.
enum Of {
    Video(i64),
    Author(i64),
}

impl Of {
    /// The column of `video` that chooses, and its value.
    fn column(&self) -> (&'static str, i64) {
        match self {
            Self::Video(video) => ("nid", *video),
            Self::Author(user) => ("author_nid", *user),
        }
    }
}

fn first_audience(
    tx: &mut Tx<'_>,
    video: i64,
    created_ms: u64,
    now_ms: u64,
) -> Result<FirstAudience, StoreError> {
    let views = counts::views(tx, video)?;
    let age_ms = now_ms.saturating_sub(created_ms);
    Ok(FirstAudience {
        views: told(views),
        of: FIRST_AUDIENCE,
        done: views >= FIRST_AUDIENCE || age_ms >= FIRST_AUDIENCE_MS,
    })
}

fn numbers(
    tx: &mut Tx<'_>,
    of: &Of,
    asked: &HowLong,
    now_ms: u64,
    first_audience: Option<FirstAudience>,
) -> Result<Numbers, StoreError> {
    let today = day(now_ms);
    let first = (today + 1).saturating_sub(asked.days.unwrap_or(DAYS).clamp(1, DAYS_MAX));
    let mut days: Vec<_> = (first..=today)
        .map(|day| DayNumbers {
            from_ms: day * DAY_MS,
            ..DayNumbers::default()
        })
        .collect();
    acts(tx, of, first, &mut days)?;
    if let Of::Author(user) = of {
        follows(tx, *user, first, &mut days)?;
    }
    let (mut completion, mut sources) = ([0; 5], [0; 7]);
    for (day, whole) in viewed(tx, of, first, days.len(), &mut completion, &mut sources)?
        .into_iter()
        .zip(&mut days)
    {
        whole.views = told(day.iter().sum());
        whole.completion = told_each(&day);
    }
    let [feed, following, profile, tag, sound, search, share] = told_each(&sources)[..] else {
        return Err(StoreError::NoRow);
    };
    Ok(Numbers {
        days,
        views: told(completion.iter().sum()),
        completion: told_each(&completion),
        sources: Sources {
            feed,
            following,
            profile,
            tag,
            sound,
            search,
            share,
        },
        first_audience,
    })
}

/// What people did, by day.
fn acts(tx: &mut Tx<'_>, of: &Of, first: u64, days: &mut [DayNumbers]) -> Result<(), StoreError> {
    let (column, value) = of.column();
    let sql = format!(
        "SELECT d.day, CAST(SUM(d.likes) AS BIGINT), CAST(SUM(d.comments) AS BIGINT), CAST(SUM(d.shares) AS BIGINT),
           CAST(SUM(d.saves) AS BIGINT), CAST(SUM(d.reposts) AS BIGINT)
         FROM video v JOIN video_day d ON d.video_nid = v.nid AND d.day >= ?2
         WHERE v.{column} = ?1 GROUP BY d.day"
    );
    let rows = tx.query::<_, StoreError>(&sql, params![value, first], |row| {
        let sums: [i64; 5] = [
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
        ];
        Ok((
            row.get::<u64>(0)?,
            sums.map(|n| u64::try_from(n).unwrap_or(0)),
        ))
    })?;
    for (day, [likes, comments, shares, saves, reposts]) in rows {
        if let Some(of_day) = at(days, first, day) {
            *of_day = DayNumbers {
                from_ms: of_day.from_ms,
                likes,
                comments,
                shares,
                saves,
                reposts,
                ..DayNumbers::default()
            };
        }
    }
    Ok(())
}

fn follows(
    tx: &mut Tx<'_>,
    user: i64,
    first: u64,
    days: &mut [DayNumbers],
) -> Result<(), StoreError> {
    let rows = tx.query::<(u64, i64), StoreError>(
        "SELECT day, n FROM video_follower_day WHERE user_nid = ?1 AND day >= ?2",
        params![user, first],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    days.iter_mut().for_each(|day| day.follows = Some(0));
    for (day, n) in rows {
        if let Some(of_day) = at(days, first, day) {
            of_day.follows = Some(u64::try_from(n).unwrap_or(0));
        }
    }
    Ok(())
}

/// Views by day and quarters; the sums by quarters and by source go into the other two.
fn viewed(
    tx: &mut Tx<'_>,
    of: &Of,
    first: u64,
    days: usize,
    completion: &mut [u64; 5],
    sources: &mut [u64; 7],
) -> Result<Vec<[u64; 5]>, StoreError> {
    let (column, value) = of.column();
    let sql = format!(
        "SELECT n.day, n.watched, n.source, CAST(SUM(n.n) AS BIGINT)
         FROM video v JOIN video_view n ON n.video_nid = v.nid AND n.day >= ?2
         WHERE v.{column} = ?1 GROUP BY n.day, n.watched, n.source"
    );
    let rows =
        tx.query::<(u64, u64, u64, u64), StoreError>(&sql, params![value, first], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
    let mut by_day = vec![[0; 5]; days];
    for (day, watched, source, n) in rows {
        let place = |index: u64| usize::try_from(index).unwrap_or(usize::MAX);
        let of_day = at(&mut by_day, first, day).and_then(|day| day.get_mut(place(watched)));
        for sum in [
            of_day,
            completion.get_mut(place(watched)),
            sources.get_mut(place(source)),
        ] {
            sum.into_iter().for_each(|sum| *sum += n);
        }
    }
    Ok(by_day)
}

fn at<T>(days: &mut [T], first: u64, day: u64) -> Option<&mut T> {
    let index = usize::try_from(day.checked_sub(first)?).ok()?;
    days.get_mut(index)
}
