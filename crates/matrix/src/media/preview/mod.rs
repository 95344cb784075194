//! URL previews (client-server `GET /_matrix/client/v1/media/preview_url`).

mod charset;
pub mod extract;
