//! Media: what people upload, thumbnails, and previews of links.

pub mod preview;
