//! What routes of our own interface share.

use serde::Serialize;
use utoipa::ToSchema;

/// The empty object: it is done.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Done {}
