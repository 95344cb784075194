//! The directory: mini-apps, groups, organisations, official accounts and people that chose to be found.
//!
//! | you look for | file |
//! | --- | --- |
//! | searching, counting, what rises, one entry | [`find`], [`counts`], [`rising`], [`one`]; by which [`terms`] |
//! | putting oneself, a group, an organisation into it | [`mine`], [`own`] |
//! | whether a domain says the same | [`domain`] |
//! | publishing a mini-app, its versions and files, taking one back | [`publish`], [`release`], [`download`], [`files`], [`withdrawn`] |
//! | reports, review, recommending, what was done | [`report`], [`reports`], [`review`], [`curate`], [`audit`] |
//! | the signed list, and lists of other hosts | [`list`], [`subscriptions`], [`follow`], [`store_import`] |
//!
//! An entry is composed, signed and indexed in the change that changes it ([`entry`]); reading one is reading its bytes.

mod audit;
mod counts;
mod curate;
mod domain;
mod download;
mod entry;
mod files;
mod find;
mod follow;
mod kind;
mod list;
mod listed;
mod mine;
mod one;
mod own;
pub(crate) mod personal;
mod publish;
mod release;
mod report;
mod reports;
mod review;
mod rising;
mod shown;
mod store_import;
mod subscriptions;
mod terms;
mod withdrawn;

use http_server::{Error, Result};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Services;

pub(crate) use domain::{CHECK_DOMAIN, check_in_job};
pub(crate) use files::{DROP_BLOB, drop_blob};
pub(crate) use follow::{FOLLOW, FOLLOW_NOW, follow_in_job};
pub(crate) use list::Cached;
pub(crate) use rising::{Rising, keep as keep_rising};

/// Longest text of a report or note, in characters.
const TEXT_CHARS_MAX: usize = 2000;

pub(crate) fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new()
        .routes(routes!(find::find))
        .routes(routes!(counts::counts))
        .routes(routes!(rising::rising))
        .routes(routes!(withdrawn::withdrawn))
        .routes(routes!(one::one))
        .routes(routes!(mine::listed))
        .routes(routes!(mine::put, mine::delete))
        .routes(routes!(domain::check))
        .routes(routes!(publish::publish))
        .routes(routes!(download::archive, publish::withdraw))
        .routes(routes!(download::icon))
        .routes(routes!(report::report))
        .routes(routes!(list::list))
        .routes(routes!(reports::listed))
        .routes(routes!(reports::decide))
        .routes(routes!(review::listed))
        .routes(routes!(review::decide))
        .routes(routes!(curate::curate))
        .routes(routes!(audit::listed))
        .routes(routes!(
            subscriptions::listed,
            subscriptions::add,
            subscriptions::remove
        ))
}

/// Nothing to tell.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DirectoryDone {}

/// How many are asked for: 20 unless they say otherwise, 100 at most.
fn page_size(limit: Option<u64>) -> usize {
    usize::try_from(limit.unwrap_or(20).clamp(1, 100)).unwrap_or(20)
}

fn check_text(text: &str) -> Result<()> {
    if text.chars().count() > TEXT_CHARS_MAX || text.contains('\0') {
        return Err(Error::invalid_param(format!(
            "A text may have at most {TEXT_CHARS_MAX} characters, none of them U+0000"
        )));
    }
    Ok(())
}
