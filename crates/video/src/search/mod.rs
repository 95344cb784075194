//! `GET /_causeway/v1/search`: videos by the words of their captions, people, tags, sounds.
//!
//! Words are those of [`base::words`], as in the search of messages: pairs of characters where a script puts no
//! spaces. Every list looks through a bounded number of candidates; `next` goes on behind them.

mod find;
mod names;
mod people;
pub(crate) mod terms;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Video;

pub(crate) fn routes() -> OpenApiRouter<Video> {
    OpenApiRouter::new().routes(routes!(find::search))
}
