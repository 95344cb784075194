//! What who runs the server does with it: `/_causeway/v1/admin/…` for the web app, and the same functions for
//! the command line. Matrix has no such interface.
//!
//! These lists may read the tables of accounts and rooms as a whole: they are small beside events and media,
//! and few people look. Of what is said, a host sees here what was reported to him and nothing else.

pub(crate) mod acts;
mod overview;
pub mod people;
mod reports;
pub mod rooms;
mod storage;
pub mod tokens;

use http_server::Admin;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Matrix;

/// Most entries of one page, and how many there are when nothing is said.
const PAGE_MAX: usize = 100;
const PAGE: usize = 50;

pub(crate) fn own_routes() -> OpenApiRouter<Matrix> {
    OpenApiRouter::new()
        .routes(routes!(overview::overview))
        .routes(routes!(storage::storage))
        .routes(routes!(people::listed, people::make))
        .routes(routes!(people::deactivate))
        .routes(routes!(people::password))
        .routes(routes!(people::admin))
        .routes(routes!(rooms::listed))
        .routes(routes!(rooms::block))
        .routes(routes!(rooms::unblock))
        .routes(routes!(rooms::close))
        .routes(routes!(tokens::listed, tokens::make))
        .routes(routes!(tokens::revoke))
        .routes(routes!(reports::listed))
        .routes(routes!(reports::resolve))
        .routes(routes!(acts::listed))
}

/// How many entries a page gets.
fn page_of(limit: Option<usize>) -> usize {
    limit.unwrap_or(PAGE).clamp(1, PAGE_MAX)
}
