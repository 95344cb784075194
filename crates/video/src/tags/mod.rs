//! Tags: one tag with its videos, and what trends.

mod list;
pub(crate) mod name;
pub(crate) mod one;
pub(crate) mod trend;
pub(crate) mod trending;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new()
        .routes(routes!(one::one))
        .routes(routes!(list::list))
        .routes(routes!(trending::trending))
}
