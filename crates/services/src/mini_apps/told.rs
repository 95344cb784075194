//! Whether a host runs mini-apps, and where.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::CACHE_CONTROL;
use http_server::{Json, Result, Visitor};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Services;

/// Where mini-apps run.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "origin": "https://{label}.apps.example.org" }))]
pub(crate) struct MiniApps {
    /// The origin of one mini-app in one room, with `{label}` for what its client computes; null: this host has no
    /// name for them, and mini-apps are off.
    #[schema(required)]
    origin: Option<String>,
}

/// Tells whether mini-apps run here, and where.
#[utoipa::path(
    get, path = "/_causeway/v1/mini-apps", tag = "mini-apps", operation_id = "mini_apps",
    responses((status = 200, body = MiniApps)), security(())
)]
pub(crate) async fn mini_apps(State(s): State<Services>, _: Visitor) -> Result<Response> {
    let origin = s.mini_apps.as_ref().map(|place| place.origin("{label}"));
    let kept = [(CACHE_CONTROL, "public, max-age=60")];
    Ok((kept, Json(MiniApps { origin })).into_response())
}
