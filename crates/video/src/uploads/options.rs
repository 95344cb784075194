//! `OPTIONS /_causeway/v1/uploads`: what this server can do (tus 1.0).

use axum::{extract::State, response::Response};
use http::{HeaderName, StatusCode};
use http_server::Visitor;

use super::{checksum, tus};
use crate::Video;

/// Tells which parts of tus are offered, and the size of the largest video, in headers.
#[utoipa::path(
    options, path = "/_causeway/v1/uploads", tag = "video", operation_id = "upload_options",
    responses((status = 204, description = "In headers")), security(())
)]
pub(crate) async fn options(State(v): State<Video>, _: Visitor) -> Response {
    let name = HeaderName::from_static;
    tus::answer(
        StatusCode::NO_CONTENT,
        vec![
            (name("tus-version"), tus::VERSION.to_owned()),
            (
                name("tus-extension"),
                "creation,checksum,expiration,termination".to_owned(),
            ),
            (name("tus-max-size"), v.config.video_bytes_max.to_string()),
            (
                name("tus-checksum-algorithm"),
                checksum::ALGORITHMS.to_owned(),
            ),
        ],
    )
}
