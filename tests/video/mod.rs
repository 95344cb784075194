//! Short videos, from the file to the player: real ffmpeg makes the clips, processes them and looks at what was made.

mod answers;
mod bad_files;
mod blocked;
mod captions;
mod comments;
mod crash;
mod erased;
mod faults;
mod feed;
mod found;
mod full_disk;
mod keeps;
mod lists;
mod making;
mod moderation;
mod notices;
mod numbers;
mod people;
pub(crate) mod plans;
mod playback;
mod playlists;
mod programs;
mod rising;
mod social;
mod upload;
mod views;
mod visibility;
mod watched;
mod workers;

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::{Value, json};
use testkit::{Answer, Http, Person};

/// The longest that processing one of our short clips may take on a busy machine.
const READY_MAX: Duration = Duration::from_secs(180);

const OCTETS: &str = "application/offset+octet-stream";

/// A clip that ffmpeg makes of its own generators.
fn clip(size: &str, seconds: &str, more: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("clip.mp4");
    let picture = format!("testsrc2=size={size}:rate=30:duration={seconds}");
    let sound = format!("sine=frequency=440:duration={seconds}");
    let made = Command::new("ffmpeg")
        .args([
            "-v", "error", "-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &sound,
        ])
        .args([
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
        ])
        .args([
            "-metadata",
            "location=+48.8577+002.295/",
            "-movflags",
            "use_metadata_tags",
        ])
        .args(more)
        .arg(&out)
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    std::fs::read(out).unwrap()
}

/// What ffprobe tells of a file.
fn probed(path: &Path, entries: &str) -> Value {
    let told = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_entries", entries])
        .arg(path)
        .output()
        .unwrap();
    assert!(
        told.status.success(),
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
    serde_json::from_slice(&told.stdout).unwrap()
}

/// A request of tus.
async fn tus(
    person: &Person,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", person.http.url))
        .header("authorization", format!("Bearer {}", person.token))
        .header("tus-resumable", "1.0.0");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    person
        .http
        .request(request.body(Full::new(body.into())).unwrap())
        .await
}

/// Begins an upload; its path.
async fn begin(person: &Person, bytes: usize) -> String {
    let length = bytes.to_string();
    let path = "/_causeway/v1/uploads";
    let answer = tus(
        person,
        Method::POST,
        path,
        &[("upload-length", &length)],
        "",
    )
    .await;
    assert_eq!(answer.status.as_u16(), 201, "{answer:?}");
    answer.headers["location"].to_str().unwrap().to_owned()
}

async fn append(person: &Person, upload: &str, offset: usize, bytes: &[u8]) -> Answer {
    let offset = offset.to_string();
    let headers = [("upload-offset", offset.as_str()), ("content-type", OCTETS)];
    tus(person, Method::PATCH, upload, &headers, bytes.to_vec()).await
}

/// How much of an upload is there.
async fn offset(person: &Person, upload: &str) -> usize {
    let answer = tus(person, Method::HEAD, upload, &[], "").await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    answer.headers["upload-offset"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

/// Uploads a whole file; the upload's path.
async fn upload(person: &Person, bytes: &[u8]) -> String {
    let path = begin(person, bytes.len()).await;
    let answer = append(person, &path, 0, bytes).await;
    assert_eq!(answer.status.as_u16(), 204, "{answer:?}");
    path
}

/// Posts a video; its id.
async fn post(person: &Person, bytes: &[u8], more: Value) -> String {
    let mut body = json!({ "upload": upload(person, bytes).await });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let made = person.post("/_causeway/v1/videos", body).await.ok();
    assert_eq!(made["state"], "processing");
    made["id"].as_str().unwrap().to_owned()
}

async fn video(person: &Person, id: &str) -> Value {
    person.get(&format!("/_causeway/v1/videos/{id}")).await.ok()
}

/// Waits until a video is no longer processed.
async fn processed(person: &Person, id: &str) -> Value {
    let wait = async {
        loop {
            let video = video(person, id).await;
            if video["state"] != "processing" {
                return video;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(READY_MAX, wait)
        .await
        .unwrap_or_else(|_| panic!("{id} is processed for too long"))
}

/// Posts a video and waits until it is ready.
async fn ready(person: &Person, bytes: &[u8], more: Value) -> Value {
    let id = post(person, bytes, more).await;
    let video = processed(person, &id).await;
    assert_eq!(video["state"], "ready", "{video}");
    video
}

/// Posts a video and waits until it has all its renditions, the largest of which has this name.
async fn complete(person: &Person, bytes: &[u8], more: Value, largest: &str) -> Value {
    let made = ready(person, bytes, more).await;
    let id = made["id"].as_str().unwrap();
    let wait = async {
        loop {
            let video = video(person, id).await;
            let master = fetch(&person.http, at(&video, "hls")).await;
            let master = String::from_utf8_lossy(&master.bytes).into_owned();
            if master.contains(&format!("\n{largest}.m3u8")) {
                return video;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(READY_MAX, wait)
        .await
        .unwrap_or_else(|_| panic!("{id} does not get its large renditions"))
}

/// Where something of a video is played.
fn at<'a>(video: &'a Value, what: &str) -> &'a str {
    video["playback"][what].as_str().unwrap()
}

/// A file of a video, as somebody without an account fetches it.
async fn fetch(http: &Http, path: &str) -> Answer {
    http.look(Method::GET, path, &[]).await
}

/// Where a video is worked on, in the folder of the process that does it.
fn job_folder(data_dir: &Path, id: &str) -> Option<PathBuf> {
    let processes = std::fs::read_dir(data_dir.join("processing")).ok()?;
    let folders = processes.flatten().map(|entry| entry.path().join(id));
    folders.into_iter().find(|folder| folder.is_dir())
}

/// Waits until there is no file in a folder any more; its folders may go while we look.
async fn empty(folder: &Path) {
    fn files(folder: &Path) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| match entry.file_type() {
                Ok(kind) if kind.is_dir() => files(&entry.path()),
                _ => 1,
            })
            .sum()
    }
    let gone = async {
        while files(folder) > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), gone).await;
    assert!(waited.is_ok(), "files stay in {}", folder.display());
}

/// Sends captions.
async fn put_text(person: &Person, path: &str, text: &'static str) -> Answer {
    let request = Request::builder()
        .method(Method::PUT)
        .uri(format!("{}{path}", person.http.url))
        .header("authorization", format!("Bearer {}", person.token))
        .header("content-type", "text/vtt");
    person
        .http
        .request(request.body(Full::new(text.into())).unwrap())
        .await
}
