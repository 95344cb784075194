//! `POST /search` (client-server §11.15): what was said in rooms that are not encrypted.
//!
//! The index is a table of words, filled off the reply path by `indexer`, which remembers in the
//! database how far it has come; a search first lets it reach what was said until then. Encrypted rooms
//! never enter it. Chinese, Japanese and Korean text has no spaces, so each pair of neighbouring
//! characters counts as a word.

mod find;
pub(crate) mod indexer;

use axum::Router;
use http_server::Route;
use ruma::api::client::search::search_events;

use crate::Matrix;

pub(crate) fn routes() -> Router<Matrix> {
    Router::new().endpoint::<search_events::v3::Request, _, _>(find::search)
}
