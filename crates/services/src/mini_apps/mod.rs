//! Mini-apps (webxdc 1.3). Each one in a room has an origin of its own, so that the browser keeps it apart from the
//! web app and from every other. The server knows neither which apps run nor what is in them: a service worker on the
//! origin serves the app's files, which the web app hands it, decrypted, in the browser.
//!
//! | you look for | file |
//! | --- | --- |
//! | which names are origins of mini-apps | [`place`] |
//! | reading an archive, refusing broken ones | [`archive`] |
//! | what the server answers there | [`origin`], with [`headers`] |
//! | what runs there, in the browser | `frame/` |
//! | what the web app asks | [`told`] |

pub mod archive;
mod headers;
mod origin;
mod place;
mod told;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::Services;

pub use origin::Origins;
pub use place::{Place, PlaceError};

pub(crate) fn routes() -> OpenApiRouter<Services> {
    OpenApiRouter::new().routes(routes!(told::mini_apps))
}
