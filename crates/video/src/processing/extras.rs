//! What is made of the smallest rendition beside what is played: small pictures for the time line, a short clip
//! without sound for lists, a thumbhash of the cover, and hashes of what is seen.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{
    encode::own,
    failure::Failure,
    graph::seconds,
    hash,
    making::Grid,
    plan::{Plan, Rendition},
    programs::Programs,
    words::Words,
};
use crate::{
    playback::{POSTER, PREVIEW, SPRITE},
    uploads::files,
};

/// Small pictures in a row, and at most.
const COLUMNS: u64 = 10;
const PICTURES_MAX: u64 = 100;
/// Videos shorter than this have no small pictures: nobody searches in them.
const SPRITE_MS_MIN: u64 = 3000;
/// The short edge of a small picture, and of the clip.
const PICTURE_SHORT: u64 = 90;
const PREVIEW_SHORT: u64 = 180;
const PREVIEW_MS: u64 = 3000;
/// The long edge of what the thumbhash is made of: its format takes at most 100.
const THUMB_LONG: u64 = 96;
/// From one hashed frame to the next.
const HASH_EVERY_MS: u64 = 1000;
/// Files that are read here and not played.
const HASHED: &str = "hashed.gray";
const THUMB: &str = "thumb.rgba";

/// What was found and made.
#[derive(Debug, Default)]
pub(super) struct Extras {
    pub(super) files: Vec<String>,
    pub(super) sprite: Option<Grid>,
    pub(super) thumbhash: Option<String>,
    /// Milliseconds and hash.
    pub(super) hashes: Vec<(u64, u64)>,
}

impl Extras {
    /// The hashes alone.
    pub(super) fn frames(&self) -> Vec<u64> {
        self.hashes.iter().map(|(_, hash)| *hash).collect()
    }
}

pub(super) async fn make(
    programs: &Programs,
    folder: &Path,
    plan: &Plan,
    smallest: &Rendition,
    duration_ms: u64,
) -> Result<Extras, Failure> {
    let grid = grid(smallest, duration_ms);
    let thumb = inside(smallest, THUMB_LONG, true);
    let words = arguments(smallest, duration_ms, grid.as_ref(), thumb);
    own(programs, folder, plan.seconds_max, &words).await?;
    let mut names = vec![PREVIEW.to_owned()];
    names.extend(grid.map(|_| SPRITE.to_owned()));
    Ok(Extras {
        files: names,
        sprite: grid,
        thumbhash: thumbhash(&read(folder, THUMB).await?, thumb),
        hashes: hashes(&read(folder, HASHED).await?),
    })
}

fn arguments(
    smallest: &Rendition,
    duration_ms: u64,
    grid: Option<&Grid>,
    thumb: (u64, u64),
) -> Words {
    let mut words = Words::begin();
    words.input(&format!("{}.m4s", smallest.name));
    words.add("-format_whitelist image2 -protocol_whitelist file -f image2 -i");
    words.one(POSTER).add("-filter_complex");
    let (clip_width, clip_height) = inside(smallest, PREVIEW_SHORT, false);
    let mut graph = format!(
        "[0:v]split={}[a][b]",
        if grid.is_some() { "3[c]" } else { "2" }
    );
    graph.push_str(&format!(
        ";[a]fps=15,scale={clip_width}:{clip_height},setsar=1[clip]\
         ;[b]fps=1,scale={}:{}:flags=area,format=gray[hashed]\
         ;[1:v]scale={}:{},format=rgba[thumb]",
        hash::WIDTH,
        hash::HEIGHT,
        thumb.0,
        thumb.1
    ));
    if let Some(grid) = grid {
        let rows = duration_ms.div_ceil(grid.every_ms).div_ceil(COLUMNS).max(1);
        graph.push_str(&format!(
            ";[c]fps=1000/{},scale={}:{},setsar=1,tile={COLUMNS}x{rows}[sprite]",
            grid.every_ms, grid.width, grid.height
        ));
    }
    words.one(graph);
    words
        .add("-map [clip] -t")
        .one(seconds(PREVIEW_MS))
        .add("-c:v libx264 -preset veryfast -crf 30 -pix_fmt yuv420p -map_metadata -1 -movflags +faststart -f mp4")
        .one(PREVIEW)
        .add("-map [hashed] -f rawvideo")
        .one(HASHED)
        .add("-map [thumb] -frames:v 1 -f rawvideo")
        .one(THUMB);
    if grid.is_some() {
        words
            .add("-map [sprite] -frames:v 1 -c:v mjpeg -q:v 5 -map_metadata -1 -f image2 -update 1")
            .one(SPRITE);
    }
    words
}

/// How small pictures lie; none, if there is nothing to search in.
fn grid(smallest: &Rendition, duration_ms: u64) -> Option<Grid> {
    let (width, height) = inside(smallest, PICTURE_SHORT, false);
    (duration_ms >= SPRITE_MS_MIN).then(|| Grid {
        every_ms: duration_ms.div_ceil(PICTURES_MAX).div_ceil(500).max(2) * 500,
        columns: COLUMNS,
        width,
        height,
    })
}

/// A size of a rendition's shape, whose short (or long) edge is at most this.
fn inside(rendition: &Rendition, edge: u64, is_long: bool) -> (u64, u64) {
    let (width, height) = (rendition.width, rendition.height);
    let measured = if is_long {
        width.max(height)
    } else {
        width.min(height)
    };
    let edge = edge.min(measured);
    let scaled = |side: u64| (side * edge / measured.max(1) / 2 * 2).max(2);
    (scaled(width), scaled(height))
}

async fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Failure> {
    let path = folder.join(name);
    let read = tokio::fs::read(&path).await;
    Ok(read.map_err(|error| files::io(&path, error))?)
}

fn thumbhash(points: &[u8], (width, height): (u64, u64)) -> Option<String> {
    let (width, height) = (usize::try_from(width).ok()?, usize::try_from(height).ok()?);
    (points.len() == width * height * 4)
        .then(|| STANDARD.encode(thumbhash::rgba_to_thumb_hash(width, height, points)))
}

fn hashes(points: &[u8]) -> Vec<(u64, u64)> {
    let frames = points.chunks_exact(hash::WIDTH * hash::HEIGHT);
    let timed = (0u64..).map(|nth| nth * HASH_EVERY_MS).zip(frames);
    timed
        .filter_map(|(at_ms, frame)| Some((at_ms, hash::of(frame.first_chunk()?)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendition(width: u64, height: u64) -> Rendition {
        Rendition {
            name: width.min(height),
            width,
            height,
            crf: 25,
            maxrate_k: 700,
        }
    }

    #[test]
    fn a_long_video_has_no_more_small_pictures_than_a_short_one() {
        let upright = rendition(360, 640);
        assert_eq!(grid(&upright, 2000), None);
        let short = grid(&upright, 20_000).unwrap();
        assert_eq!((short.every_ms, short.width, short.height), (1000, 90, 160));
        let long = grid(&upright, 600_000).unwrap();
        assert_eq!(long.every_ms, 6000);
    }

    #[test]
    fn sizes_keep_their_shape() {
        assert_eq!(inside(&rendition(360, 640), 96, true), (54, 96));
        assert_eq!(inside(&rendition(640, 360), 180, false), (320, 180));
        assert_eq!(inside(&rendition(118, 96), 180, false), (118, 96));
    }
}
