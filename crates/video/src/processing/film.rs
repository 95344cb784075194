//! A film of pictures that this program painted itself: what the demo uploads.

use std::{path::Path, time::Duration};

use super::{
    failure::Failure,
    programs, remove_folder,
    sandbox::{self, Bounds},
};
use crate::uploads::files;

/// Pictures of one size, one after the other, and the sound that goes with them.
#[derive(Debug)]
pub struct Film<'a> {
    /// Width and height of a picture, in pixels.
    pub size: (usize, usize),
    /// Pictures a second.
    pub rate: usize,
    /// Three bytes a pixel, line by line, picture by picture.
    pub pictures: &'a [u8],
    /// A source of ffmpeg's for sound, such as `anoisesrc=c=pink`. Constants of ours alone: it is a program.
    pub sound: &'static str,
}

/// The size that films have, in pixels: upright, two renditions.
const SIZE: &str = "scale=480:854:flags=bicubic,setsar=1,format=yuv420p";
const RAW: &str = "in.rgb";
const MADE: &str = "out.mp4";

/// Makes an MP4 file of it, in a folder `name` of its own that is gone afterwards. The error is for the host.
pub async fn film(v: &crate::Video, name: &str, film: &Film<'_>) -> Result<Vec<u8>, String> {
    let folder = v.work.folder.join(name);
    let made = encode(&folder, film).await;
    remove_folder(&folder).await.map_err(|e| e.to_string())?;
    made.map_err(|failure| match failure {
        Failure::Bad(reason) => reason.code().to_owned(),
        Failure::Fault(_, text) => text,
    })
}

async fn encode(folder: &Path, film: &Film<'_>) -> Result<Vec<u8>, Failure> {
    let programs = programs::find().await?;
    files::make_folder(folder).await?;
    let raw = folder.join(RAW);
    tokio::fs::write(&raw, film.pictures)
        .await
        .map_err(|error| files::io(&raw, error))?;
    let (width, height) = film.size;
    let words = [
        "-v error -nostdin -y -f rawvideo -pix_fmt rgb24 -s",
        &format!("{width}x{height} -r {} -i {RAW} -f lavfi -i", film.rate),
        film.sound,
        "-shortest -vf",
        SIZE,
        "-c:v libx264 -preset ultrafast -crf 20 -c:a aac -b:a 96k -movflags +faststart -f mp4",
        MADE,
    ];
    let words: Vec<String> = words
        .iter()
        .flat_map(|words| words.split(' '))
        .map(str::to_owned)
        .collect();
    let bounds = Bounds {
        processor: Duration::from_secs(60),
        wall: Duration::from_secs(120),
    };
    let ended = sandbox::run(&programs, folder, "ffmpeg", &words, bounds, |_| {}).await?;
    if !ended.success {
        return Err(Failure::fault(ended.said));
    }
    let made = folder.join(MADE);
    let bytes = tokio::fs::read(&made)
        .await
        .map_err(|error| files::io(&made, error))?;
    Ok(bytes)
}
